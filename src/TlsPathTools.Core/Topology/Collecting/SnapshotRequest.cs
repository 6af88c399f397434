using TlsPathTools.Topology.Map;

namespace TlsPathTools.Topology.Collecting;

/// <summary>What a snapshot is to hold.</summary>
public sealed record SnapshotRequest
{
    /// <summary>The addresses whose path is read.</summary>
    public IReadOnlyList<MapAddress> Addresses { get; init; } = [];

    /// <summary>Load balancers that are read whether or not an address leads there.</summary>
    public IReadOnlyList<string> LoadBalancerArns { get; init; } = [];

    /// <summary>Target groups that are read whether or not a listener leads there.</summary>
    public IReadOnlyList<string> TargetGroupArns { get; init; } = [];

    /// <summary>A namespace that is read whether or not the path leads there.</summary>
    public string? Namespace { get; init; }

    /// <summary>A service of it; null for all of the namespace.</summary>
    public string? ServiceName { get; init; }

    /// <summary>Nodes whose kube-proxy is asked, beside those that the path leads to.</summary>
    public IReadOnlyList<string> NodeNames { get; init; } = [];

    /// <summary>Instances that are read whether or not the path leads there.</summary>
    public IReadOnlyList<string> InstanceIds { get; init; } = [];

    /// <summary>The EKS cluster to describe; null for none.</summary>
    public string? ClusterName { get; init; }

    /// <summary>Which parts.</summary>
    public SnapshotParts Parts { get; init; } = SnapshotParts.Map;

    /// <summary>At most so many kube-proxies are asked.</summary>
    public int KubeProxyLimit { get; init; } = 50;
}
