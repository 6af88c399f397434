using TlsPathTools.Reachability.Rules;
using TlsPathTools.Topology;
using TlsPathTools.Topology.Cloud;
using TlsPathTools.Topology.Map;

namespace TlsPathTools.Reachability;

/// <summary>
/// Do the rules let packets pass? Hop by hop from the client to the pods, there and back, over security groups, network ACLs and routes as a snapshot holds them,
/// the way VPC Reachability Analyzer does it, offline. It proves what rules say, and nothing about forwarding that is broken in spite of them.
/// </summary>
public static class NodeReachability
{
    /// <summary>
    /// The hops of rows of the target-node map: the client's once an address and port, the others once a row. Its cost is linear in the rows: places that the rules
    /// cannot tell apart are judged once.
    /// </summary>
    /// <param name="snapshot">What was read, with its network part.</param>
    /// <param name="rows">Rows of the map of the same snapshot.</param>
    /// <param name="options">Whose packets.</param>
    public static IReadOnlyList<ReachabilityCheck> Check(PathSnapshot snapshot, IReadOnlyList<TargetNode> rows, ReachabilityOptions options)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        ArgumentNullException.ThrowIfNull(rows);
        ArgumentNullException.ThrowIfNull(options);
        var network = new NetworkIndex(snapshot);
        var index = new SnapshotIndex(snapshot);
        var places = new PathPlaces(network, index);
        var classes = new PlaceClasses(snapshot);
        var judge = new JudgedHops(new HopJudge(network), classes);
        var policies = new PolicyHops(snapshot);
        var balancers = new BalancerHops(index, places, judge, policies, options);
        var pods = new PodHops(index, places, classes, judge, policies, options);

        var checks = new List<ReachabilityCheck>(rows.Count * 3);
        var fronts = new HashSet<(string?, int?, string?)>();
        foreach (TargetNode row in rows)
        {
            if (fronts.Add((row.IPAddress, row.Port, row.LoadBalancerArn)))
                checks.Add(balancers.FromClient(row));
            if (row.TargetGroupArn is null || row.TargetId is null)
                continue;
            checks.Add(balancers.ToTarget(row));
            if (balancers.HealthCheck(row) is { } healthCheck)
                checks.Add(healthCheck);
            if (row.NodePort is not null)
                checks.Add(pods.Of(row));
        }

        return pods.WithMoves(checks);
    }

    /// <summary>The verdict about all hops of a connection together; the health check is none of them.</summary>
    /// <param name="hops">The checks of one address and target.</param>
    public static ReachabilityVerdict Together(IEnumerable<ReachabilityCheck> hops)
    {
        ReachabilityVerdict[] verdicts = [.. hops.Where(hop => hop.Hop is not ReachabilityHop.HealthCheck).Select(hop => hop.Reachability)];
        return verdicts.Length == 0 ? ReachabilityVerdict.Unknown
            : verdicts.Contains(ReachabilityVerdict.Denied) ? ReachabilityVerdict.Denied
            : verdicts.Contains(ReachabilityVerdict.Unknown) ? ReachabilityVerdict.Unknown
            : verdicts.Contains(ReachabilityVerdict.Partial) ? ReachabilityVerdict.Partial : ReachabilityVerdict.Allowed;
    }
}
