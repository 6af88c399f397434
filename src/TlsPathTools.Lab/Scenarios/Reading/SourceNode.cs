using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace TlsPathTools.Lab.Scenarios.Reading;

/// <summary>A value of a JSON document that knows where it stands.</summary>
internal sealed partial class SourceNode
{
    private readonly SourceNode? _parent;
    private readonly string? _name;
    private readonly int _index;

    public SourceNode(JsonValueKind kind, int line, SourceNode? parent, string? name, int index, string text = "")
    {
        Kind = kind;
        Line = line;
        Text = text;
        _parent = parent;
        _name = name;
        _index = index;
    }

    public JsonValueKind Kind { get; }

    /// <summary>From 1; that of the property's name where it is a property.</summary>
    public int Line { get; }

    /// <summary>The content of a text, or a number as it is written.</summary>
    public string Text { get; }

    /// <summary>The properties of an object in their order; of one that stands twice, the first.</summary>
    public List<(string Name, SourceNode Value)> Properties { get; } = [];

    public List<SourceNode> Items { get; } = [];

    /// <summary>loadBalancers[0].listeners[1].port; empty for the document itself.</summary>
    public string Path => _parent is null ? "" : _name is null ? ItemPath(_parent.Path, _index) : PropertyPath(_parent.Path, _name);

    /// <summary>A property's value, or null.</summary>
    public SourceNode? Property(string name)
    {
        foreach ((string known, SourceNode value) in Properties)
        {
            if (known == name)
                return value;
        }

        return null;
    }

    /// <summary>The value in a few words, for messages.</summary>
    public override string ToString() => Kind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "a list",
        JsonValueKind.String => $"'{(Text.Length > 60 ? Text[..60] + "…" : Text)}'",
        JsonValueKind.Number => Text,
        JsonValueKind.True => "true",
        JsonValueKind.False => "false",
        _ => "null",
    };

    public static string PropertyPath(string parent, string name) =>
        !PlainName().IsMatch(name) ? $"{parent}['{name}']" : parent.Length == 0 ? name : $"{parent}.{name}";

    public static string ItemPath(string parent, int index) => string.Create(CultureInfo.InvariantCulture, $"{parent}[{index}]");

    [GeneratedRegex(@"^[$\w-]+$", RegexOptions.CultureInvariant | RegexOptions.NonBacktracking)]
    private static partial Regex PlainName();
}
