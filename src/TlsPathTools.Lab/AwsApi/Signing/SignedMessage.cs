using TlsPathTools.Lab.Http;

namespace TlsPathTools.Lab.AwsApi.Signing;

/// <summary>What a signature covers of a request: everything as it was sent, escapes kept.</summary>
/// <param name="Method">GET, POST, ….</param>
/// <param name="RawPath">The path.</param>
/// <param name="RawQuery">What follows the question mark; empty for nothing.</param>
/// <param name="Headers">The header fields.</param>
/// <param name="Body">The body.</param>
internal sealed record SignedMessage(
    string Method, string RawPath, string RawQuery, IReadOnlyList<KeyValuePair<string, string>> Headers, ReadOnlyMemory<byte> Body)
{
    /// <summary>The query, unescaped. A plus sign is a plus sign: signers write a space as %20.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Query =>
    [
        .. RawQuery.Split('&', StringSplitOptions.RemoveEmptyEntries).Select(part => part.Split('=', 2))
            .Select(part => new KeyValuePair<string, string>(Uri.UnescapeDataString(part[0]), part.Length > 1 ? Uri.UnescapeDataString(part[1]) : "")),
    ];

    /// <summary>Of a request that was received.</summary>
    public static SignedMessage From(HttpRequest request)
    {
        int mark = request.Target.IndexOf('?', StringComparison.Ordinal);
        return new SignedMessage(request.Method, request.RawPath, mark < 0 ? "" : request.Target[(mark + 1)..], request.Head.Fields, request.Body);
    }

    /// <summary>The first header field of this name, or null.</summary>
    public string? Header(string name) => Headers.FirstOrDefault(field => string.Equals(field.Key, name, StringComparison.OrdinalIgnoreCase)).Value;

    /// <summary>The value of a query parameter, or null.</summary>
    public string? QueryValue(string name) => Query.FirstOrDefault(pair => pair.Key == name).Value;
}
