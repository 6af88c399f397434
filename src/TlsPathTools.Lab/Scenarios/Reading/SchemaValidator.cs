using System.Globalization;
using System.Text.Json;

namespace TlsPathTools.Lab.Scenarios.Reading;

/// <summary>Holds a document against a schema, and says what is wrong in words that somebody who never saw a schema understands.</summary>
internal static class SchemaValidator
{
    public static void Check(SourceNode node, SchemaRule rule, MistakeList mistakes)
    {
        if (rule.Types.Count > 0 && !rule.Types.Any(type => IsOf(node, type)))
        {
            mistakes.AddOfShape(node, node.Path, $"must be {string.Join(" or ", rule.Types.Select(Words))}, not {node}");
            return;
        }

        switch (node.Kind)
        {
            case JsonValueKind.Object:
                CheckProperties(node, rule, mistakes);
                break;
            case JsonValueKind.Array:
                if (node.Items.Count < rule.MinItems)
                    mistakes.Add(node.Line, node.Path, rule.MinItems == 1 ? "must not be empty" : $"must have at least {rule.MinItems} items");
                if (rule.Items is { } items)
                    node.Items.ForEach(item => Check(item, items, mistakes));
                break;
            case JsonValueKind.String:
                CheckText(node, rule, mistakes);
                break;
            case JsonValueKind.Number:
                CheckNumber(node, rule, mistakes);
                break;
        }
    }

    private static void CheckProperties(SourceNode node, SchemaRule rule, MistakeList mistakes)
    {
        HashSet<string> missing = new(rule.Required, StringComparer.Ordinal);
        HashSet<string> free = new(rule.Properties.Keys.Where(known => !known.StartsWith('$')), StringComparer.Ordinal);
        foreach ((string name, _) in node.Properties)
        {
            missing.Remove(name);
            free.Remove(name);
        }

        foreach ((string name, SourceNode value) in node.Properties)
        {
            if (mistakes.IsFull)
                return;
            if (rule.Properties.TryGetValue(name, out SchemaRule? known))
                Check(value, known, mistakes);
            else if (rule.Additional is { } additional)
                Check(value, additional, mistakes);
            else if (rule.Closed)
                mistakes.AddOfShape(value, value.Path, Unknown(name, free, missing, rule));
        }

        foreach (string name in missing)
            mistakes.AddOfShape(node, SourceNode.PropertyPath(node.Path, name), $"is missing: {rule.Properties[name].Description}");
    }

    private static string Unknown(string name, HashSet<string> free, HashSet<string> missing, SchemaRule rule)
    {
        string known = string.Join(", ", rule.Properties.Keys.Where(known => !known.StartsWith('$')));
        if (NearNames.Of(name, free) is not { } near)
            return $"'{name}' is not a property here; known are {known}";
        // Misspelt, and so not missing as well: one mistake, not two.
        missing.Remove(near);
        return $"'{name}' is not a property here; did you mean '{near}'? Known are {known}";
    }

    private static void CheckText(SourceNode node, SchemaRule rule, MistakeList mistakes)
    {
        if (rule.Values is { } values && !values.Contains(node.Text, StringComparer.Ordinal))
        {
            string near = NearNames.Of(node.Text, values) is { } name ? $"did you mean '{name}'? " : "";
            mistakes.AddOfShape(node, node.Path, $"{node} is none of the values here; {near}Known are {string.Join(", ", values)}");
        }
        else if (node.Text.Length < rule.MinLength)
        {
            mistakes.Add(node.Line, node.Path, "must not be empty");
        }
        else if (rule.Pattern is { } pattern && !pattern.IsMatch(node.Text))
        {
            mistakes.Add(node.Line, node.Path, $"{node} {rule.PatternWords}");
        }
    }

    private static void CheckNumber(SourceNode node, SchemaRule rule, MistakeList mistakes)
    {
        double number = double.Parse(node.Text, CultureInfo.InvariantCulture);
        if (number < rule.Minimum)
            mistakes.Add(node.Line, node.Path, string.Create(CultureInfo.InvariantCulture, $"{node} is too small: at least {rule.Minimum}"));
        else if (number > rule.Maximum)
            mistakes.Add(node.Line, node.Path, string.Create(CultureInfo.InvariantCulture, $"{node} is too large: at most {rule.Maximum}"));
    }

    private static bool IsOf(SourceNode node, string type) => type switch
    {
        "object" => node.Kind == JsonValueKind.Object,
        "array" => node.Kind == JsonValueKind.Array,
        "string" => node.Kind == JsonValueKind.String,
        "boolean" => node.Kind is JsonValueKind.True or JsonValueKind.False,
        "number" => node.Kind == JsonValueKind.Number && double.IsFinite(double.Parse(node.Text, CultureInfo.InvariantCulture)),
        "integer" => node.Kind == JsonValueKind.Number && int.TryParse(node.Text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _),
        _ => node.Kind == JsonValueKind.Null,
    };

    private static string Words(string type) => type switch
    {
        "object" => "an object",
        "array" => "a list",
        "string" => "a text",
        "boolean" => "true or false",
        "number" => "a number",
        "integer" => "a whole number",
        _ => type,
    };
}
