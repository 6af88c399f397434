using TlsPathTools.Topology.Cluster;

namespace TlsPathTools.Topology.Map;

/// <summary>The clusters of a snapshot, and which of them a target belongs to.</summary>
internal sealed class ClusterIndexes
{
    private readonly Dictionary<string, (ClusterIndex Cluster, TargetGroupBinding Binding)> _bindings = new(StringComparer.Ordinal);

    public ClusterIndexes(IEnumerable<ClusterState> clusters, GapIndex gaps)
    {
        All = [.. clusters.OrderBy(cluster => cluster.Name, StringComparer.Ordinal).ThenBy(cluster => cluster.Server, StringComparer.Ordinal).Select(cluster => new ClusterIndex(cluster, gaps))];
        foreach (ClusterIndex cluster in All)
        {
            foreach (TargetGroupBinding binding in cluster.State.TargetGroupBindings.OrderBy(binding => $"{binding.Metadata}", StringComparer.Ordinal))
            {
                if (binding.Spec?.TargetGroupARN is { } arn)
                    _bindings.TryAdd(arn, (cluster, binding));
            }
        }
    }

    public IReadOnlyList<ClusterIndex> All { get; }

    public (ClusterIndex Cluster, TargetGroupBinding Binding)? BindingOf(string targetGroupArn) => _bindings.TryGetValue(targetGroupArn, out var found) ? found : null;

    /// <summary>The node that an instance is: by its id, else by its private name or address where one cluster alone knows it.</summary>
    public (ClusterIndex Cluster, Node Node)? NodeOf(string? instanceId, string? privateDnsName, string? privateIp)
    {
        if (instanceId is not null && Only(cluster => cluster.NodeOfInstance(instanceId)) is { } byId)
            return byId;
        // A node that names another instance is that one, even where an address was given anew.
        return Only(cluster => Unless(cluster.NodeNamed(privateDnsName), instanceId)) ?? Only(cluster => Unless(cluster.NodeAt(privateIp), instanceId));
    }

    /// <summary>The pod that has an address; null where none has, or pods of several clusters do.</summary>
    public (ClusterIndex Cluster, Pod Pod)? PodAt(string address, int? port) => Only(cluster => cluster.PodAt(address, port));

    /// <summary>The endpoint that has an address.</summary>
    public (ClusterIndex Cluster, SliceEndpoint Endpoint)? EndpointAt(string address) => Only(cluster => cluster.EndpointAt(address));

    private static Node? Unless(Node? node, string? instanceId) => node is null || instanceId is null || NodeFacts.InstanceId(node) is not { } own || own == instanceId ? node : null;

    private (ClusterIndex Cluster, T Found)? Only<T>(Func<ClusterIndex, T?> find)
        where T : class
    {
        (ClusterIndex, T)? only = null;
        foreach (ClusterIndex cluster in All)
        {
            if (find(cluster) is not { } found)
                continue;
            if (only is not null)
                return null;
            only = (cluster, found);
        }

        return only;
    }
}
