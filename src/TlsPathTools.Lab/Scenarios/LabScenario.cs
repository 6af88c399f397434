namespace TlsPathTools.Lab.Scenarios;

/// <summary>
/// A world, what is broken in it, from where a client sees it, and the truth about it: the content of a scenario file. Addresses are
/// written in the blocks of the documentation: those of the VPC's /16 and of 198.51.100.0/24 and 203.0.113.0/24 become addresses of this
/// machine's loopback when the scenario runs. The meaning of each property is in docs/lab-scenario.schema.json.
/// </summary>
public sealed record LabScenario
{
    /// <summary>The name under which it is started.</summary>
    public required string Name { get; init; }

    /// <summary>What it is about, in one line, without giving the answer away.</summary>
    public required string Title { get; init; }

    /// <summary>What happened, as the people in it would tell it.</summary>
    public string Story { get; init; } = "";

    /// <summary>Whether any client sees the fault (bytes) or only probes through the lab's connector, or nftables, do (connector).</summary>
    public LabFidelity Fidelity { get; init; }

    /// <summary>Whether it cannot run without ports below 1024.</summary>
    public bool PrivilegedPorts { get; init; }

    /// <summary>The name and port that the client connects to.</summary>
    public required EndpointSpec Endpoint { get; init; }

    /// <summary>Where the client is.</summary>
    public ClientSpec Client { get; init; } = new();

    /// <summary>The AWS account.</summary>
    public AccountSpec Account { get; init; } = new();

    /// <summary>The network.</summary>
    public required NetworkSpec Network { get; init; }

    /// <summary>Zones, records and resolvers.</summary>
    public DnsSpec Dns { get; init; } = new();

    /// <summary>The certificates that listeners and pods show, by name.</summary>
    public IReadOnlyList<CertificateSpec> Certificates { get; init; } = [];

    /// <summary>Load balancers.</summary>
    public IReadOnlyList<LoadBalancerSpec> LoadBalancers { get; init; } = [];

    /// <summary>Target groups.</summary>
    public IReadOnlyList<TargetGroupSpec> TargetGroups { get; init; } = [];

    /// <summary>Auto Scaling groups.</summary>
    public IReadOnlyList<AutoScalingGroupSpec> AutoScalingGroups { get; init; } = [];

    /// <summary>The cluster, or null in a world without one.</summary>
    public ClusterSpec? Cluster { get; init; }

    /// <summary>Explicit HTTP proxies.</summary>
    public IReadOnlyList<ProxySpec> Proxies { get; init; } = [];

    /// <summary>What is broken.</summary>
    public IReadOnlyList<FaultSpec> Faults { get; init; } = [];

    /// <summary>How the two APIs behave.</summary>
    public ApiSpec Apis { get; init; } = new();

    /// <summary>How long things take.</summary>
    public LabTimings Timings { get; init; } = new();

    /// <summary>What is true about this world.</summary>
    public required TruthSpec Truth { get; init; }
}

/// <summary>Who sees a scenario's faults.</summary>
public enum LabFidelity
{
    /// <summary>Real bytes: any program on the machine sees them.</summary>
    Bytes,

    /// <summary>A SYN that is dropped or refused for some flows only: probes through the lab's connector see it, others where nftables is allowed.</summary>
    Connector,
}

/// <summary>The endpoint that the scenario is about.</summary>
public sealed record EndpointSpec
{
    /// <summary>The DNS name.</summary>
    public required string Name { get; init; }

    /// <summary>The TCP port.</summary>
    public int Port { get; init; } = 443;

    /// <summary>What the application is asked for.</summary>
    public string Path { get; init; } = "/";
}

/// <summary>The client's position.</summary>
public sealed record ClientSpec
{
    /// <summary>Its address: 198.51.100.x on the Internet, or one of the VPC.</summary>
    public string Address { get; init; } = "198.51.100.7";

    /// <summary>The proxy that it has to go through, by name; null for a direct way.</summary>
    public string? Proxy { get; init; }

    /// <summary>The resolver that it asks, by name; null for the first.</summary>
    public string? Resolver { get; init; }
}

/// <summary>An AWS account.</summary>
public sealed record AccountSpec
{
    /// <summary>Twelve digits.</summary>
    public string Id { get; init; } = "123456789012";

    /// <summary>The region.</summary>
    public string Region { get; init; } = "eu-west-2";

    /// <summary>The user that the lab's keys belong to.</summary>
    public string UserName { get; init; } = "lab";
}

/// <summary>The truth about a scenario; what a diagnosis is scored against.</summary>
public sealed record TruthSpec
{
    /// <summary>
    /// The component at fault, in the form of <see cref="FaultSpec.At"/>, or, where a setting is what is wrong, <c>node:NAME</c>, <c>subnet:ID</c>,
    /// <c>securityGroup:ID</c>, <c>record:NAME</c>, <c>listener:LOADBALANCER/PORT</c>, <c>service:NAMESPACE/NAME</c>, <c>certificate:NAME</c>,
    /// <c>autoScalingGroup:NAME</c>, <c>client</c>; null when nothing is at fault, or nothing that can be seen.
    /// </summary>
    public string? Component { get; init; }

    /// <summary>The class of the fault, in the words of the diagnosis model.</summary>
    public required string FaultClass { get; init; }

    /// <summary>dns, client, proxy, loadBalancer, network, targetGroup, node, kubeProxy, pod, certificate, none.</summary>
    public required string Layer { get; init; }

