using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace TlsPathTools.Lab.AwsApi.Signing;

/// <summary>The canonical form of a request, over which version 4 signs (AWS IAM guide, "Create a signed AWS API request").</summary>
internal static class CanonicalRequest
{
    /// <summary>Builds it for the headers that the signer named.</summary>
    public static string Build(SignedMessage message, IReadOnlyList<string> signedHeaders)
    {
        var text = new StringBuilder();
        text.Append(message.Method).Append('\n');
        text.Append(Path(message.RawPath)).Append('\n');
        text.Append(Query(message)).Append('\n');
        foreach (string name in signedHeaders)
            text.Append(name).Append(':').Append(HeaderValue(message, name)).Append('\n');
        text.Append('\n').AppendJoin(';', signedHeaders).Append('\n');
        return text.Append(Hex(SHA256.HashData(message.Body.Span))).ToString();
    }

    /// <summary>The string that the key signs.</summary>
    public static string StringToSign(string canonicalRequest, string amzDate, string scope) =>
        // Header values are Latin-1 here, byte for byte as they were sent.
        $"AWS4-HMAC-SHA256\n{amzDate}\n{scope}\n{Hex(SHA256.HashData(Encoding.Latin1.GetBytes(canonicalRequest)))}";

    /// <summary>Lower-case hexadecimal.</summary>
    public static string Hex(ReadOnlySpan<byte> bytes)
    {
        var text = new StringBuilder(bytes.Length * 2);
        foreach (byte value in bytes)
            text.Append(value.ToString("x2", CultureInfo.InvariantCulture));
        return text.ToString();
    }

    // Every service but S3 normalizes the path and escapes it once more: what came as %20 is signed as %2520.
    private static string Path(string rawPath)
    {
        var segments = new List<string>();
        foreach (string segment in rawPath.Split('/'))
        {
            if (segment == "..")
                segments.RemoveRange(Math.Max(0, segments.Count - 1), Math.Min(1, segments.Count));
            else if (segment is not ("" or "."))
                segments.Add(Escape(segment));
        }

        string path = "/" + string.Join('/', segments);
        return rawPath.EndsWith('/') && segments.Count > 0 ? path + "/" : path;
    }

    private static string Query(SignedMessage message) => string.Join('&', message.Query
        .Where(pair => pair.Key != "X-Amz-Signature")
        .Select(pair => (Name: Escape(pair.Key), Value: Escape(pair.Value)))
        .OrderBy(pair => pair.Name, StringComparer.Ordinal).ThenBy(pair => pair.Value, StringComparer.Ordinal)
        .Select(pair => $"{pair.Name}={pair.Value}"));

    private static string HeaderValue(SignedMessage message, string name) => string.Join(',', message.Headers
        .Where(field => string.Equals(field.Key, name, StringComparison.OrdinalIgnoreCase))
        .Select(field => string.Join(' ', field.Value.Split(' ', StringSplitOptions.RemoveEmptyEntries))));

    private static string Escape(string text)
    {
        var escaped = new StringBuilder(text.Length);
        foreach (byte value in Encoding.UTF8.GetBytes(text))
        {
            if (char.IsAsciiLetterOrDigit((char)value) || value is (byte)'-' or (byte)'.' or (byte)'_' or (byte)'~')
                escaped.Append((char)value);
            else
                escaped.Append('%').Append(value.ToString("X2", CultureInfo.InvariantCulture));
        }

        return escaped.ToString();
    }
}
