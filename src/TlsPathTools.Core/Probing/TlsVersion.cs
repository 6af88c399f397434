namespace TlsPathTools.Probing;

/// <summary>Which TLS versions an attempt offers.</summary>
public enum TlsVersion
{
    /// <summary>TLS 1.2 and 1.3.</summary>
    Any,

    /// <summary>TLS 1.2 only.</summary>
    Tls12,

    /// <summary>TLS 1.3 only.</summary>
    Tls13,
}
