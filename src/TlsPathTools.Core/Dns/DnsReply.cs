using System.Net;

namespace TlsPathTools.Dns;

/// <summary>An answer to our question, read and judged.</summary>
internal sealed record DnsReply
{
    public required DnsStatus Status { get; init; }
    public required int Rcode { get; init; }
    public bool Truncated { get; init; }
    public bool Authoritative { get; init; }
    public bool Authentic { get; init; }
    public bool RecursionAvailable { get; init; }

    /// <summary>The addresses whose owner is the end of the CNAME chain; no other record of the message is ours.</summary>
    public IReadOnlyList<IPAddress> Addresses { get; init; } = [];

    public IReadOnlyList<string> CnameChain { get; init; } = [];

    /// <summary>The lowest of chain and addresses; for a negative answer, by its SOA (RFC 2308 section 5); null when unknown.</summary>
    public long? TtlSeconds { get; init; }

    public IReadOnlyList<ExtendedDnsError> ExtendedErrors { get; init; } = [];

    /// <summary>What is wrong or unusual; null when nothing is.</summary>
    public string? Detail { get; init; }
}
