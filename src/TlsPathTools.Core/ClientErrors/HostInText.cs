using System.Net;

namespace TlsPathTools.ClientErrors;

/// <summary>Finds the host and port that a line names. Proxies are named less reliably than targets, so only the target's places are known here.</summary>
internal static class HostInText
{
    private static readonly (TextPattern Pattern, int? Port)[] s_places =
    [
        (new("host='@', port=#"), null),
        (new("in connection to @:#"), null),
        (new("Failed to connect to @ port #"), null),
        (new("https://@:#"), null),
        (new("https://@/"), 443),
        (new("https://@$"), 443),
        (new("Could not resolve host: @"), null),
        (new("subject name matches target host name '@'"), null),
        (new("does not match target host name '@'"), null),
        (new("getaddrinfo ENOTFOUND @"), null),
        (new("getaddrinfo EAI_AGAIN @"), null),
        (new("UnknownHostException: @"), null),
        (new("The remote name could not be resolved: '@'"), null),
        (new("unable to resolve host address '@'"), null),
        (new("dial tcp: lookup @"), null),
        (new("dial tcp @:#"), null),
        (new("connect ECONNREFUSED @:#"), null),
        (new("connect ECONNRESET @:#"), null),
        (new("connect ETIMEDOUT @:#"), null),
        (new("connect EHOSTUNREACH @:#"), null),
        (new("NoHttpResponseException: @:#"), null),
        (new("Resource temporarily unavailable (@:#)"), null),
        (new("ame or service not known (@:#)"), null),
        (new("No such host is known. (@:#)"), null),
        (new("onnection refused (@:#)"), null),
        (new("onnection reset by peer (@:#)"), null),
        (new("No route to host (@:#)"), null),
        (new("onnection timed out (@:#)"), null),
    ];

    internal static (string? Host, int? Port) Find(string text)
    {
        foreach ((TextPattern pattern, int? port) in s_places)
        {
            if (pattern.Find(text) is not { Host: { } host } match)
                continue;
            int? found = match.Number is > 0 and <= 65535 ? match.Number : port;
            return (SafeText.Escape(host, 253), found);
        }

        return FromRemoteAddress(text);
    }

    // Go: read tcp 10.0.0.1:45084->10.0.0.9:443: read: connection reset by peer
    private static (string? Host, int? Port) FromRemoteAddress(string text)
    {
        int arrow = text.IndexOf("->", StringComparison.Ordinal);
        if (arrow < 0 || !text[..arrow].Contains(" tcp ", StringComparison.Ordinal))
            return (null, null);
        int end = text.IndexOf(": ", arrow, StringComparison.Ordinal);
        string remote = end < 0 ? "" : text[(arrow + 2)..end];
        return IPEndPoint.TryParse(remote, out IPEndPoint? endpoint) && endpoint.Port > 0
            ? (endpoint.Address.ToString(), endpoint.Port)
            : (null, null);
    }
}
