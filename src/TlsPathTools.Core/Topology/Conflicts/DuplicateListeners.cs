using TlsPathTools.Topology.Cloud;

namespace TlsPathTools.Topology.Conflicts;

/// <summary>Events that say DuplicateListener → who fights over which listener. What runs is not touched by it; what the loser wants never applies.</summary>
internal sealed class DuplicateListeners(PathSnapshot snapshot, KnownLoadBalancers balancers, FailingAddressOwners owners)
{
    public IEnumerable<LoadBalancerConflict> Of(IEnumerable<EventReport> reports)
    {
        Report[] all = [.. reports.Where(report => report.IsDuplicateListener).Select(Read)];
        // A listener is a load balancer's: reports of one load balancer and port belong together.
        var groups = all.Where(report => report.Balancers.Length > 0)
            .GroupBy(report => (string.Join(' ', report.Balancers.Select(one => one.Arn)), Ports(report.Of.Claim)))
            .Select(group => group.ToList()).ToList();
        // One that does not say which is taken together with those of its namespace and port, where only one can be meant.
        foreach (var open in all.Where(report => report.Balancers.Length == 0).GroupBy(report => (report.Of.Claim.Namespace, Ports(report.Of.Claim))))
        {
            List<Report>[] near = [.. groups.Where(group => group[0].Of.Claim.Namespace == open.Key.Namespace && group[0].Of.Claim.Ports.Any(port => open.First().Of.Claim.Ports.Contains(port)))];
            if (near is [var only])
                only.AddRange(open);
            else
                groups.Add([.. open]);
        }

        return groups.Select(Row);
    }

    private Report Read(EventReport report)
    {
        string? arn = report.BalancerArn();
        KnownLoadBalancer[] named = arn is null ? [] : [balancers.ByArn(arn) ?? new KnownLoadBalancer(arn, NameIn(arn), null, null)];
        return new Report(report, named.Length > 0 ? named : [.. report.Claim.Balancers]);
    }

    private LoadBalancerConflict Row(List<Report> group)
    {
        Claim[] claims = [.. group.Select(report => report.Of.Claim).DistinctBy(claim => claim.ToString(), StringComparer.Ordinal)];
        string[] controllers = [.. group.Select(report => report.Of.Controller).OfType<string>().Distinct(StringComparer.Ordinal)];
        KnownLoadBalancer[] inConflict = [.. group.SelectMany(report => report.Balancers).Distinct()];
        int[] ports = [.. claims.Select(claim => claim.Ports).Where(some => some.Count > 0).Aggregate((IEnumerable<int>?)null, (both, more) => both?.Intersect(more) ?? more) ?? []];
        int? port = ports is [var single] ? single : null;
        KnownLoadBalancer? balancer = inConflict is [var one] ? one : null;
        int count = group.Sum(report => report.Of.Count);
        DateTime? last = group.Max(report => report.Of.Last);
        Listener? inForce = snapshot.Clouds.SelectMany(cloud => cloud.Listeners).FirstOrDefault(listener => balancer is not null && listener.LoadBalancerArn == balancer.Arn && listener.Port == port);
        string detail = $"A listener{(port is null ? "" : $" on port {port}")} is wanted where there is one already ({EventReport.Times(count, last)}). "
            + (controllers.Length > 1 ? "Two controllers that know nothing of each other want it: " + string.Join(" and ", controllers) + ". " : "")
            + "What runs is not touched: the listener that exists stays in force as it is"
            + (inForce is null ? "" : $" ({inForce.Protocol} on port {inForce.Port})")
            + ", and what the losing side wants, its rules and certificates, never applies."
            + (group.Exists(report => report.Balancers.Length == 0) && group.Count > 1 ? " Not every event says which load balancer is meant; namespace and port are the same." : "");
        return owners.Complete(
            new LoadBalancerConflict
            {
                ConflictKind = LoadBalancerConflictKind.DuplicateListener,
                Claimants = [.. claims.Select(claim => claim.ToString())],
                Controllers = controllers,
                Namespace = claims.Select(claim => claim.Namespace).Distinct(StringComparer.Ordinal).ToArray() is [var same] ? SafeText.Escape(same) : null,
                ServiceName = SafeText.Escape(Array.Find(claims, claim => claim.Kind == "Service")?.Name),
                LoadBalancerArn = SafeText.Escape(balancer?.Arn),
                LoadBalancerName = SafeText.Escape(balancer?.Name),
                Port = port,
                Count = count,
                FirstUtc = group.Min(report => report.Of.First),
                LastUtc = last,
                Detail = detail,
                Messages = [.. group.SelectMany(report => report.Of.Messages).Distinct(StringComparer.Ordinal).Select(message => SafeText.Escape(message, 500)!)],
                TouchesTraffic = false,
            },
            inConflict,
            complete: group.TrueForAll(report => report.Balancers.Length > 0));
    }

    // …:loadbalancer/net/NAME/ID
    private static string? NameIn(string arn) => arn.Split('/') is [_, _, var name, ..] ? name : null;

    private static string Ports(Claim claim) => string.Join(',', claim.Ports.Order());

    private sealed record Report(EventReport Of, KnownLoadBalancer[] Balancers);
}
