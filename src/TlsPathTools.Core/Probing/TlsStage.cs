namespace TlsPathTools.Probing;

/// <summary>
/// The stage of an attempt that was under way when it ended; every stage before it was completed. After the TLS
/// handshake an attempt that has a request to send is in <see cref="Request"/> at once, so that an end between
/// handshake and request does not depend on who was faster.
/// </summary>
public enum TlsStage
{
    /// <summary>Resolving the name.</summary>
    Dns,

    /// <summary>Waiting for the answer to the SYN.</summary>
    TcpConnect,

    /// <summary>Waiting for the proxy's answer to CONNECT (includes TLS to the proxy itself).</summary>
    ProxyConnect,

    /// <summary>TCP (and tunnel) stand; the ClientHello is sent or being sent; no whole ServerHello came.</summary>
    ClientHelloSent,

    /// <summary>The ServerHello came; the handshake is not complete. Ends here are in the server's or our own flight.</summary>
    ServerHello,

    /// <summary>The handshake is complete; nothing was asked yet (certificate judgement, handshake only, idle variant).</summary>
    Handshake,

    /// <summary>The request is sent or being sent; no byte of a response came.</summary>
    Request,

    /// <summary>A part of the response head came, or a whole head whose status counts as failed.</summary>
    ResponseHead,

    /// <summary>The head came; the body is not complete.</summary>
    ResponseBody,

    /// <summary>Everything came; how the connection was closed is all that was left to see.</summary>
    Close,
}
