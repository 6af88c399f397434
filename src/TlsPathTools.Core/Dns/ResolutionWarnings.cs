namespace TlsPathTools.Dns;

/// <summary>What a user should know although there are addresses, each in a sentence or two.</summary>
internal static class ResolutionWarnings
{
    internal static IReadOnlyList<string> List(ResolutionEvidence evidence, IReadOnlyList<EndpointAddress> addresses) =>
    [
        .. evidence.Configuration.Warnings,
        // Without an address, the failure itself says what each resolver did.
        .. addresses.Count > 0 ? Failures(evidence) : [],
        .. Oddities(evidence),
        .. Stale(evidence, addresses),
        .. Disagreements(evidence, addresses),
        .. HostsFile(evidence),
        .. SystemResolver(evidence),
    ];

    private static IEnumerable<string> Failures(ResolutionEvidence evidence)
    {
        foreach (IGrouping<string, ResolverView> server in evidence.Views.GroupBy(x => x.Server, StringComparer.Ordinal))
        {
            ResolverView[] failed = [.. server.Where(x => !x.Answered)];
            if (failed.Length == 0)
                continue;

            string what = $"Resolver {server.Key} on {failed[0].QueryName} {AnswerText.Describe(failed.Select(x => x.Main))}";
            ResolverView? works = server.FirstOrDefault(x => x.Main.Status == DnsStatus.Ok);
            if (works is not null)
                yield return $"{what}, though {DnsType.NameOf(works.Family)} works: programs that ask for both may wait or fail.";
            else if (evidence.Configuration.BehindStub is { Count: > 0 } behind)
                yield return $"{what}. Behind this machine's stub resolver are {AnswerText.List(behind.Select(x => x.ToString()))}: ask them by name.";
            else
                yield return $"{what}.";
        }
    }

    private static IEnumerable<string> Oddities(ResolutionEvidence evidence)
    {
        foreach (ResolverAnswer answer in evidence.Answers)
        {
            if (answer.Ignored > 0)
            {
                yield return $"{answer.Ignored} message(s) that came from {answer.Server} did not answer the question for {answer.QueryName} "
                    + $"{DnsType.NameOf(answer.AddressFamily)} and were ignored: late duplicates, or somebody forging answers.";
            }

            if (answer is { Status: DnsStatus.Ok, Truncated: true, Transport: "udp" })
                yield return $"The {DnsType.NameOf(answer.AddressFamily)} addresses from {answer.Server} may be incomplete: {answer.Detail}.";
        }
    }

    private static IEnumerable<string> Stale(ResolutionEvidence evidence, IReadOnlyList<EndpointAddress> addresses)
    {
        foreach (ResolverView view in evidence.Views.Where(x => x.SaysStale))
            yield return $"Resolver {view.Server} says itself that its {DnsType.NameOf(view.Family)} answer for {view.QueryName} is stale ({view.Main.ExtendedError}).";

        foreach (EndpointAddress address in addresses.Where(x => x.Agreement == ResolverAgreement.Stale))
        {
            string[] authorities = [.. evidence.Views
                .Where(x => x.IsAuthority && x.Family == address.AddressFamily && !x.Has(address.IPAddress)).Select(x => x.Server)];
            if (authorities.Length == 0)
                continue;
            yield return $"{AnswerText.List(address.StaleServers)} returned {address.IPAddress}, which the authoritative answer of {AnswerText.List(authorities)} does not hold: "
                + $"cached from before a change{(address.TtlSeconds is { } ttl ? $" (at most {ttl} s longer)" : "")}, a record made by hand, or a zone that answers by place.";
        }
    }

