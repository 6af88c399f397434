namespace TlsPathTools.Probing.Wire;

/// <summary>How one direction of a TCP connection ended.</summary>
internal enum StreamEnd
{
    /// <summary>It has not.</summary>
    Open,

    /// <summary>The peer's FIN was read.</summary>
    Fin,

    /// <summary>The connection was reset (or a write met a connection that already was).</summary>
    Rst,

    /// <summary>Another socket error.</summary>
    Error,
}
