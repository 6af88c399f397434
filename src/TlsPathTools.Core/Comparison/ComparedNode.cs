using TlsPathTools.Topology;
using TlsPathTools.Topology.Cloud;
using TlsPathTools.Topology.Cluster;

namespace TlsPathTools.Comparison;

/// <summary>One of the nodes that are compared: what the snapshot holds of it, and why what it does not hold is missing.</summary>
internal sealed class ComparedNode(ComparisonIndex index)
{
    public ComparisonIndex Index => index;

    public required string Label { get; init; }

    public string? NodeName { get; init; }

    public string? InstanceId { get; init; }

    public Instance? Instance { get; init; }

    public CloudState? Cloud { get; init; }

    public Node? Node { get; init; }

    public ClusterState? Cluster { get; init; }

    public NodeInterface[] Interfaces { get; init; } = [];

    public NodeKubeProxy? KubeProxy { get; init; }

    /// <summary>The CNI plugin's pod.</summary>
    public Pod? CniPod { get; init; }

    /// <summary>The subnets of its interfaces, that of the first interface first.</summary>
    public string[] Subnets { get; init; } = [];

    /// <summary>When what is said of the instance was read.</summary>
    public DateTime? CloudRead => Cloud?.EndedUtc;

    /// <summary>When what is said of the node was read.</summary>
    public DateTime? ClusterRead => Cluster?.EndedUtc;

    /// <summary>A value of the instance, or why it is missing.</summary>
    public PropertyValue OfInstance(Func<Instance, PropertyValue> read) => Instance is { } instance ? read(instance) : Missing("the instance", "DescribeInstances");

    /// <summary>A value of the Kubernetes node, or why it is missing.</summary>
    public PropertyValue OfNode(Func<Node, PropertyValue> read) => Node is { } node ? read(node) : MissingInCluster("the node", "nodes");

    /// <summary>A value of its interfaces, or why it is missing.</summary>
    public PropertyValue OfInterfaces(Func<NodeInterface[], PropertyValue> read) => Interfaces.Length > 0 ? read(Interfaces) : Missing("its interfaces", "DescribeNetworkInterfaces");

    /// <summary>A value of the subnets of its interfaces, each with its own id in front where there are several.</summary>
    public PropertyValue OfSubnets(Func<SubnetNetwork, PropertyValue> read)
    {
        if (Subnets.Length == 0)
            return Missing("its subnet", "DescribeInstances");
        if (Subnets.Length == 1)
            return read(index.Networks.Of(Subnets[0]));
        PropertyValue[] all = [.. Subnets.Select(subnet => read(index.Networks.Of(subnet)))];
        return Array.Find(all, value => value.IsUnknown)
            ?? PropertyValue.Ordered(all.DistinctBy(value => value.Key, StringComparer.Ordinal)
                .SelectMany((value, i) => (value.Items.Count > 0 ? value.Items : [value.Text]).Select(item => i == 0 ? (item, item) : ($"other subnet: {item}", $"other subnet: {item}"))));
    }

    /// <summary>A value of its kube-proxy, or why it is missing.</summary>
    public PropertyValue OfKubeProxy(Func<NodeKubeProxy, PropertyValue> read) => KubeProxy is { } proxy ? read(proxy) : MissingInCluster("kube-proxy", "pods");

    /// <summary>A value of the CNI plugin's pod, or why it is missing.</summary>
    public PropertyValue OfCni(Func<Pod, PropertyValue> read) => CniPod is { } pod ? read(pod) : MissingInCluster("aws-node, the CNI plugin's pod,", "pods");

    /// <summary>"unknown: … not read (denied): …" of the cloud.</summary>
    public PropertyValue Missing(string what, string operation) => index.Missing(Cloud, InstanceId is null ? "the instance is not known, and so " + what : what, operation);

    /// <summary>The same of the cluster.</summary>
    public PropertyValue MissingInCluster(string what, string plural) => index.Missing(Cluster, what, plural);
}
