using System.Text.Json;
using System.Text.Json.Serialization;

namespace TlsPathTools.Aws.Reading;

/// <summary>Times as the JSON protocols write them: seconds since 1970, with a fraction.</summary>
internal sealed class EpochSecondsConverter : JsonConverter<DateTime>
{
    public override DateTime Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        if (reader.TokenType != JsonTokenType.Number || !reader.TryGetDouble(out double seconds) || Math.Abs(seconds) > 1e11)
            throw new JsonException("A time of the answer is no number of seconds.");
        return DateTime.UnixEpoch.AddMilliseconds(Math.Round(seconds * 1000));
    }

    public override void Write(Utf8JsonWriter writer, DateTime value, JsonSerializerOptions options) =>
        writer.WriteNumberValue((value.ToUniversalTime() - DateTime.UnixEpoch).TotalSeconds);
}
