using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace TlsPathTools.Lab.Scenarios.Reading;

/// <summary>
/// A rule of a JSON Schema (2020-12), as far as docs/lab-scenario.schema.json needs it. <c>patternErrorMessage</c> says in words what a
/// pattern wants; it is no keyword of the standard, but editors show it, and so do we.
/// </summary>
internal sealed record SchemaRule
{
    public IReadOnlyList<string> Types { get; private init; } = [];

    public IReadOnlyDictionary<string, SchemaRule> Properties { get; private init; } = new Dictionary<string, SchemaRule>(StringComparer.Ordinal);

    public IReadOnlyList<string> Required { get; private init; } = [];

    /// <summary>Whether other properties than the known ones are a mistake.</summary>
    public bool Closed { get; private init; }

    /// <summary>What other properties have to be; null for anything.</summary>
    public SchemaRule? Additional { get; private init; }

    public SchemaRule? Items { get; private init; }

    public int MinItems { get; private init; }

    public int MinLength { get; private init; }

    /// <summary>Texts, or null for any.</summary>
    public IReadOnlyList<string>? Values { get; private init; }

    public Regex? Pattern { get; private init; }

    public string PatternWords { get; private init; } = "";

    public double Minimum { get; private init; } = double.NegativeInfinity;

    public double Maximum { get; private init; } = double.PositiveInfinity;

    /// <summary>What stands there where nothing is written; null for nothing.</summary>
    public SourceNode? Default { get; private init; }

    public string Description { get; private init; } = "";

    /// <summary>Reads a schema.</summary>
    public static SchemaRule Of(SourceNode schema) => Of(schema, schema.Property("$defs"));

    private static SchemaRule Of(SourceNode schema, SourceNode? definitions)
    {
        SchemaRule rule = schema.Property("$ref") is { } reference
            ? Of(definitions!.Property(reference.Text["#/$defs/".Length..])!, definitions)
            : new SchemaRule();
        foreach ((string keyword, SourceNode value) in schema.Properties)
        {
            rule = keyword switch
            {
                "type" => rule with { Types = value.Items.Count > 0 ? Texts(value) : [value.Text] },
                "properties" => rule with { Properties = value.Properties.ToDictionary(p => p.Name, p => Of(p.Value, definitions), StringComparer.Ordinal) },
                "required" => rule with { Required = Texts(value) },
                "additionalProperties" => value.Properties.Count > 0 ? rule with { Additional = Of(value, definitions) } : rule with { Closed = true },
                "items" => rule with { Items = Of(value, definitions) },
                "minItems" => rule with { MinItems = (int)Number(value) },
                "minLength" => rule with { MinLength = (int)Number(value) },
                "enum" => rule with { Values = [.. value.Items.Where(item => item.Kind == JsonValueKind.String).Select(item => item.Text)] },
                "pattern" => rule with { Pattern = new Regex(value.Text, RegexOptions.CultureInvariant | RegexOptions.NonBacktracking) },
                "patternErrorMessage" => rule with { PatternWords = value.Text },
                "minimum" => rule with { Minimum = Number(value) },
                "maximum" => rule with { Maximum = Number(value) },
                "default" => rule with { Default = value },
                "description" => rule with { Description = value.Text },
                "$ref" or "$defs" or "$schema" or "$id" or "title" or "examples" or "$comment" => rule,
                _ => throw new NotSupportedException($"The schema's keyword '{keyword}' is not understood here."),
            };
        }

        return rule;
    }

    private static IReadOnlyList<string> Texts(SourceNode list) => [.. list.Items.Select(item => item.Text)];

    private static double Number(SourceNode node) => double.Parse(node.Text, CultureInfo.InvariantCulture);
}
