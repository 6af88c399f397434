using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace TlsPathTools.Kubernetes.Json;

/// <summary>Texts, and numbers where the API has either (IntOrString: a targetPort, a disruption budget's minAvailable).</summary>
internal sealed class TextConverter : JsonConverter<string>
{
    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType switch
    {
        JsonTokenType.String => reader.GetString(),
        JsonTokenType.Number => Encoding.ASCII.GetString(reader.HasValueSequence ? System.Buffers.BuffersExtensions.ToArray(reader.ValueSequence) : reader.ValueSpan),
        _ => throw new JsonException(),
    };

    public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);
}

/// <summary>Labels, annotations and data. What kubectl keeps of an object in an annotation is a second copy of it, secrets included: it is left out.</summary>
internal sealed class TextMapConverter : JsonConverter<IReadOnlyDictionary<string, string>>
{
    private const string LastApplied = "kubectl.kubernetes.io/last-applied-configuration";

    public override IReadOnlyDictionary<string, string> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.StartObject)
            throw new JsonException();
        var map = new Dictionary<string, string>(StringComparer.Ordinal);
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            bool copy = reader.ValueTextEquals(LastApplied);
            string key = copy ? "" : reader.GetString()!;
            reader.Read();
            if (copy || reader.TokenType == JsonTokenType.Null)
                PastValue.Skip(ref reader);
            else
                map[key] = reader.TokenType is JsonTokenType.String ? reader.GetString()! : throw new JsonException();
        }

        return map;
    }

    public override void Write(Utf8JsonWriter writer, IReadOnlyDictionary<string, string> value, JsonSerializerOptions options) => throw new NotSupportedException();
}

/// <summary>Passes over a value.</summary>
internal static class PastValue
{
    /// <summary>Utf8JsonReader.Skip refuses a text that arrives in pieces, even where the value is whole, as every value is that a converter is given.</summary>
    public static void Skip(ref Utf8JsonReader reader)
    {
        if (!reader.TrySkip())
            throw new JsonException();
    }
}

/// <summary>Times (Time and MicroTime, RFC 3339), in UTC whatever their offset.</summary>
internal sealed class UtcTimeConverter : JsonConverter<DateTime>
{
    public override DateTime Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        reader.TokenType == JsonTokenType.String && reader.TryGetDateTimeOffset(out DateTimeOffset time) ? time.UtcDateTime : throw new JsonException();

    public override void Write(Utf8JsonWriter writer, DateTime value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToUniversalTime());
}
