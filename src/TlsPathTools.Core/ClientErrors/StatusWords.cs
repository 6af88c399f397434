using TlsPathTools.Probing;

namespace TlsPathTools.ClientErrors;

/// <summary>What an HTTP status adds to a reading.</summary>
internal static class StatusWords
{
    /// <summary>The status that only proxies give.</summary>
    internal const int ProxyAuthenticationRequired = 407;

    internal static (PathEvent[] Events, string Meaning) Refine(int status, PathEvent[] events, string meaning) =>
        events[0].Stage == TlsStage.ProxyConnect || status == ProxyAuthenticationRequired
            ? OfProxy(status, events, meaning)
            : (events, $"{meaning} {OfServer(status)}");

    private static (PathEvent[] Events, string Meaning) OfProxy(int status, PathEvent[] events, string meaning) => status switch
    {
        ProxyAuthenticationRequired => ([new(TlsStage.ProxyConnect, WireEvent.ProxyAuthenticationRequired)],
            "The proxy wants credentials, or refuses those given (407): nothing is said of the server behind it."),
        403 or 405 => ([new(TlsStage.ProxyConnect, WireEvent.ProxyForbidden)],
            $"The proxy's policy forbids this CONNECT ({status}): the port, an address literal or the name; nothing is said of the server behind it."),
        504 => (events, $"{meaning} 504: the proxy's own connection to the server timed out."),
        _ => (events, $"{meaning} {status}: proxies say so when the server's name does not resolve, or its connection is refused, unreachable or silent; squid names which in X-Squid-Error."),
    };

    private static string OfServer(int status) => status switch
    {
        502 => "502: a gateway on the way got a refusal, a reset, a broken answer or no TLS from what stands behind it.",
        503 => "503: a gateway has nothing to send the request to, or the server is overloaded.",
        504 => "504: a gateway waited in vain for what stands behind it.",
        >= 500 => $"{status}: the server failed, not the path to it.",
        _ => $"{status}: an answer about the request, not a fault of the path.",
    };
}
