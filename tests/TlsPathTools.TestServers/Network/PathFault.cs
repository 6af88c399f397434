namespace TlsPathTools.TestServers;

/// <summary>What the network of a <see cref="NetworkWorld"/> does to packets for one of its ports.</summary>
public enum PathFault
{
    /// <summary>Packets pass.</summary>
    None,

    /// <summary>SYNs are dropped.</summary>
    SynDropped,

    /// <summary>SYNs are answered with ICMP host unreachable.</summary>
    HostUnreachable,

    /// <summary>SYNs are answered with ICMP network unreachable.</summary>
    NetworkUnreachable,

    /// <summary>SYNs are answered with ICMP administratively prohibited.</summary>
    AdminProhibited,

    /// <summary>SYNs are answered with ICMP port unreachable.</summary>
    PortUnreachable,

    /// <summary>SYNs are answered with RST by the firewall.</summary>
    TcpReset,

    /// <summary>The connect succeeds; what the client then sends is dropped and never acknowledged (blackhole_after_connect).</summary>
    RequestDropped,

    /// <summary>The connect succeeds and what the client sends is acknowledged; what the server says is dropped (server_reply_blackholed).</summary>
    ReplyDropped,

    /// <summary>Packets of more than 1000 bytes to the server are dropped: a path with a small MTU and no ICMP.</summary>
    LargeRequestDropped,

    /// <summary>Packets of more than 1000 bytes from the server are dropped.</summary>
    LargeReplyDropped,
}
