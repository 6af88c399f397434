using TlsPathTools.Topology;
using TlsPathTools.Topology.Cloud;
using TlsPathTools.Topology.Cluster;
using TlsPathTools.Topology.KubeProxies;
using TlsPathTools.Topology.Map;

namespace TlsPathTools.Comparison;

/// <summary>A snapshot by the keys that a comparison follows, made in one pass; and the nodes that it is asked for.</summary>
internal sealed class ComparisonIndex
{
    private readonly Dictionary<string, (Instance Instance, CloudState Cloud)> _instances = new(StringComparer.Ordinal);
    private readonly ILookup<string, NetworkInterface> _attached;
    private readonly Dictionary<string, (Node Node, ClusterState Cluster)> _nodes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _nodeOfInstance = new(StringComparer.Ordinal);
    private readonly Dictionary<string, NodeKubeProxy> _proxies = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Pod> _cniPods = new(StringComparer.Ordinal);
    private readonly Dictionary<(object?, string, string), PropertyValue> _missing = [];
    private readonly Dictionary<string, PropertyValue> _rules = new(StringComparer.Ordinal);
    private readonly GapIndex _gaps;

    public ComparisonIndex(PathSnapshot snapshot)
    {
        // What was read last wins where two connections read the same account.
        CloudState[] clouds = [.. snapshot.Clouds.OrderByDescending(cloud => cloud.EndedUtc)];
        _gaps = new GapIndex(snapshot.Gaps);
        Clouds = clouds;
        Clusters = snapshot.Clusters;
        Networks = new SubnetNetworks(clouds, _gaps);
        foreach (CloudState cloud in clouds)
        {
            foreach (Instance instance in cloud.Instances)
                _instances.TryAdd(instance.InstanceId ?? "", (instance, cloud));
        }

        _attached = clouds.SelectMany(cloud => cloud.NetworkInterfaces).Where(one => one.Attachment?.InstanceId is not null).ToLookup(one => one.Attachment!.InstanceId!, StringComparer.Ordinal);
        Statuses = First(clouds.SelectMany(cloud => cloud.InstanceStatuses), status => status.InstanceId);
        Memberships = First(clouds.SelectMany(cloud => cloud.AutoScalingInstances), member => member.InstanceId);
        InstanceTypes = First(clouds.SelectMany(cloud => cloud.InstanceTypes), type => type.InstanceType);
        SecurityGroups = First(clouds.SelectMany(cloud => cloud.SecurityGroups), group => group.GroupId);
        foreach (ClusterState cluster in snapshot.Clusters.OrderByDescending(cluster => cluster.EndedUtc))
        {
            foreach (Node node in cluster.Nodes)
            {
                if (!_nodes.TryAdd(node.Metadata?.Name ?? "", (node, cluster)))
                    continue;
                if (NodeFacts.InstanceId(node) is { } instance)
                    _nodeOfInstance.TryAdd(instance, node.Metadata?.Name ?? "");
            }
        }

        Leases = First(snapshot.Clusters.SelectMany(cluster => cluster.Leases), lease => lease.Metadata?.Name);
        foreach (Pod pod in snapshot.Clusters.SelectMany(cluster => cluster.Pods).Where(pod => pod.Spec?.NodeName is not null && CniSetting.IsOfPlugin(pod)))
        {
            // While it is replaced there are two.
            if (pod.Metadata?.DeletionTimestamp is null || !_cniPods.ContainsKey(pod.Spec!.NodeName!))
                _cniPods[pod.Spec!.NodeName!] = pod;
        }

        foreach (NodeKubeProxy proxy in NodeKubeProxies.Find(snapshot))
            _proxies.TryAdd(proxy.NodeName, proxy);
    }

    public IReadOnlyList<CloudState> Clouds { get; }

    public IReadOnlyList<ClusterState> Clusters { get; }

    public SubnetNetworks Networks { get; }

    public IReadOnlyDictionary<string, InstanceStatus> Statuses { get; }

