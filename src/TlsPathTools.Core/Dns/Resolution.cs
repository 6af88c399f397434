namespace TlsPathTools.Dns;

/// <summary>Everything that was learnt while resolving one name.</summary>
public sealed record Resolution
{
    /// <summary>What was asked.</summary>
    public required EndpointName Name { get; init; }

    /// <summary>The addresses, IPv4 before IPv6, in the order of the answers.</summary>
    public required IReadOnlyList<EndpointAddress> Addresses { get; init; }

    /// <summary>Every answer of every resolver.</summary>
    public IReadOnlyList<ResolverAnswer> Answers { get; init; } = [];

    /// <summary>What a user should know although there are addresses: resolvers that failed, disagree or are stale, a hosts file that overrides DNS.</summary>
    public IReadOnlyList<string> Warnings { get; init; } = [];

    /// <summary>Why there is no address, and what to do; null when there is one.</summary>
    public string? Failure { get; init; }
}
