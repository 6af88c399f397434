using System.Net;

namespace TlsPathTools.Lab.Dns;

/// <summary>Types of records; others come as numbers.</summary>
internal enum DnsType : ushort
{
    None = 0,
    A = 1,
    Ns = 2,
    Cname = 5,
    Soa = 6,
    Ptr = 12,
    Txt = 16,
    Aaaa = 28,
    Opt = 41,
    Ixfr = 251,
    Axfr = 252,
    Any = 255,
}

/// <summary>Response codes (RFC 1035, 6891).</summary>
internal enum DnsCode
{
    NoError = 0,
    FormatError = 1,
    ServerFailure = 2,
    NameError = 3,
    NotImplemented = 4,
    Refused = 5,
    BadVersion = 16,
}

/// <summary>One record: with an address (A, AAAA), a name (NS, CNAME, SOA, PTR) or a text (TXT). Names have no dot at their end.</summary>
internal sealed record DnsRecord(string Owner, DnsType Type, int Ttl, IPAddress? Address = null, string? Target = null, string? Text = null);

/// <summary>What a server says to a question.</summary>
/// <param name="Code">The response code.</param>
/// <param name="Answers">The answer section, the chain of CNAMEs first.</param>
/// <param name="Authority">The SOA of a negative answer.</param>
internal sealed record DnsAnswer(DnsCode Code, IReadOnlyList<DnsRecord> Answers, IReadOnlyList<DnsRecord> Authority)
{
    /// <summary>An answer that is a code alone.</summary>
    public static DnsAnswer Bare(DnsCode code) => new(code, [], []);
}
