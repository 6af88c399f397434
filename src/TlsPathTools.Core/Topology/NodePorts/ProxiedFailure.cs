namespace TlsPathTools.Topology.NodePorts;

/// <summary>What the API server says of a node that it got no HTTP answer from ("error trying to reach service: …", in Go's words) → stage and event, as a direct probe counts them.</summary>
internal static class ProxiedFailure
{
    // In this order: "dial tcp 10.0.1.5:32080: i/o timeout" is no timeout of a read.
    private static readonly (string Words, string Kind)[] s_words =
    [
        ("connect: connection refused", "TcpConnect/Refused"),
        ("connect: no route to host", "TcpConnect/HostUnreachable"),
        ("connect: network is unreachable", "TcpConnect/NetworkUnreachable"),
        ("dial tcp", "TcpConnect/Timeout"),
        ("connection reset by peer", "ClientHelloSent/Rst"),
        ("TLS handshake timeout", "ClientHelloSent/Timeout"),
        ("i/o timeout", "ClientHelloSent/Timeout"),
        ("EOF", "ClientHelloSent/Fin"),
    ];

    // Somebody behind the port sent an alert, or something that is not TLS: the bytes went there and back.
    private static readonly string[] s_answered = ["remote error: tls:", "tls: ", "server gave HTTP response to HTTPS client"];

    /// <summary>The failure; null where the bytes went there and back.</summary>
    public static string? Of(ProxiedAnswer answer)
    {
        if (answer.FromBackend || Array.Exists(s_answered, words => answer.Body.Contains(words, StringComparison.Ordinal)))
            return null;
        (string? words, string kind) = Array.Find(s_words, pair => answer.Body.Contains(pair.Words, StringComparison.Ordinal));
        return words is null ? $"{answer.Status} of the API server" : $"{kind} ({answer.Status} of the API server)";
    }
}
