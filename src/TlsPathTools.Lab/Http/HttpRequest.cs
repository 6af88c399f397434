using System.Net;
using System.Text;

namespace TlsPathTools.Lab.Http;

/// <summary>One request, read to its end.</summary>
internal sealed class HttpRequest
{
    private IReadOnlyList<KeyValuePair<string, string>>? _query;

    /// <summary>GET, POST, …</summary>
    public required string Method { get; init; }

    /// <summary>The request target as sent, percent escapes kept: <c>/api/v1/pods?limit=500</c>.</summary>
    public required string Target { get; init; }

    /// <summary>The head.</summary>
    public required HttpHead Head { get; init; }

    /// <summary>The body; empty for none.</summary>
    public byte[] Body { get; init; } = [];

    /// <summary>Who sent it, as this machine sees it.</summary>
    public IPEndPoint? Remote { get; init; }

    /// <summary>Where it was received.</summary>
    public IPEndPoint? Local { get; init; }

    /// <summary>The target up to its question mark, percent escapes kept (a signature covers them).</summary>
    public string RawPath => Target.IndexOf('?', StringComparison.Ordinal) is >= 0 and int mark ? Target[..mark] : Target;

    /// <summary>The path's segments, unescaped.</summary>
    public string[] Segments => [.. RawPath.Split('/', StringSplitOptions.RemoveEmptyEntries).Select(Uri.UnescapeDataString)];

    /// <summary>What follows the question mark, unescaped, in its order.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Query => _query ??=
        Target.IndexOf('?', StringComparison.Ordinal) is >= 0 and int mark ? ParseForm(Target[(mark + 1)..]) : [];

    /// <summary>The body as a form (<c>application/x-www-form-urlencoded</c>), as AWS Query requests have it.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Form => ParseForm(Encoding.UTF8.GetString(Body));

    /// <summary>The value of a query parameter, or null.</summary>
    public string? QueryValue(string name) => Query.FirstOrDefault(pair => pair.Key == name).Value;

    private static KeyValuePair<string, string>[] ParseForm(string text) =>
    [
        .. text.Split('&', StringSplitOptions.RemoveEmptyEntries).Select(part => part.Split('=', 2))
            .Select(part => new KeyValuePair<string, string>(Unescape(part[0]), part.Length > 1 ? Unescape(part[1]) : "")),
    ];

    private static string Unescape(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));
}
