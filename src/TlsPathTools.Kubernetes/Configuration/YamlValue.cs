using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace TlsPathTools.Kubernetes.Configuration;

/// <summary>A value of a YAML document: text, a list, a mapping, or nothing. An alias is the value that it names and no copy, however many there are.</summary>
internal sealed class YamlValue
{
    private const int MaxDepth = 64;

    private YamlValue(string? text, bool isPlain)
    {
        Text = text;
        IsPlain = isPlain;
    }

    /// <summary>The text of a scalar; null for nothing, a list or a mapping.</summary>
    public string? Text { get; }

    /// <summary>Whether a scalar stands without quotes, so that it may be a boolean.</summary>
    public bool IsPlain { get; }

    /// <summary>The items of a list.</summary>
    public List<YamlValue>? Items { get; private init; }

    /// <summary>The values of a mapping.</summary>
    public Dictionary<string, YamlValue>? Map { get; private init; }

    /// <summary>The line that it begins at.</summary>
    public long Line { get; private init; }

    /// <summary>Reads the first document; null where there is none.</summary>
    /// <exception cref="FormatException">It is no YAML; the message says where, and nothing of what stands there.</exception>
    public static YamlValue? Parse(TextReader text)
    {
        try
        {
            var parser = new Parser(text);
            parser.Consume<StreamStart>();
            if (!parser.TryConsume<DocumentStart>(out _))
                return null;
            return Read(parser, new(StringComparer.Ordinal), 0);
        }
        catch (YamlException exception)
        {
            throw new FormatException($"it is no YAML (line {exception.Start.Line})", exception);
        }
    }

    /// <summary>The value of a key; null where there is none, or nothing under it.</summary>
    public YamlValue? this[string key] => Map?.GetValueOrDefault(key) is { } value && (value.Text is not null || value.Items is not null || value.Map is not null) ? value : null;

    private static YamlValue Read(Parser parser, Dictionary<string, YamlValue> anchors, int depth)
    {
        if (depth > MaxDepth)
            throw new FormatException("it is nested too deeply");
        if (parser.TryConsume<AnchorAlias>(out AnchorAlias? alias))
            return anchors.GetValueOrDefault(alias.Value.Value) ?? throw new FormatException($"an alias leads nowhere (line {alias.Start.Line})");
        ParsingEvent next = parser.Current ?? throw new FormatException("it ends in its midst");
        YamlValue value = next switch
        {
            Scalar => OfScalar(parser.Consume<Scalar>()),
            SequenceStart => OfSequence(parser, anchors, depth),
            MappingStart => OfMapping(parser, anchors, depth),
            _ => throw new FormatException($"line {next.Start.Line} is not understood"),
        };
        if (next is NodeEvent { Anchor.IsEmpty: false } node)
            anchors[node.Anchor.Value] = value;
        return value;
    }

    private static YamlValue OfScalar(Scalar scalar)
    {
        bool plain = scalar.Style == ScalarStyle.Plain;
        return new(plain && scalar.Value is "" or "~" or "null" or "Null" or "NULL" ? null : scalar.Value, plain) { Line = scalar.Start.Line };
    }

    private static YamlValue OfSequence(Parser parser, Dictionary<string, YamlValue> anchors, int depth)
    {
        var sequence = new YamlValue(text: null, isPlain: false) { Items = [], Line = parser.Consume<SequenceStart>().Start.Line };
        while (!parser.TryConsume<SequenceEnd>(out _))
            sequence.Items.Add(Read(parser, anchors, depth + 1));
        return sequence;
    }

    private static YamlValue OfMapping(Parser parser, Dictionary<string, YamlValue> anchors, int depth)
    {
        var mapping = new YamlValue(text: null, isPlain: false) { Map = new(StringComparer.Ordinal), Line = parser.Consume<MappingStart>().Start.Line };
        List<YamlValue> merged = [];
        while (!parser.TryConsume<MappingEnd>(out _))
        {
            YamlValue key = Read(parser, anchors, depth + 1);
            YamlValue value = Read(parser, anchors, depth + 1);
            if (key is { Text: "<<", IsPlain: true })
                merged.AddRange(value.Items ?? [value]);
            else if (key.Text is { } name)
                mapping.Map[name] = value;
        }

        // What the mapping says itself wins over what it merges, and what comes first there over the rest.
        foreach ((string name, YamlValue value) in merged.SelectMany(source => source.Map ?? []))
            mapping.Map.TryAdd(name, value);
        return mapping;
    }
}
