namespace TlsPathTools.Dns;

/// <summary>The version of the Internet Protocol that an address belongs to.</summary>
public enum IPFamily
{
    /// <summary>IPv4 (A records).</summary>
    IPv4,

    /// <summary>IPv6 (AAAA records).</summary>
    IPv6,
}
