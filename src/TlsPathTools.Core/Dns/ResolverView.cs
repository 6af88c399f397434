namespace TlsPathTools.Dns;

/// <summary>What one resolver says of a name in one family, over all its answers to the last full name that it was asked for.</summary>
internal sealed record ResolverView
{
    public required string Server { get; init; }
    public required IPFamily Family { get; init; }
    public required string QueryName { get; init; }

    /// <summary>The answers; never empty.</summary>
    public required IReadOnlyList<ResolverAnswer> Answers { get; init; }

    /// <summary>The addresses of all answers, in the order in which they first came.</summary>
    public required IReadOnlyList<string> Addresses { get; init; }

    /// <summary>The answer that counts: the first with addresses, or else the first.</summary>
    public ResolverAnswer Main => Answers.FirstOrDefault(x => x.Status == DnsStatus.Ok) ?? Answers[0];

    /// <summary>It said what there is, be it nothing: it can be compared with others.</summary>
    public bool Answered => Main.Status is DnsStatus.Ok or DnsStatus.NoData or DnsStatus.NxDomain;

    /// <summary>
    /// It speaks for the zone of the addresses. AA covers the first owner name only (RFC 1035 section 4.1.1): behind a CNAME, a
    /// server that also resolves for others may have the addresses from its cache.
    /// </summary>
    public bool IsAuthority => Answered && Answers.All(x => x.Authoritative && (x.CnameChain.Length == 0 || !x.RecursionAvailable));

    /// <summary>Its answers differ from one another: what one of them lacks means nothing.</summary>
    public bool Rotates => Answers.Where(x => x.Status == DnsStatus.Ok)
        .Select(x => string.Join(' ', x.IPAddresses.Order(StringComparer.Ordinal))).Distinct(StringComparer.Ordinal).Skip(1).Any();

    /// <summary>It says itself that its answer is stale.</summary>
    public bool SaysStale => Answers.Any(x => x.ExtendedErrorCode is ExtendedDnsError.StaleAnswer or ExtendedDnsError.StaleNxDomain);

    /// <summary>One view per server and family, in the order of the answers.</summary>
    internal static IReadOnlyList<ResolverView> Of(IEnumerable<ResolverAnswer> answers)
    {
        var views = new List<ResolverView>();
        foreach (IGrouping<string, ResolverAnswer> server in answers.GroupBy(x => x.Server, StringComparer.Ordinal))
        {
            // The search list goes on only after "no": the last name is the one that counts, for both families.
            string queryName = server.Last().QueryName;
            views.AddRange(server
                .Where(x => string.Equals(x.QueryName, queryName, StringComparison.Ordinal))
                .GroupBy(x => x.AddressFamily)
                .Select(x => new ResolverView
                {
                    Server = server.Key,
                    Family = x.Key,
                    QueryName = queryName,
                    Answers = [.. x],
                    Addresses = [.. x.SelectMany(a => a.IPAddresses).Distinct(StringComparer.Ordinal)],
                }));
        }

        return views;
    }

    internal bool Has(string address) => Addresses.Contains(address, StringComparer.Ordinal);

    /// <summary>Whether another view is about the same question, so that the two can be compared.</summary>
    internal bool IsComparable(ResolverView other) =>
        Answered && other.Answered && Family == other.Family && string.Equals(QueryName, other.QueryName, StringComparison.Ordinal);
}
