using System.Text.Json.Nodes;

namespace TlsPathTools.Lab.Scenarios;

/// <summary>An EKS cluster.</summary>
public sealed record ClusterSpec
{
    /// <summary>Its name.</summary>
    public string Name { get; init; } = "lab";

    /// <summary>The version of Kubernetes: 1.31.</summary>
    public string Version { get; init; } = "1.31";

    /// <summary>iptables, nftables or ipvs.</summary>
    public string KubeProxyMode { get; init; } = "iptables";

    /// <summary>Whether kube-proxy's metrics (:10249) are bound to loopback, so that nobody else can read them.</summary>
    public bool KubeProxyMetricsOnLoopback { get; init; }

    /// <summary>Nodes.</summary>
    public required IReadOnlyList<NodeSpec> Nodes { get; init; }

    /// <summary>Deployments.</summary>
    public IReadOnlyList<DeploymentSpec> Deployments { get; init; } = [];

    /// <summary>Services.</summary>
    public IReadOnlyList<ServiceSpec> Services { get; init; } = [];

    /// <summary>TargetGroupBindings (elbv2.k8s.aws/v1beta1).</summary>
    public IReadOnlyList<TargetGroupBindingSpec> TargetGroupBindings { get; init; } = [];

    /// <summary>Any further objects as Kubernetes has them: ingresses, events, cert-manager's resources. Texts of the form <c>@-72h</c> become the time that long before the start.</summary>
    public IReadOnlyList<JsonObject> Objects { get; init; } = [];
}

/// <summary>A node and its instance.</summary>
public sealed record NodeSpec
{
    /// <summary>The node's name.</summary>
    public required string Name { get; init; }

    /// <summary>i-…; left out, made up.</summary>
    public string? InstanceId { get; init; }

    /// <summary>The id of its subnet.</summary>
    public required string Subnet { get; init; }

    /// <summary>Its address in the subnet; left out, made up.</summary>
    public string? Address { get; init; }

    /// <summary>Security groups.</summary>
    public IReadOnlyList<string> SecurityGroups { get; init; } = [];

    /// <summary>Its type.</summary>
    public string InstanceType { get; init; } = "m5.large";

    /// <summary>Its AMI.</summary>
    public string ImageId { get; init; } = "ami-0c1bc246476a5572b";

    /// <summary>Its Auto Scaling group, or null.</summary>
    public string? AutoScalingGroup { get; init; }

    /// <summary>How long ago it was launched, in hours.</summary>
    public double AgeHours { get; init; } = 240;

    /// <summary>Whether it is cordoned.</summary>
    public bool Unschedulable { get; init; }

    /// <summary>False: its kubelet sends no heartbeats.</summary>
    public bool Ready { get; init; } = true;

    /// <summary>Source/destination check of its secondary interface.</summary>
    public bool SourceDestCheck { get; init; } = true;

    /// <summary>ok or impaired.</summary>
    public string SystemStatus { get; init; } = "ok";

    /// <summary>Taints, as key=value:Effect.</summary>
    public IReadOnlyList<string> Taints { get; init; } = [];

    /// <summary>Labels beside the usual ones.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The kernel's version, where it differs.</summary>
    public string KernelVersion { get; init; } = "5.10.226-214.880.amzn2.x86_64";

    /// <summary>The kubelet's version; left out, the cluster's.</summary>
    public string? KubeletVersion { get; init; }

    /// <summary>Seconds after the start at which it begins to go away (a scale-in, a spot notice); null for never.</summary>
    public double? LeavesAfterSeconds { get; init; }

    /// <summary>Metrics of its kube-proxy that differ from the usual, by name.</summary>
    public IReadOnlyDictionary<string, double> Metrics { get; init; } = new Dictionary<string, double>(StringComparer.Ordinal);
}

/// <summary>A Deployment and what its pods do.</summary>
public sealed record DeploymentSpec
{
    /// <summary>Its namespace.</summary>
    public string Namespace { get; init; } = "default";

    /// <summary>Its name; the pods have the label app=NAME.</summary>
    public required string Name { get; init; }

    /// <summary>The nodes that its pods are on, one for each replica, by name.</summary>
    public required IReadOnlyList<string> Nodes { get; init; }

