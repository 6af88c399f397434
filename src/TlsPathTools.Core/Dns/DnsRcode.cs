namespace TlsPathTools.Dns;

/// <summary>Response codes (RFC 1035 section 4.1.1; 12 bits with EDNS, RFC 6891 section 6.1.3).</summary>
internal static class DnsRcode
{
    internal const int NoError = 0;
    internal const int NxDomain = 3;
    internal const int BadVersion = 16;

    /// <summary>The status of a failure; not for <see cref="NoError"/>, whose meaning lies in the records.</summary>
    internal static DnsStatus Failure(int rcode) => rcode switch
    {
        1 => DnsStatus.FormErr,
        2 => DnsStatus.ServFail,
        NxDomain => DnsStatus.NxDomain,
        4 => DnsStatus.NotImp,
        5 => DnsStatus.Refused,
        _ => DnsStatus.OtherRcode,
    };
}
