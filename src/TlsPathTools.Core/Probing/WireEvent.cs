namespace TlsPathTools.Probing;

/// <summary>What ended an attempt, as seen on the wire.</summary>
public enum WireEvent
{
    /// <summary>Nothing failed.</summary>
    None,

    /// <summary>The peer closed its side of the TCP connection without a TLS close_notify.</summary>
    Fin,

    /// <summary>The peer, or something on the way, reset the TCP connection.</summary>
    Rst,

    /// <summary>The peer closed TLS in an orderly way (close_notify) before it had answered.</summary>
    CloseNotify,

    /// <summary>The peer sent a TLS alert; level, number and name are in the record.</summary>
    Alert,

    /// <summary>The peer answered with something that is not TLS (HTTP, an SSH or mail banner, …), quoted in the detail.</summary>
    Plaintext,

    /// <summary>The peer's TLS breaks the protocol: illegal record header or length, undecryptable record, endless handshake.</summary>
    MalformedTls,

    /// <summary>
    /// Nothing came within the time limit. What we sent was acknowledged, or acknowledgement cannot be seen from here: the server is silent, or its
    /// reply is dropped on the way. These two cannot be told apart from the client's side.
    /// </summary>
    Timeout,

    /// <summary>Nothing came and what we sent after the connect was never acknowledged: our packets are dropped.</summary>
    TimeoutUnacknowledged,

    /// <summary>The SYN was answered with RST or ICMP port unreachable: nothing listens, or a firewall refuses.</summary>
    Refused,

    /// <summary>ICMP host unreachable or administratively prohibited, or no neighbour answers.</summary>
    HostUnreachable,

    /// <summary>ICMP network unreachable from a router on the way.</summary>
    NetworkUnreachable,

    /// <summary>This machine has no free local port for the connection.</summary>
    LocalPortExhausted,

    /// <summary>This machine itself failed (permission, source address, resources); nothing is said of the peer.</summary>
    LocalError,

    /// <summary>The proxy answered CONNECT with an error status; squid's X-Squid-Error is in the detail where present.</summary>
    ProxyStatus,

    /// <summary>The proxy asks for credentials, or refuses those given (407).</summary>
    ProxyAuthenticationRequired,

    /// <summary>The proxy's policy forbids this CONNECT (403, 405); often address literals or ports, not the server, are at fault.</summary>
    ProxyForbidden,

    /// <summary>The proxy's answer to CONNECT is not HTTP, or larger than any sane answer.</summary>
    ProxyMalformed,

    /// <summary>The handshake completed and the certificate does not prove the name; see the certificate problems.</summary>
    CertificateProblem,

    /// <summary>A whole response came with a status that counts as failed (502, 503, 504, or not the expected one).</summary>
    HttpStatus,

    /// <summary>The response is not HTTP, or its head is larger than 64 KiB.</summary>
    MalformedHttp,

    /// <summary>The name did not resolve: there is no such name or address, or the resolver answers with a failure.</summary>
    NameNotResolved,
}
