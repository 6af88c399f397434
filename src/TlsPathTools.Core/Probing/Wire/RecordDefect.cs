namespace TlsPathTools.Probing.Wire;

/// <summary>Why bytes cannot be TLS records.</summary>
internal enum RecordDefect
{
    None,

    /// <summary>The first byte is no content type: another protocol speaks here.</summary>
    NotTls,

    /// <summary>A content type, then a version that is not 3.x.</summary>
    IllegalVersion,

    /// <summary>A length above 2^14 + 2048 (RFC 5246 section 6.2.3), which no record may have.</summary>
    IllegalLength,
}
