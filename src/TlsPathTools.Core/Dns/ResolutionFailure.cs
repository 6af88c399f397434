namespace TlsPathTools.Dns;

/// <summary>Why there is no address, and what to do.</summary>
internal static class ResolutionFailure
{
    internal static string Explain(ResolutionEvidence evidence)
    {
        string name = evidence.Name.HostName;
        string records = evidence.Only is { } family ? $"{DnsType.NameOf(family)} record" : "A or AAAA record";
        string local = LocalKnowledge(evidence);
        IReadOnlyList<ResolverView> views = evidence.Views;
        if (views.Count == 0)
        {
            return evidence.Configuration.Servers.Count == 0
                ? $"No DNS server is configured ({evidence.Configuration.Source} name none), and this machine itself does not know '{name}'. Name a DNS server to ask, or give an address."
                : $"This machine does not know '{name}', and DNS is not asked for it (RFC 6761). Add it to the hosts file, or give an address.";
        }

        string servers = AnswerText.List(views.Select(x => x.Server).Distinct(StringComparer.Ordinal));
        string asked = Asked(evidence);
        if (views.All(x => x.Answered))
        {
            if (evidence.Answers.Any(x => x.Status == DnsStatus.NoData))
                return $"'{name}' exists but has no {records}, say {servers}{asked}. Ask for the name that clients use, or for the other address family.{local}";

            return Target(evidence) is { } target
                ? $"'{name}' is an alias of '{target}', which does not exist, say {servers}: its target was deleted or renamed. Correct the CNAME record.{local}"
                : $"'{name}' does not exist, say {servers}{asked}. Check the spelling, and whether a resolver inside the network must be asked (split DNS).{local}";
        }

        if (views.All(x => x.Main.Status is DnsStatus.Timeout or DnsStatus.NetworkError))
        {
            return $"No resolver answered about '{name}': {PerServer(evidence)}. Check that UDP and TCP port 53 is open from here to them, or name another DNS server.{local}";
        }

        if (views.All(x => x.Main.Status == DnsStatus.Referral))
            return $"{servers} know only who else is responsible for '{name}' and do not resolve it. Ask a server of its own zone, or a resolver.{local}";

        return $"'{name}' could not be resolved: {PerServer(evidence)}. Ask another DNS server to tell a broken resolver from a broken zone.{local}";
    }

    private static string PerServer(ResolutionEvidence evidence) =>
        AnswerText.List(evidence.Views.GroupBy(x => x.Server, StringComparer.Ordinal).Select(x => $"{x.Key} on {x.First().QueryName} {AnswerText.Describe(x.Select(v => v.Main))}"))
        + (evidence.Configuration.BehindStub is { Count: > 0 } behind ? $" (behind this machine's stub resolver: {AnswerText.List(behind.Select(x => x.ToString()))})" : "");

    private static string Asked(ResolutionEvidence evidence)
    {
        string[] names = [.. evidence.Answers.Select(x => x.QueryName).Distinct(StringComparer.Ordinal)];
        return names.Length > 1 ? $" (asked for {AnswerText.List(names)})" : "";
    }

    private static string? Target(ResolutionEvidence evidence) =>
        evidence.Views.Select(x => x.Main.CnameChain.LastOrDefault()).FirstOrDefault(x => x is not null);

    // With servers given, what this machine knows gives no addresses, but is worth a word.
    private static string LocalKnowledge(ResolutionEvidence evidence)
    {
        string[] known = [.. evidence.HostsFile.Concat(evidence.System?.Addresses ?? []).Select(x => x.ToString()).Distinct(StringComparer.Ordinal)];
        return known.Length > 0 ? $" This machine's own resolver gives {AnswerText.List(known)}." : "";
    }
}
