using System.Net;
using TlsPathTools.Reachability.Policies;
using TlsPathTools.Topology;
using TlsPathTools.Topology.Cluster;

namespace TlsPathTools.Core.Tests.Reachability.Policies;

/// <summary>A cluster with policies, by the fewest words.</summary>
internal static class PolicyWorld
{
    public const string OwnNode = "node-a";
    public const string OtherNode = "node-b";

    public static IPAddress NodeIP { get; } = IPAddress.Parse("10.0.1.7");

    public static IPAddress Client { get; } = IPAddress.Parse("203.0.113.9");

    public static Dictionary<string, string> Labels(params (string Key, string Value)[] labels) => labels.ToDictionary(label => label.Key, label => label.Value);

    public static LabelSelector Select(params (string Key, string Value)[] labels) => new() { MatchLabels = Labels(labels) };

    public static LabelSelector Where(string key, string @operator, params string[] values) => new() { MatchExpressions = [new() { Key = key, Operator = @operator, Values = values }] };

    public static NetworkPolicyPeer Pods(LabelSelector? pods, LabelSelector? namespaces = null) => new() { PodSelector = pods, NamespaceSelector = namespaces };

    public static NetworkPolicyPeer Block(string cidr, params string[] except) => new() { IpBlock = new IPBlock { Cidr = cidr, Except = except } };

    public static NetworkPolicyPort Port(string? port, string? protocol = null, int? endPort = null) => new() { Port = port, Protocol = protocol, EndPort = endPort };

    public static NetworkPolicyIngressRule Ingress(NetworkPolicyPeer[]? from = null, NetworkPolicyPort[]? ports = null) => new() { From = from ?? [], Ports = ports ?? [] };

    public static NetworkPolicyEgressRule Egress(NetworkPolicyPeer[]? to = null, NetworkPolicyPort[]? ports = null) => new() { To = to ?? [], Ports = ports ?? [] };

    public static NetworkPolicy Policy(string name, LabelSelector? pods = null, NetworkPolicyIngressRule[]? ingress = null, NetworkPolicyEgressRule[]? egress = null, string[]? types = null, string @namespace = "default") => new()
    {
        Metadata = new ObjectMeta { Name = name, Namespace = @namespace },
        Spec = new NetworkPolicySpec { PodSelector = pods ?? new LabelSelector(), PolicyTypes = types ?? [], Ingress = ingress ?? [], Egress = egress ?? [] },
    };

    public static Pod Pod(string name = "db", string @namespace = "default", (string Key, string Value)[]? labels = null, string node = OwnNode, string address = "10.0.1.20", bool hostNetwork = false, ContainerPort[]? ports = null) => new()
    {
        Metadata = new ObjectMeta { Name = name, Namespace = @namespace, Labels = Labels(labels ?? [("role", "db")]), OwnerReferences = [new OwnerReference { Kind = "ReplicaSet", Name = name }] },
        Spec = new PodSpec { NodeName = node, HostNetwork = hostNetwork, Containers = [new Container { Name = "main", Ports = ports ?? [] }] },
        Status = new PodStatus { Phase = "Running", PodIP = address },
    };

    public static NamespaceMetadata Namespace(string name, params (string Key, string Value)[] labels) => new()
    {
        Metadata = new ObjectMeta { Name = name, Labels = Labels([("kubernetes.io/metadata.name", name), .. labels]) },
    };

    /// <summary>A cluster whose VPC CNI plugin enforces policies, and whose policies were read.</summary>
    public static ClusterState Cluster(params NetworkPolicy[] policies) => new()
    {
        Name = "c", Server = "https://127.0.0.1", BeganUtc = default, EndedUtc = default,
        NetworkPolicies = policies,
        NetworkPolicyNamespaces = ["default", "hutch"],
        Pods = [Agent("aws-node", OwnNode, "aws-node", "aws-eks-nodeagent"), Agent("aws-node", OtherNode, "aws-node", "aws-eks-nodeagent")],
        ConfigMaps = [Switch("true")],
    };

    /// <summary>The pod of a network plugin.</summary>
    public static Pod Agent(string app, string node, params string[] containers) => new()
    {
        Metadata = new ObjectMeta { Name = $"{app}-{node}", Namespace = "kube-system", Labels = Labels(("k8s-app", app)) },
        Spec = new PodSpec { NodeName = node, HostNetwork = true, Containers = [.. containers.Select(container => new Container { Name = container })] },
        Status = new PodStatus { Phase = "Running" },
    };

    public static ConfigMap Switch(string value) => new()
    {
        Metadata = new ObjectMeta { Name = "amazon-vpc-cni", Namespace = "kube-system" }, Data = Labels(("enable-network-policy-controller", value)),
    };

    public static PolicyJudgement Judge(ClusterState cluster, Pod pod, PolicyPeer peer, int port = 6379, string protocol = "TCP", PolicyDirection direction = PolicyDirection.Ingress, SnapshotGap[]? gaps = null) =>
        new PodPolicies(cluster, gaps ?? []).Judge(pod, new PolicyPacket(peer, protocol, port, direction));

    public static SnapshotGap Denied(string operation, string? resource) => new()
    {
        Source = "c", Operation = operation, Resource = resource, Kind = GapKind.Denied, Reason = "The caller may not.", TimeUtc = default,
    };
}
