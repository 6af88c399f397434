namespace TlsPathTools.Topology;

/// <summary>Which of a snapshot's gaps concern a question about a cluster.</summary>
internal static class ClusterGaps
{
    /// <summary>A gap of an operation, for a namespace or for all; null where it was read.</summary>
    public static SnapshotGap? Of(ClusterState cluster, IEnumerable<SnapshotGap> gaps, string operation, string? @namespace) => gaps.FirstOrDefault(gap =>
        (gap.Source == cluster.Name || gap.Source == cluster.Server)
        && (gap.Operation == operation || gap.Operation.StartsWith(operation + ".", StringComparison.Ordinal))
        && (gap.Resource is null || @namespace is null || gap.Resource.Contains(@namespace, StringComparison.Ordinal)));
}
