using TlsPathTools.Topology;
using TlsPathTools.Topology.Cloud;
using TlsPathTools.Topology.Cluster;

namespace TlsPathTools.Core.Tests.Topology;

/// <summary>Small parts of snapshots, made by hand.</summary>
internal static class Sample
{
    public static readonly DateTime Now = new(2026, 11, 22, 12, 0, 0, DateTimeKind.Utc);

    public static PathSnapshot Of(params ClusterState[] clusters) => new() { BeganUtc = Now, EndedUtc = Now, Clusters = clusters };

    public static PathSnapshot With(this PathSnapshot snapshot, params CloudState[] clouds) => snapshot with { Clouds = clouds };

    public static ClusterState Cluster(string name = "eoe-sde") => new() { Name = name, Server = "https://cluster.test", BeganUtc = Now, EndedUtc = Now };

    public static CloudState Cloud(params LoadBalancer[] balancers) => new() { Region = "eu-west-2", BeganUtc = Now, EndedUtc = Now, LoadBalancers = balancers };

    public static string Arn(string name) => $"arn:aws:elasticloadbalancing:eu-west-2:417392058164:loadbalancer/net/{name}/0123456789abcdef";

    public static LoadBalancer Balancer(string name) => new() { LoadBalancerArn = Arn(name), LoadBalancerName = name, DNSName = $"{name}-0123456789abcdef.elb.eu-west-2.amazonaws.com", Type = "network" };

    public static ResourceSettings Tags(string name, params (string Key, string Value)[] tags) =>
        new(Arn(name), tags.ToDictionary(tag => tag.Key, tag => tag.Value));

    public static ObjectMeta Meta(string? @namespace, string name, DateTime? created = null, (string, string)[]? labels = null, (string, string)[]? annotations = null, OwnerReference? owner = null) => new()
    {
        Namespace = @namespace,
        Name = name,
        CreationTimestamp = created ?? Now.AddDays(-10),
        Labels = (labels ?? []).ToDictionary(pair => pair.Item1, pair => pair.Item2),
        Annotations = (annotations ?? []).ToDictionary(pair => pair.Item1, pair => pair.Item2),
        OwnerReferences = owner is null ? [] : [owner],
    };

    public static Node Node(string name, string zone = "eu-west-2a", string? instance = null) => new()
    {
        Metadata = Meta(null, name, labels: [("topology.kubernetes.io/zone", zone)]),
        Spec = new NodeSpec { ProviderID = $"aws:///{zone}/{instance ?? "i-" + name}" },
        Status = new NodeStatus { Conditions = [new Condition { Type = "Ready", Status = "True" }] },
    };

    public static Service Service(string @namespace, string name, int? nodePort = null, string type = "NodePort", string? policy = null, params (string, string)[] annotations) => new()
    {
        Metadata = Meta(@namespace, name, annotations: annotations),
        Spec = new ServiceSpec
        {
            Type = type,
            ClusterIP = "172.20.5.6",
            ExternalTrafficPolicy = policy,
            Selector = new Dictionary<string, string> { ["app"] = name },
            Ports = [new ServicePort { Port = 443, NodePort = nodePort, Protocol = "TCP", TargetPort = "8443" }],
        },
    };

    public static KubeEvent Event(string kind, string @namespace, string name, string reason, string message, string component, int count = 1, double minutesAgo = 5) => new()
    {
        Metadata = Meta(@namespace, $"{name}.{reason}"),
        InvolvedObject = new ObjectReference { Kind = kind, Namespace = @namespace, Name = name },
        Type = "Warning",
        Reason = reason,
        Message = message,
        Count = count,
        FirstTimestamp = Now.AddHours(-71),
        LastTimestamp = Now.AddMinutes(-minutesAgo),
        Source = new EventSource { Component = component },
    };
}
