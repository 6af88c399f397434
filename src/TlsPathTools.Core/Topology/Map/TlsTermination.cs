namespace TlsPathTools.Topology.Map;

/// <summary>Who ends the client's TLS.</summary>
public enum TlsTermination
{
    /// <summary>Not known.</summary>
    Unknown,

    /// <summary>The load balancer (HTTPS or TLS listener): a fault behind it shows after the handshake alone.</summary>
    LoadBalancer,

    /// <summary>The target (TCP listener): TLS passes through, and a fault behind can show in the handshake.</summary>
    Target,

    /// <summary>Nobody: the listener speaks plaintext HTTP or UDP.</summary>
    None,
}
