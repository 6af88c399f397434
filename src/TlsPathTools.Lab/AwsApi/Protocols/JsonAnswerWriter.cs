using System.Text.Json;

namespace TlsPathTools.Lab.AwsApi.Protocols;

/// <summary>Answers of the JSON protocols. Times are seconds since 1970.</summary>
internal sealed class JsonAnswerWriter : AnswerWriter
{
    private readonly MemoryStream _buffer = new();
    private readonly Utf8JsonWriter _json;

    public JsonAnswerWriter(string contentType)
    {
        ContentType = contentType;
        _json = new Utf8JsonWriter(_buffer);
        _json.WriteStartObject();
    }

    public override string ContentType { get; }

    public override ReadOnlyMemory<byte> End()
    {
        _json.WriteEndObject();
        _json.Flush();
        return _buffer.GetBuffer().AsMemory(0, (int)_buffer.Length);
    }

    public override void Dispose()
    {
        _json.Dispose();
        _buffer.Dispose();
    }

    protected override void OpenObject(string? name)
    {
        Name(name);
        _json.WriteStartObject();
    }

    protected override void CloseObject() => _json.WriteEndObject();

    protected override void OpenList(string? name)
    {
        Name(name);
        _json.WriteStartArray();
    }

    protected override void CloseList() => _json.WriteEndArray();

    protected override void Value(string? name, string value)
    {
        Name(name);
        _json.WriteStringValue(value);
    }

    protected override void Value(string? name, long value)
    {
        Name(name);
        _json.WriteNumberValue(value);
    }

    protected override void Value(string? name, double value)
    {
        Name(name);
        _json.WriteNumberValue(value);
    }

    protected override void Value(string? name, bool value)
    {
        Name(name);
        _json.WriteBooleanValue(value);
    }

    protected override void Value(string? name, DateTimeOffset value)
    {
        Name(name);
        _json.WriteNumberValue(value.ToUnixTimeMilliseconds() / 1000m);
    }

    private void Name(string? name)
    {
        if (name is not null)
            _json.WritePropertyName(name);
    }
}
