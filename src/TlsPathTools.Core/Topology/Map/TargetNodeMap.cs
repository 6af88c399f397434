namespace TlsPathTools.Topology.Map;

/// <summary>
/// The target-node map: from each address of a name to the node and pod that answer for it, with what the address can reach, what "healthy" was
/// measured by, and what was measured at the address itself. A pure function of the snapshot and the query.
/// </summary>
public static class TargetNodeMap
{
    /// <summary>
    /// A row per address, target group that a rule can choose, target and port. What leads to no target has one row that says why. Rows come out
    /// sorted, whatever order things were read in. No row is <see cref="TargetNode.Suspect"/> without an observation from inside.
    /// </summary>
    /// <param name="snapshot">What was read.</param>
    /// <param name="query">Which addresses, load balancers and target groups, and what was measured.</param>
    /// <param name="kubeProxies">What can be said of the nodes' kube-proxies; empty where nothing can.</param>
    public static IReadOnlyList<TargetNode> Build(PathSnapshot snapshot, MapQuery query, IReadOnlyList<NodeKubeProxy> kubeProxies)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        ArgumentNullException.ThrowIfNull(query);
        ArgumentNullException.ThrowIfNull(kubeProxies);
        var index = new SnapshotIndex(snapshot);
        IReadOnlyList<MapAddress> addresses = MapAddresses.Merge(query.Addresses);
        var fronts = new AddressFronts(index, addresses);
        var rows = new AddressRows(index);
        var suspects = new Suspects(index, new InnerObservations(query.NodePorts, kubeProxies));

        var map = new List<TargetNode>();
        foreach (AddressFront front in addresses.SelectMany(fronts.Of))
            map.AddRange(suspects.Mark(rows.Of(front), front));
        var shown = new Shown(map);
        foreach (string arn in query.LoadBalancerArns.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
            map.AddRange(shown.New(BalancerFronts.Of(index, fronts, arn).SelectMany(front => rows.Of(front))));
        foreach (string arn in query.TargetGroupArns.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
            map.AddRange(shown.New(OfGroup(index, fronts, rows, arn)));
        return map;
    }

    // Per address of the load balancers that lead there, or without an address where none is known.
    private static IEnumerable<TargetNode> OfGroup(SnapshotIndex index, AddressFronts fronts, AddressRows rows, string groupArn)
    {
        bool any = false;
        foreach (string balancer in index.BalancersOfGroup(groupArn))
        {
            foreach (TargetNode row in BalancerFronts.Of(index, fronts, balancer).SelectMany(front => rows.Of(front, groupArn)))
            {
                any = true;
                yield return row;
            }
        }

        if (any)
            yield break;
        foreach (TargetNode row in rows.Alone(groupArn))
            yield return row;
    }

    // A row that an address of the query has already given is not given again.
    private sealed class Shown(List<TargetNode> rows)
    {
        private readonly HashSet<(string? Address, int? Port, string? Balancer, string? Group, string? Target, int? TargetPort)> _keys = [.. rows.Select(Key)];

        public IEnumerable<TargetNode> New(IEnumerable<TargetNode> candidates) => candidates.Where(row => _keys.Add(Key(row)));

        private static (string?, int?, string?, string?, string?, int?) Key(TargetNode row) =>
            (row.IPAddress is null ? null : ElbName.Canonical(row.IPAddress), row.Port, row.LoadBalancerArn, row.TargetGroupArn, row.TargetId, row.TargetPort);
    }
}
