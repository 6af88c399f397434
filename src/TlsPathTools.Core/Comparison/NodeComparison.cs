using TlsPathTools.Comparison.Catalogue;
using TlsPathTools.Topology;
using Property = TlsPathTools.Comparison.PropertyDefinition<TlsPathTools.Comparison.ComparedNode>;

namespace TlsPathTools.Comparison;

/// <summary>How do nodes differ, and does a difference line up with the failing ones? A pure function of a snapshot; its cost is linear in the nodes.</summary>
public static class NodeComparison
{
    /// <summary>Compares the nodes of a query over the whole catalogue, and gives what matters first.</summary>
    /// <param name="snapshot">What was read.</param>
    /// <param name="query">Which nodes, and which of them fail.</param>
    public static NodeComparisonResult Compare(PathSnapshot snapshot, NodeComparisonQuery query)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        ArgumentNullException.ThrowIfNull(query);
        var index = new ComparisonIndex(snapshot);
        var chosen = ChosenNodes.Of(index, query);
        string[] names = [.. chosen.Nodes.Select(node => node.Label)];
        if (names.Length < 2)
            return new NodeComparisonResult { Nodes = names, NotFound = chosen.NotFound };

        var template = new NodeConfigComparison
        {
            Subject = ComparedKind.Node,
            Property = "",
            Group = default,
            Reason = "",
            Detail = "",
            Nodes = names,
            InstanceIds = [.. chosen.Nodes.Select(node => SafeText.Escape(node.InstanceId))],
        };
        var comparer = new PropertyComparer<ComparedNode>(chosen.Nodes, names, chosen.Split, template);
        DateTime? cloudRead = Oldest(chosen.Nodes.Select(node => node.CloudRead));
        DateTime? clusterRead = Oldest(chosen.Nodes.Select(node => node.ClusterRead));
        string[] groups = [.. query.Rows.Select(row => row.TargetGroupArn).OfType<string>().Distinct(StringComparer.Ordinal)];
        // Of what matters alike, the path's own comes first: where the pods are says more than the zone, which always differs along with it.
        Property[] catalogue =
        [
            .. PathProperties.ReadyEndpoints(index), .. PathProperties.Targets(index, chosen.Nodes, groups), .. KubeProxyProperties.All, .. InstanceProperties.All, .. InterfaceProperties.All,
            .. NodeProperties.All, .. NodeProperties.Conditions(chosen.Nodes), .. CniProperties.All,
        ];
        return new NodeComparisonResult
        {
            Comparisons = InOrder(catalogue.Select(property => comparer.Compare(property, property.Source.Contains(':', StringComparison.Ordinal) ? cloudRead : clusterRead))),
            Nodes = names,
            FaultyNodes = [.. chosen.Split.IsKnown ? chosen.Split.Faulty.Select(node => names[node]) : []],
            WorkingNodes = [.. chosen.Split.IsKnown ? chosen.Split.Working.Select(node => names[node]) : []],
            NotFound = chosen.NotFound,
        };
    }

    /// <summary>The instances of nodes, as the cluster says: what is read of the account is asked for by instance.</summary>
    /// <param name="snapshot">What was read.</param>
    /// <param name="nodeNames">The nodes.</param>
    public static IReadOnlyList<string> InstanceIdsOf(PathSnapshot snapshot, IReadOnlyCollection<string> nodeNames)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        HashSet<string> wanted = new(nodeNames, StringComparer.Ordinal);
        return [.. snapshot.Clusters.SelectMany(cluster => cluster.Nodes).Where(node => wanted.Contains(node.Metadata?.Name ?? "")).Select(NodeFacts.InstanceId).OfType<string>()];
    }

    /// <summary>What lines up with the fault and can explain it; what else only failing nodes have; other differences; what could not be compared; what is equal.</summary>
    /// <param name="rows">Comparisons; of several subjects, the one with the row that matters most comes first.</param>
    public static IReadOnlyList<NodeConfigComparison> InOrder(IEnumerable<NodeConfigComparison> rows) =>
        [.. rows.GroupBy(row => row.Subject).OrderBy(subject => subject.Min(Rank)).SelectMany(subject => subject.OrderBy(Rank))];

    private static int Rank(NodeConfigComparison row) => row switch
    {
        { Same: true } => 7,
        { Same: null } => 6,
        { LinesUpWithFault: true, CanExplain: CanExplain.Yes } => 0,
        { OnlyFaulty.Length: > 0, CanExplain: CanExplain.Yes } => 1,
        { LinesUpWithFault: true, CanExplain: CanExplain.CorrelationOnly } => 2,
        { CanExplain: CanExplain.Yes } => 3,
        { CanExplain: CanExplain.CorrelationOnly } => 4,
        _ => 5,
    };

    private static DateTime? Oldest(IEnumerable<DateTime?> times) => times.Where(time => time is not null).Min();
}
