using System.Text;
using System.Text.Json;

namespace TlsPathTools.Lab.Scenarios.Reading;

/// <summary>
/// Reads JSON, with comments and trailing commas, into nodes that know their lines. (JsonDocument keeps no lines, and takes a property that
/// stands twice without a word.)
/// </summary>
internal ref struct SourceReader
{
    /// <summary>A world of a thousand nodes is about a megabyte.</summary>
    public const int MaxBytes = 4 << 20;

    private const int MaxDepth = 64;

    private readonly ReadOnlySpan<byte> _json;
    private readonly MistakeList _mistakes;
    private Utf8JsonReader _reader;
    private long _counted;
    private int _line = 1;
    private SourceNode? _current;

    private SourceReader(ReadOnlySpan<byte> json, MistakeList mistakes)
    {
        _json = json;
        _mistakes = mistakes;
        _reader = new Utf8JsonReader(json, new JsonReaderOptions { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, MaxDepth = MaxDepth });
    }

    /// <summary>The document; null when it is no JSON, which is among the mistakes then.</summary>
    public static SourceNode? Read(ReadOnlySpan<byte> json, MistakeList mistakes)
    {
        if (json.Length > MaxBytes)
        {
            mistakes.Add(0, "", $"the file is larger than {MaxBytes >> 20} MB");
            return null;
        }

        if (json is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..])
        {
            mistakes.Add(0, "", "the file is UTF-16; save it as UTF-8");
            return null;
        }

        var reader = new SourceReader(json is [0xEF, 0xBB, 0xBF, ..] ? json[3..] : json, mistakes);
        try
        {
            return reader.ReadDocument();
        }
        catch (JsonException exception)
        {
            mistakes.Add((int)(exception.LineNumber ?? 0) + 1, reader._current?.Path ?? "", $"this is no JSON: {Words(exception)}");
            return null;
        }
        catch (InvalidOperationException)
        {
            // Bytes that are no UTF-8, or half of a surrogate pair: the reader takes the token, and cannot make a text of it.
            mistakes.Add(reader.Line(), reader._current?.Path ?? "", "this text is no valid Unicode; save the file as UTF-8");
            return null;
        }
    }

    private SourceNode ReadDocument()
    {
        _reader.Read();
        SourceNode root = ReadValue(null, null, 0, Line());
        // Throws where something follows the document.
        _reader.Read();
        return root;
    }

    private SourceNode ReadValue(SourceNode? parent, string? name, int index, int line)
    {
        JsonValueKind kind = _reader.TokenType switch
        {
            JsonTokenType.StartObject => JsonValueKind.Object,
            JsonTokenType.StartArray => JsonValueKind.Array,
            JsonTokenType.String => JsonValueKind.String,
            JsonTokenType.Number => JsonValueKind.Number,
            JsonTokenType.True => JsonValueKind.True,
            JsonTokenType.False => JsonValueKind.False,
            _ => JsonValueKind.Null,
        };
        string text = kind switch
        {
            JsonValueKind.String => _reader.GetString()!,
            JsonValueKind.Number => Encoding.ASCII.GetString(_reader.ValueSpan),
            _ => "",
        };
        var node = new SourceNode(kind, line, parent, name, index, text);
        _current = node;
        if (kind == JsonValueKind.Object)
            ReadProperties(node);
        else if (kind == JsonValueKind.Array)
            ReadItems(node);
        _current = parent;
        return node;
    }

    private void ReadProperties(SourceNode node)
    {
        Dictionary<string, int> lines = new(StringComparer.Ordinal);
        while (_reader.Read() && _reader.TokenType != JsonTokenType.EndObject)
        {
            string name = _reader.GetString()!;
            int line = Line();
            _reader.Read();
            SourceNode value = ReadValue(node, name, 0, line);
            if (lines.TryAdd(name, line))
                node.Properties.Add((name, value));
            else
                _mistakes.Add(line, value.Path, $"'{name}' stands here twice; the first is in line {lines[name]}");
        }
    }

    private void ReadItems(SourceNode node)
    {
        while (_reader.Read() && _reader.TokenType != JsonTokenType.EndArray)
            node.Items.Add(ReadValue(node, null, node.Items.Count, Line()));
    }

    // Tokens come in order: each line break is counted once.
    private int Line()
    {
        _line += _json[(int)_counted..(int)_reader.TokenStartIndex].Count((byte)'\n');
        _counted = _reader.TokenStartIndex;
        return _line;
    }

    // The position stands in front of our message already, and the reader counts lines from 0.
    private static string Words(JsonException exception)
    {
        int end = exception.Message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        return end < 0 ? exception.Message : exception.Message[..end];
    }
}
