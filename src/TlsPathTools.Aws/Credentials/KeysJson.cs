using System.Globalization;
using System.Text.Json;
using TlsPathTools.Aws.Pipeline;

namespace TlsPathTools.Aws.Credentials;

/// <summary>Keys as containers, instances and credential processes write them: one JSON object, with the token under one of two names.</summary>
internal static class KeysJson
{
    /// <summary>Reads them.</summary>
    /// <exception cref="AwsRefusal">It is something else; nothing of it is shown.</exception>
    public static AwsKeys Read(ReadOnlyMemory<byte> json, string what)
    {
        try
        {
            using var document = JsonDocument.Parse(json);
            JsonElement root = document.RootElement;
            if (Text(root, "AccessKeyId") is not { } key || Text(root, "SecretAccessKey") is not { } secret)
                throw new AwsRefusal(GapKind.Malformed, $"{what} answered without credentials{(Text(root, "Code") is { } code ? $" ({SafeText.Escape(code, 60)})" : "")}.");
            return new AwsKeys(key, secret, Text(root, "Token") ?? Text(root, "SessionToken"), Time(Text(root, "Expiration"), what));
        }
        catch (JsonException)
        {
            throw new AwsRefusal(GapKind.Malformed, $"{what} did not answer with credentials: it is not JSON.");
        }
    }

    private static string? Text(JsonElement root, string name) =>
        root.ValueKind == JsonValueKind.Object && root.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text
            ? text
            : null;

    private static DateTimeOffset? Time(string? text, string what)
    {
        if (text is null)
            return null;
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out DateTimeOffset time)
            ? time
            : throw new AwsRefusal(GapKind.Malformed, $"{what} gave credentials whose expiry cannot be read.");
    }
}
