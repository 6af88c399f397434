using System.Net;

namespace TlsPathTools.Dns;

/// <summary>Everything that one resolution saw. What follows from it is worked out by pure functions.</summary>
internal sealed record ResolutionEvidence
{
    public required EndpointName Name { get; init; }
    public required DnsConfiguration Configuration { get; init; }

    /// <summary>The user named the servers: hosts file and system resolver are compared with them, but give no addresses.</summary>
    public required bool ServersGiven { get; init; }

    /// <summary>Only this family was asked for.</summary>
    public IPFamily? Only { get; init; }

    public IReadOnlyList<ResolverAnswer> Answers { get; init; } = [];
    public IReadOnlyList<IPAddress> HostsFile { get; init; } = [];

    /// <summary>Null when the system resolver was not asked.</summary>
    public SystemAnswer? System { get; init; }

    public IReadOnlyList<ResolverView> Views { get; init; } = [];

    /// <summary>A or AAAA addresses of a list, as text.</summary>
    internal static IReadOnlyList<string> Texts(IEnumerable<IPAddress> addresses, IPFamily family) =>
        [.. addresses.Where(x => IPFamilies.Of(x) == family).Select(x => x.ToString())];

    /// <summary>What all resolvers together say of a family.</summary>
    internal IReadOnlyList<string> Wire(IPFamily family) =>
        [.. Views.Where(x => x.Family == family).SelectMany(x => x.Addresses).Distinct(StringComparer.Ordinal)];
}
