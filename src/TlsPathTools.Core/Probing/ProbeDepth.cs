namespace TlsPathTools.Probing;

/// <summary>How far an attempt goes.</summary>
public enum ProbeDepth
{
    /// <summary>TCP, tunnel, handshake and one HTTP request.</summary>
    Response,

    /// <summary>Up to the completed handshake.</summary>
    Handshake,

    /// <summary>A ClientHello and the server's first answer, then close: cheap, and no certificate is judged.</summary>
    ServerHello,
}
