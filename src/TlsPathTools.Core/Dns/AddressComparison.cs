using System.Net;

namespace TlsPathTools.Dns;

/// <summary>Answers → addresses: who returned each, who did not, and whose answer is stale.</summary>
internal static class AddressComparison
{
    /// <summary>IPv4 before IPv6, in the order of the answers; then what only the hosts file or the system resolver knows.</summary>
    internal static IReadOnlyList<EndpointAddress> Addresses(ResolutionEvidence evidence)
    {
        var addresses = new List<EndpointAddress>();
        foreach (IPFamily family in (IPFamily[])[IPFamily.IPv4, IPFamily.IPv6])
        {
            ResolverView[] views = [.. evidence.Views.Where(x => x.Family == family)];
            IReadOnlyList<string> hosts = ResolutionEvidence.Texts(evidence.HostsFile, family);
            IReadOnlyList<string>? system = evidence.System is { Problem: null } s ? ResolutionEvidence.Texts(s.Addresses, family) : null;
            IEnumerable<string> local = evidence.ServersGiven ? [] : hosts.Concat(system ?? []);
            addresses.AddRange(evidence.Wire(family).Concat(local).Distinct(StringComparer.Ordinal)
                .Select(x => Describe(x, family, evidence, views, hosts, system)));
        }

        return addresses;
    }

    private static EndpointAddress Describe(
        string address, IPFamily family, ResolutionEvidence evidence, ResolverView[] views, IReadOnlyList<string> hosts, IReadOnlyList<string>? system)
    {
        ResolverView[] holders = [.. views.Where(x => x.Has(address))];
        ResolverView[] missing = [.. views.Where(x => x.Answered && !x.Has(address))];
        ResolverView[] outdated = [.. holders.Where(x => IsOutdated(x, address, views))];
        ResolverView[] stale = [.. holders.Where(x => x.SaysStale || outdated.Contains(x))];
        ResolverAnswer? main = holders.FirstOrDefault()?.Main;
        bool inHosts = hosts.Contains(address, StringComparer.Ordinal);

        var servers = holders.Select(x => x.Server).ToList();
        if (inHosts && !evidence.ServersGiven)
            servers.Add("hosts");
        if (servers.Count == 0)
            servers.Add("system");

        var described = new EndpointAddress
        {
            HostName = evidence.Name.HostName,
            IPAddress = address,
            Port = evidence.Name.Port,
            AddressFamily = family,
            CanonicalName = main is null ? null : main.CnameChain.LastOrDefault() ?? main.QueryName.TrimEnd('.'),
            CnameChain = main?.CnameChain ?? [],
            TtlSeconds = holders.SelectMany(x => x.Answers).Where(x => x.IPAddresses.Contains(address, StringComparer.Ordinal)).Min(x => x.TtlSeconds),
            Servers = [.. servers],
            MissingFrom = [.. missing.Select(x => x.Server)],
            StaleServers = [.. stale.Select(x => x.Server)],
            Agreement = Judge(holders.Length, missing.Length, stale.Length),
            InHostsFile = inHosts,
            InSystemResolver = system?.Contains(address, StringComparer.Ordinal),
        };
        return described with { Note = Note(described, evidence, main, hosts, outdated.Length > 0) };
    }

    // A resolver that refreshed its answer vouches for an address that another one serves from an expired entry.
    private static ResolverAgreement Judge(int holders, int missing, int stale)
    {
        if (stale > 0 && stale == holders)
            return ResolverAgreement.Stale;
        if (missing > 0)
            return ResolverAgreement.Partial;
        return holders > 1 ? ResolverAgreement.Unanimous : ResolverAgreement.NotCompared;
    }

    // The zone's own servers lack the address, and there is no innocent reason for it to be seen here.
    private static bool IsOutdated(ResolverView holder, string address, ResolverView[] views)
    {
        ResolverView[] authorities = [.. views.Where(x => x.IsAuthority && x.IsComparable(holder))];
        return !holder.IsAuthority && authorities.Length > 0
            && Array.TrueForAll(authorities, x => !x.Has(address) && !x.Rotates && !IsOtherSide(x, address));
    }

    // Split horizon: internal addresses inside and public ones outside are two true answers.
    private static bool IsOtherSide(ResolverView authority, string address) =>
        authority.Addresses.Count > 0 && authority.Addresses.All(x => IPFamilies.IsInternal(x) != IPFamilies.IsInternal(address));

    private static string? Note(EndpointAddress address, ResolutionEvidence evidence, ResolverAnswer? main, IReadOnlyList<string> hosts, bool outdated)
    {
        if (address.Agreement == ResolverAgreement.Stale)
        {
            return outdated
                ? "The zone's own answer does not hold it: an older answer, unless the zone answers by place."
                : "From an expired cache entry: the resolver could not refresh it.";
        }

        if (hosts.Count > 0 && !address.InHostsFile && address.InSystemResolver is not true)
            return "Programs on this machine do not come here: the hosts file names another address.";
        if (main is null)
        {
            return address.InHostsFile
                ? address.MissingFrom.Length > 0 ? "From the hosts file of this machine; DNS does not return it." : "From the hosts file of this machine."
                : "Only the system resolver of this machine returns it (its own name services, or a resolver chosen by domain).";
        }

        return string.Equals(main.QueryName.TrimEnd('.'), evidence.Name.HostName, StringComparison.Ordinal)
            ? null
            : $"The search list of this machine completed the name to {main.QueryName}";
    }
}
