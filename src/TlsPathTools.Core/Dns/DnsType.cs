namespace TlsPathTools.Dns;

/// <summary>The record types that matter here (RFC 1035 section 3.2.2, RFC 3596, RFC 6891).</summary>
internal static class DnsType
{
    internal const int A = 1;
    internal const int Ns = 2;
    internal const int Cname = 5;
    internal const int Soa = 6;
    internal const int Aaaa = 28;
    internal const int Opt = 41;

    internal static int Of(IPFamily family) => family == IPFamily.IPv6 ? Aaaa : A;

    internal static string NameOf(IPFamily family) => family == IPFamily.IPv6 ? "AAAA" : "A";
}