    /// <summary>What each pod listens to.</summary>
    public required IReadOnlyList<PodPortSpec> Ports { get; init; }

    /// <summary>The image.</summary>
    public string Image { get; init; } = "registry.example/app:1.0";

    /// <summary>Lines that stand in each pod's log at the start, beside those that it writes.</summary>
    public IReadOnlyList<string> Log { get; init; } = [];

    /// <summary>The largest share of pods that an eviction may take at a time; left out, there is no PodDisruptionBudget.</summary>
    public int? MaxUnavailable { get; init; }

    /// <summary>How long ago its pods were made, in hours; the one that moved last counts.</summary>
    public double AgeHours { get; init; } = 100;

    /// <summary>Whether replacements must stay on the node of their name (a local volume).</summary>
    public bool Pinned { get; init; }

    /// <summary>A rollout that starts that many seconds after the lab; null for none.</summary>
    public double? RolloutAfterSeconds { get; init; }
}

/// <summary>A port of a pod.</summary>
public sealed record PodPortSpec
{
    /// <summary>Its name.</summary>
    public string Name { get; init; } = "https";

    /// <summary>Its number.</summary>
    public required int Port { get; init; }

    /// <summary>https, http, or httpsProxyProtocol (waits for a PROXY header first).</summary>
    public string Protocol { get; init; } = "https";

    /// <summary>The certificate, by name.</summary>
    public string? Certificate { get; init; }

    /// <summary>A certificate of their own for the pods on some nodes, by the node's name.</summary>
    public IReadOnlyDictionary<string, string> CertificateOnNode { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The status of the health path (/healthz), 200 unless the application says that it is ill.</summary>
    public int HealthStatus { get; init; } = 200;

    /// <summary>The status of every other path.</summary>
    public int Status { get; init; } = 200;

    /// <summary>How long it waits before it answers, in seconds.</summary>
    public double DelaySeconds { get; init; }

    /// <summary>How long it keeps an idle connection, in seconds.</summary>
    public double KeepAliveSeconds { get; init; } = 75;
}

/// <summary>A Service.</summary>
public sealed record ServiceSpec
{
    /// <summary>Its namespace.</summary>
    public string Namespace { get; init; } = "default";

    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>ClusterIP, NodePort or LoadBalancer.</summary>
    public string Type { get; init; } = "NodePort";

    /// <summary>The Deployment that it selects, by name.</summary>
    public required string Selects { get; init; }

    /// <summary>Its ports.</summary>
    public required IReadOnlyList<ServicePortSpec> Ports { get; init; }

    /// <summary>Cluster or Local.</summary>
    public string ExternalTrafficPolicy { get; init; } = "Cluster";

    /// <summary>The port where a node says whether it has a local endpoint; null unless the policy is Local.</summary>
    public int? HealthCheckNodePort { get; init; }

    /// <summary>None or ClientIP.</summary>
    public string SessionAffinity { get; init; } = "None";

    /// <summary>PreferClose, or null.</summary>
    public string? TrafficDistribution { get; init; }

    /// <summary>Annotations.</summary>
    public IReadOnlyDictionary<string, string> Annotations { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>The host name of its load balancer in status, or null.</summary>
    public string? LoadBalancer { get; init; }
}

/// <summary>A port of a Service.</summary>
public sealed record ServicePortSpec
{
    /// <summary>Its name.</summary>
    public string Name { get; init; } = "https";

    /// <summary>Its number.</summary>
    public int Port { get; init; } = 443;

    /// <summary>The port of the pods.</summary>
    public required int TargetPort { get; init; }

    /// <summary>The port of the nodes, or null.</summary>
    public int? NodePort { get; init; }
}

/// <summary>A TargetGroupBinding.</summary>
public sealed record TargetGroupBindingSpec
{
    /// <summary>Its namespace.</summary>
    public string Namespace { get; init; } = "default";

    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>The Service, by name.</summary>
    public required string Service { get; init; }

    /// <summary>The port of the Service.</summary>
    public int ServicePort { get; init; } = 443;

    /// <summary>The target group, by name.</summary>
    public required string TargetGroup { get; init; }
}
