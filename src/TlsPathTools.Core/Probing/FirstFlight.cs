namespace TlsPathTools.Probing;

/// <summary>How large the first packets are made, to find paths that lose only large ones (path MTU).</summary>
public enum FirstFlight
{
    /// <summary>As the TLS library makes them.</summary>
    Default,

    /// <summary>
    /// A ClientHello under 300 bytes without a key share: a TLS 1.3 server answers with a HelloRetryRequest of about
    /// 100 bytes. The attempt ends there. A TLS 1.2 server sends its whole flight all the same.
    /// </summary>
    Small,

    /// <summary>A ClientHello padded to about 3,000 bytes, as post-quantum key shares make it: at least three packets.</summary>
    Large,
}
