namespace TlsPathTools.Dns;

/// <summary>One address behind a name, with the resolvers that know it.</summary>
public sealed record EndpointAddress : TlsPathRecord
{
    /// <summary>The name that was asked for: lower-case ASCII (IDN as A-labels), no trailing dot.</summary>
    public required string HostName { get; init; }

    /// <summary>The address as text.</summary>
    public required string IPAddress { get; init; }

    /// <summary>The front port to probe: from <c>name:port</c>, a URL or <c>-Port</c>; 443 unless said.</summary>
    public required int Port { get; init; }

    /// <summary>IPv4 or IPv6.</summary>
    public required IPFamily AddressFamily { get; init; }

    /// <summary>The full name that answered, after search list and CNAME chain; null for a literal or a hosts file entry.</summary>
    public string? CanonicalName { get; init; }

    /// <summary>The names on the way from the question to the canonical name.</summary>
    public string[] CnameChain { get; init => field = value ?? []; } = [];

    /// <summary>The lowest remaining time to live among the answers that hold the address, seconds.</summary>
    public long? TtlSeconds { get; init; }

    /// <summary>The resolvers ("address:port", or "hosts", "system") that returned the address.</summary>
    public string[] Servers { get; init => field = value ?? []; } = [];

    /// <summary>The resolvers that answered for this family without the address.</summary>
    public string[] MissingFrom { get; init => field = value ?? []; } = [];

    /// <summary>The resolvers whose answer with this address is stale.</summary>
    public string[] StaleServers { get; init => field = value ?? []; } = [];

    /// <summary>What the resolvers say of the address.</summary>
    public ResolverAgreement Agreement { get; init; }

    /// <summary>Whether the hosts file of this machine names the address.</summary>
    public bool InHostsFile { get; init; }

    /// <summary>Whether the system resolver of this machine (what other programs use) returns the address; null when not asked.</summary>
    public bool? InSystemResolver { get; init; }

    /// <summary>What a reader should know of this address, in one sentence; null when nothing is unusual.</summary>
    public string? Note { get; init; }

    /// <summary>From where it was seen; null for here and now. An evidence bundle names it for every record.</summary>
    public string? VantagePoint { get; init; }

    /// <inheritdoc/>
    public bool Equals(EndpointAddress? other) => RecordValues.Same(this, other);

    /// <inheritdoc/>
    public override int GetHashCode() => RecordValues.Hash(this);

    /// <inheritdoc/>
    public override string ToString() => $"{HostName} {IPAddress}";
}