    private static IEnumerable<string> Disagreements(ResolutionEvidence evidence, IReadOnlyList<EndpointAddress> addresses)
    {
        // Why resolvers differ about a stale address has been said.
        string[] stale = [.. addresses.Where(x => x.Agreement == ResolverAgreement.Stale).Select(x => x.IPAddress)];
        ResolverView[] answered = [.. evidence.Views.Where(x => x.Answered)];
        string[] names = [.. answered.Where(x => x.Addresses.Count > 0).Select(x => x.QueryName).Distinct(StringComparer.Ordinal)];
        if (names.Length > 1)
            yield return $"The resolvers answered for different full names ({AnswerText.List(names)}): the search list led them apart. Write the name with a trailing dot.";

        foreach (IGrouping<IPFamily, ResolverView> family in answered.GroupBy(x => x.Family))
        {
            string[] all = [.. evidence.Wire(family.Key).Except(stale, StringComparer.Ordinal)];
            string[] lacking = [.. family.Where(x => !Array.TrueForAll(all, x.Has)).Select(x => x.Addresses.Count == 0
                ? $"{x.Server} says {AnswerText.Describe(x.Main)}"
                : $"{x.Server} lacks {AnswerText.List(all.Except(x.Addresses, StringComparer.Ordinal))}")];
            if (lacking.Length > 0)
            {
                yield return $"The resolvers disagree about the {DnsType.NameOf(family.Key)} records of {evidence.Name.HostName}: {AnswerText.List(lacking)}. "
                    + "That is normal where answers rotate or depend on the place; otherwise one of them is out of date.";
            }
        }
    }

    private static IEnumerable<string> HostsFile(ResolutionEvidence evidence)
    {
        if (evidence.HostsFile.Count == 0 || evidence.Views.Count == 0)
            yield break;

        string[] hosts = [.. evidence.HostsFile.Select(x => x.ToString())];
        string[] wire = [.. evidence.Views.SelectMany(x => x.Addresses).Distinct(StringComparer.Ordinal)];
        yield return hosts.ToHashSet(StringComparer.Ordinal).SetEquals(wire)
            ? $"The hosts file of this machine names {evidence.Name.HostName} as well. It agrees with DNS now, but will not follow a change."
            : $"The hosts file of this machine gives {evidence.Name.HostName} {AnswerText.List(hosts)}: programs here go there, while DNS says "
                + $"{(wire.Length == 0 ? "nothing" : AnswerText.List(wire))}.";
    }

    private static IEnumerable<string> SystemResolver(ResolutionEvidence evidence)
    {
        if (evidence.System is not { } system)
            yield break;
        if (system.Problem is { } problem)
        {
            if (!evidence.ServersGiven)
                yield return $"The system resolver of this machine, which other programs use, {problem} for {evidence.Name.HostName}.";
            yield break;
        }

        foreach (IPFamily family in (IPFamily[])[IPFamily.IPv4, IPFamily.IPv6])
        {
            // What the hosts file explains has been said. A machine without IPv6 is told nothing of IPv6.
            string[] known = [.. ResolutionEvidence.Texts(evidence.HostsFile, family)];
            string[] theirs = [.. ResolutionEvidence.Texts(system.Addresses, family).Except(known, StringComparer.Ordinal)];
            string[] ours = [.. evidence.Wire(family)];
            if (known.Length > 0 || !evidence.Views.Any(x => x.Family == family && x.Answered))
                continue;

            string[] more = [.. theirs.Except(ours, StringComparer.Ordinal)];
            string[] fewer = [.. ours.Except(theirs, StringComparer.Ordinal)];
            if (more.Length > 0)
            {
                yield return $"The system resolver of this machine returns {AnswerText.List(more)} for {evidence.Name.HostName}, which the resolvers asked here do not: "
                    + "other programs may go elsewhere (a cache, a local name service, or a resolver chosen by domain).";
            }
            else if (fewer.Length > 0 && (theirs.Length > 0 || (family == IPFamily.IPv4 && evidence.HostsFile.Count == 0)))
            {
                yield return $"The system resolver of this machine does not return {AnswerText.List(fewer)} for {evidence.Name.HostName}: "
                    + "other programs do not go there (normal while answers rotate; otherwise a cache or another resolver).";
            }
        }
    }
}