    public IReadOnlyDictionary<string, AutoScalingInstanceDetails> Memberships { get; }

    public IReadOnlyDictionary<string, InstanceTypeInfo> InstanceTypes { get; }

    public IReadOnlyDictionary<string, SecurityGroup> SecurityGroups { get; }

    public IReadOnlyDictionary<string, Lease> Leases { get; }

    /// <summary>The node of a name or an instance, or both; null where neither is in the snapshot.</summary>
    public ComparedNode? Find(string? nodeName, string? instanceId)
    {
        string? name = nodeName is not null && _nodes.ContainsKey(nodeName) ? nodeName : instanceId is not null ? _nodeOfInstance.GetValueOrDefault(instanceId) : null;
        (Node? node, ClusterState? cluster) = name is not null ? _nodes[name] : (null, null);
        string? id = (node is null ? null : NodeFacts.InstanceId(node)) ?? instanceId;
        (Instance? instance, CloudState? cloud) = id is not null && _instances.TryGetValue(id, out var found) ? found : (null, null);
        if (node is null && instance is null)
            return null;

        NodeInterface[] interfaces = NodeInterface.Of(instance, id is null ? [] : _attached[id]);
        return new ComparedNode(this)
        {
            Label = SafeText.Escape(name ?? id)!,
            NodeName = name,
            InstanceId = id,
            Instance = instance,
            Cloud = cloud ?? (Clouds.Count == 1 ? Clouds[0] : null),
            Node = node,
            Cluster = cluster ?? (Clusters.Count == 1 ? Clusters[0] : null),
            Interfaces = interfaces,
            Subnets = [.. interfaces.Select(one => one.SubnetId).Prepend(instance?.SubnetId).OfType<string>().Distinct(StringComparer.Ordinal)],
            KubeProxy = name is null ? null : _proxies.GetValueOrDefault(SafeText.Escape(name)!),
            CniPod = name is null ? null : _cniPods.GetValueOrDefault(name),
        };
    }

    /// <summary>Why something of the cloud is missing; one object for all nodes.</summary>
    public PropertyValue Missing(CloudState? cloud, string what, string operation) =>
        Shared(cloud, what, operation, () => Clouds.Count == 0 ? "no account was read" : GapIndex.Words(what, _gaps.Of(cloud, operation)));

    /// <summary>Why something of the cluster is missing.</summary>
    public PropertyValue Missing(ClusterState? cluster, string what, string plural) =>
        Shared(cluster, what, plural, () => Clusters.Count == 0 ? "no cluster was read" : GapIndex.Words(what, cluster is null ? null : _gaps.AnyOf(cluster, plural)));

    /// <summary>What groups allow together; one object for all nodes that have them.</summary>
    public PropertyValue RulesOf(string[] groupIds, ComparedNode node)
    {
        string key = string.Join(' ', groupIds);
        if (_rules.TryGetValue(key, out PropertyValue? rules))
            return rules;
        rules = groupIds.Length == 0 ? PropertyValue.Unknown("no group of its interfaces is known")
            : Array.Find(groupIds, id => !SecurityGroups.ContainsKey(id)) is { } missing ? node.Missing($"security group {SafeText.Escape(missing)}", "DescribeSecurityGroups")
            : PropertyValue.Set(groupIds.SelectMany(id => NetworkTexts.Rules(SecurityGroups[id])));
        return _rules[key] = rules;
    }

    private PropertyValue Shared(object? source, string what, string operation, Func<string> why)
    {
        if (!_missing.TryGetValue((source, what, operation), out PropertyValue? value))
            _missing[(source, what, operation)] = value = PropertyValue.Unknown(why());
        return value;
    }

    private static Dictionary<string, T> First<T>(IEnumerable<T> items, Func<T, string?> key)
    {
        var found = new Dictionary<string, T>(StringComparer.Ordinal);
        foreach (T item in items)
            found.TryAdd(key(item) ?? "", item);
        return found;
    }
}
