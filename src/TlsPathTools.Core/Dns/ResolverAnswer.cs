namespace TlsPathTools.Dns;

/// <summary>What one resolver said to one question (A or AAAA).</summary>
public sealed record ResolverAnswer : TlsPathRecord
{
    /// <summary>The name as the user gave it.</summary>
    public required string HostName { get; init; }

    /// <summary>The full name that was asked (after the search list), with trailing dot.</summary>
    public required string QueryName { get; init; }

    /// <summary>IPv4 for an A question, IPv6 for AAAA.</summary>
    public required IPFamily AddressFamily { get; init; }

    /// <summary>The resolver, "address:port".</summary>
    public required string Server { get; init; }

    /// <summary>How it ended.</summary>
    public required DnsStatus Status { get; init; }

    /// <summary>The response code, 12 bits with EDNS; null without a response.</summary>
    public int? Rcode { get; init; }

    /// <summary>The addresses at the end of the CNAME chain.</summary>
    public string[] IPAddresses { get; init => field = value ?? []; } = [];

    /// <summary>The CNAME targets in order; the last is the canonical name.</summary>
    public string[] CnameChain { get; init => field = value ?? []; } = [];

    /// <summary>The lowest time to live in the answer, seconds; for a negative answer, how long it may be cached.</summary>
    public long? TtlSeconds { get; init; }

    /// <summary>"udp" or "tcp": what carried the answer that counts.</summary>
    public string Transport { get; init => field = value ?? "udp"; } = "udp";

    /// <summary>The server answers for the zone itself (AA).</summary>
    public bool Authoritative { get; init; }

    /// <summary>The resolver says that it validated the answer with DNSSEC (AD).</summary>
    public bool Authentic { get; init; }

    /// <summary>The server resolves for others (RA). A server that does not knows only its own zones.</summary>
    public bool RecursionAvailable { get; init; }

    /// <summary>The UDP answer was truncated (TC).</summary>
    public bool Truncated { get; init; }

    /// <summary>The extended DNS error code (RFC 8914).</summary>
    public int? ExtendedErrorCode { get; init; }

    /// <summary>The name of the extended error and the server's own text.</summary>
    public string? ExtendedError { get; init; }

    /// <summary>Messages that arrived but were not an answer to this question (spoofing attempts, late duplicates).</summary>
    public int Ignored { get; init; }

    /// <summary>When the question was sent.</summary>
    public DateTime TimeUtc { get; init; }

    /// <summary>Time until the answer that counts, milliseconds.</summary>
    public double ElapsedMs { get; init; }

    /// <summary>What went wrong or is unusual, in words; null when nothing is.</summary>
    public string? Detail { get; init; }

    /// <summary>From where it was seen; null for here and now. An evidence bundle names it for every record.</summary>
    public string? VantagePoint { get; init; }

    /// <inheritdoc/>
    public bool Equals(ResolverAnswer? other) => RecordValues.Same(this, other);

    /// <inheritdoc/>
    public override int GetHashCode() => RecordValues.Hash(this);

    /// <inheritdoc/>
    public override string ToString() => $"{Server} {QueryName} {AddressFamily}: {Status}";
}
