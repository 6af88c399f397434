namespace TlsPathTools.TestServers;

/// <summary>What haproxy does with a connection besides serving it.</summary>
public enum HaproxyRefusal
{
    /// <summary>Nothing: it is served.</summary>
    None,

    /// <summary>tcp-request connection reject: RST at once after the accept.</summary>
    RejectConnection,

    /// <summary>tcp-request content reject, after the ClientHello was looked at: RST with it unread.</summary>
    RejectContent,

    /// <summary>
    /// tcp-request content silent-drop, after the ClientHello was looked at: the server forgets the connection and the client is told nothing.
    /// Needs CAP_NET_ADMIN; without it the client meets RST on loopback.
    /// </summary>
    SilentDrop,
}