    /// <summary>Why, in a sentence or two.</summary>
    public string Explanation { get; init; } = "";

    /// <summary>The remedies that may be proposed; every other one is wrong.</summary>
    public IReadOnlyList<string> Remedies { get; init; } = [];

    /// <summary>Components that must not be blamed.</summary>
    public IReadOnlyList<string> Innocent { get; init; } = [];

    /// <summary>What looks guilty and has to be cleared.</summary>
    public IReadOnlyList<RedHerringSpec> RedHerrings { get; init; } = [];

    /// <summary>What a probe from the client's position shows.</summary>
    public IReadOnlyList<ExpectedPattern> Patterns { get; init; } = [];
}

/// <summary>Something that looks guilty and is not.</summary>
public sealed record RedHerringSpec
{
    /// <summary>A short name: duplicate-listener, certificate-renewal, healthy-targets, same-security-group, ….</summary>
    public required string Kind { get; init; }

    /// <summary>How it is cleared.</summary>
    public required string ClearedBy { get; init; }
}

/// <summary>What attempts at one address show.</summary>
public sealed record ExpectedPattern
{
    /// <summary>The load balancer's zone whose address it is (<c>lb:NAME/ZONE</c> where several have it), an address as the scenario writes it, or *: every address that DNS gives.</summary>
    public required string Address { get; init; }

    /// <summary>The mode of the attempts: fresh, idle (handshake, wait, request), direct (not through the client's proxy).</summary>
    public string Mode { get; init; } = "fresh";

    /// <summary>With idle attempts: how long each connection is silent between handshake and request, in seconds.</summary>
    public double? IdleSeconds { get; init; }

    /// <summary>When attempts begin, in seconds after the start; for faults that begin or end.</summary>
    public double FromSeconds { get; init; }

    /// <summary>The smallest true failure rate, 0–1.</summary>
    public double MinRate { get; init; }

    /// <summary>The largest true failure rate, 0–1.</summary>
    public double MaxRate { get; init; }

    /// <summary>The last stages that failed attempts may have reached, in the prober's words; empty for any.</summary>
    public IReadOnlyList<string> Stages { get; init; } = [];

    /// <summary>The wire events that may have ended failed attempts, in the prober's words; empty for any.</summary>
    public IReadOnlyList<string> Events { get; init; } = [];

    /// <summary>The HTTP statuses that failed attempts may show; empty for any.</summary>
    public IReadOnlyList<int> Statuses { get; init; } = [];
}

/// <summary>How the two APIs behave.</summary>
public sealed record ApiSpec
{
    /// <summary>AWS.</summary>
    public AwsApiSpec Aws { get; init; } = new();

    /// <summary>Kubernetes.</summary>
    public KubernetesApiSpec Kubernetes { get; init; } = new();
}

/// <summary>How the AWS API behaves.</summary>
public sealed record AwsApiSpec
{
    /// <summary>IAM actions that are refused: <c>ec2:DescribeNetworkAcls</c>, <c>ec2:*</c>.</summary>
    public IReadOnlyList<string> Deny { get; init; } = [];

    /// <summary>The share of requests that are throttled, 0–1.</summary>
    public double ThrottleShare { get; init; }

    /// <summary>The largest page; null for AWS's own.</summary>
    public int? PageSize { get; init; }

    /// <summary>How long a change is not yet seen by reads, in seconds.</summary>
    public double ConsistencyDelaySeconds { get; init; }
}

/// <summary>How the Kubernetes API behaves.</summary>
public sealed record KubernetesApiSpec
{
    /// <summary>What is refused: <c>get nodes/proxy</c>, <c>list secrets</c>, <c>* pods</c>.</summary>
    public IReadOnlyList<string> Deny { get; init; } = [];

    /// <summary>The share of requests that are throttled, 0–1.</summary>
    public double ThrottleShare { get; init; }

    /// <summary>The largest page that a list gives, whatever its limit; null for the limit asked for.</summary>
    public int? PageSize { get; init; }
}

/// <summary>How long things take: seconds here, minutes in life. All in seconds.</summary>
public sealed record LabTimings
{
    /// <summary>From a pod's binding to its readiness.</summary>
    public double PodStart { get; init; } = 0.4;

    /// <summary>From a pod's deletion to its end, at most its grace period.</summary>
    public double PodStop { get; init; } = 0.3;

    /// <summary>From a launch to the instance's running state.</summary>
    public double InstanceLaunch { get; init; } = 0.6;

    /// <summary>From the running state to the registration of the node.</summary>
    public double NodeJoin { get; init; } = 0.6;

    /// <summary>From the registration of the node to its readiness.</summary>
    public double NodeReady { get; init; } = 0.4;

    /// <summary>From a termination to the terminated state.</summary>
    public double InstanceTermination { get; init; } = 0.8;

    /// <summary>From the last heartbeat of a node to Ready=Unknown.</summary>
    public double NodeMonitorGrace { get; init; } = 2;

    /// <summary>Deregistration delay of a target; shown as the group's attribute says.</summary>
    public double Deregistration { get; init; } = 1;

    /// <summary>From a change to the next sync of a kube-proxy.</summary>
    public double KubeProxySync { get; init; } = 0.05;

    /// <summary>From a manual change to its reversal by a controller.</summary>
    public double Reconcile { get; init; } = 0.5;

    /// <summary>How long a SYN is answered by nothing before a component of the lab gives up, and a stalled upstream bores a proxy.</summary>
    public double ConnectTimeout { get; init; } = 2;
}

