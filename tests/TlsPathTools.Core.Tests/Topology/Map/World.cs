using TlsPathTools.Probing;
using TlsPathTools.Topology;
using TlsPathTools.Topology.Cloud;
using TlsPathTools.Topology.Cluster;
using TlsPathTools.Topology.Map;

namespace TlsPathTools.Core.Tests.Topology.Map;

/// <summary>
/// A snapshot written by hand: first of all the world of relay-node-fault, one node a zone, cross-zone off, a health check that asks
/// kube-proxy; and what a test changes in it.
/// </summary>
internal sealed record World
{
    public const string Account = "417392058164";
    public const string Region = "eu-west-2";
    public const string ZoneA = "eu-west-2a";
    public const string ZoneB = "eu-west-2b";
    public const string HostName = "relay.codisc-eoe-sde.uk";
    public const string AddressA = "203.0.113.21";
    public const string AddressB = "203.0.113.22";
    public const string InstanceA = "i-0a3061a5b059d819c";
    public const string InstanceB = "i-0e32193c309a0eb8b";
    public const string NodeA = "ip-10-40-11-23.eu-west-2.compute.internal";
    public const string NodeB = "ip-10-40-12-87.eu-west-2.compute.internal";
    public const string BalancerName = "eoe-sde-codisc-relay-alb";
    public const string GroupName = "eoe-sde-codisc-relay-tg";
    public const int NodePort = 32080;
    public const string AutoScaling = "eks-eoe-sde-nodes-4ec3a1b2";
    public static readonly DateTime Now = new(2025, 11, 22, 12, 0, 0, DateTimeKind.Utc);
    public static readonly string Group = GroupArn(GroupName);

    public required CloudState Cloud { get; init; }

    public CloudState[] OtherClouds { get; init; } = [];

    public ClusterState? Cluster { get; init; }

    public SnapshotGap[] Gaps { get; init; } = [];

    /// <summary>network or application: it is in the ARN, and so in the description of the interfaces.</summary>
    public string Type { get; init; } = "network";

    public string Balancer => BalancerArn(BalancerName, Type);

    public PathSnapshot Snapshot => new()
    {
        BeganUtc = Now,
        EndedUtc = Now.AddSeconds(3),
        Clouds = [Cloud, .. OtherClouds],
        Clusters = Cluster is null ? [] : [Cluster],
        Gaps = Gaps,
    };

    public static string BalancerArn(string name, string type, string region = Region, string account = Account) =>
        $"arn:aws:elasticloadbalancing:{region}:{account}:loadbalancer/{(type == "application" ? "app" : "net")}/{name}/50dc6c495c0c9188";

    public static string GroupArn(string name) => $"arn:aws:elasticloadbalancing:{Region}:{Account}:targetgroup/{name}/73e2d6bc24d8a067";

    public static string ListenerArn(string balancerArn, int port) => $"{balancerArn.Replace(":loadbalancer/", ":listener/", StringComparison.Ordinal)}/{port}";

    /// <summary>The world of the incident; with "application" its listener ends TLS.</summary>
    public static World Incident(string type = "network")
    {
        string balancer = BalancerArn(BalancerName, type);
        return new World
        {
            Type = type,
            Cloud = new CloudState
            {
                AccountId = Account,
                Region = Region,
                BeganUtc = Now,
                EndedUtc = Now.AddSeconds(2),
                AddressesLookedUp = [AddressA, AddressB],
                NetworkInterfaces = [Interface("eni-0a", balancer, ZoneA, "10.40.1.50", AddressA), Interface("eni-0b", balancer, ZoneB, "10.40.2.50", AddressB)],
                LoadBalancers =
                [
                    new LoadBalancer
                    {
                        LoadBalancerArn = balancer, LoadBalancerName = BalancerName, Type = type, Scheme = "internet-facing", VpcId = "vpc-1", DNSName = DnsName(BalancerName),
                        AvailabilityZones = [new() { ZoneName = ZoneA }, new() { ZoneName = ZoneB }],
                    },
                ],
                Settings = [new(balancer, Values(("load_balancing.cross_zone.enabled", "false"))), new(Group, Values(("load_balancing.cross_zone.enabled", "use_load_balancer_configuration")))],
                Tags = [new(balancer, Values(("ManagedBy", "terraform"))), new(Group, Values(("ManagedBy", "terraform")))],
                Names = [new(balancer, DnsName(BalancerName), [AddressA, AddressB], Answered: true)],
                Listeners =
                [
                    new Listener
                    {
                        ListenerArn = ListenerArn(balancer, 443), LoadBalancerArn = balancer, Port = 443, Protocol = type == "application" ? "HTTPS" : "TCP",
                        DefaultActions = [new ListenerAction { Type = "forward", TargetGroupArn = Group }],
                    },
                ],
                Rules = type == "application"
                    ? [new(ListenerArn(balancer, 443), [new Rule { Priority = "default", IsDefault = true, Actions = [new ListenerAction { Type = "forward", TargetGroupArn = Group }] }])]
                    : [],
                TargetGroups = [InstanceGroup(GroupName, balancer, NodePort) with { Protocol = type == "application" ? "HTTPS" : "TCP" }],
                Targets = [new(Group, [Target(InstanceA, NodePort), Target(InstanceB, NodePort)])],
                Instances = [Instance(InstanceA, ZoneA, "10.40.11.23"), Instance(InstanceB, ZoneB, "10.40.12.87")],
                AutoScalingInstances = [new() { InstanceId = InstanceA, AutoScalingGroupName = AutoScaling }, new() { InstanceId = InstanceB, AutoScalingGroupName = AutoScaling }],
                AutoScalingGroups = [new() { AutoScalingGroupName = AutoScaling, TargetGroupARNs = [Group] }],
            },
            Cluster = new ClusterState
            {
                Name = "eoe-sde",
                Server = "https://eks.example",
                BeganUtc = Now,
                EndedUtc = Now.AddSeconds(1),
                Nodes = [Node(NodeA, InstanceA, ZoneA, "10.40.11.23"), Node(NodeB, InstanceB, ZoneB, "10.40.12.87")],
                Services = [Service("hutch", "hutch-relay", NodePort)],
                EndpointSlices = [Slice("hutch", "hutch-relay", Endpoint("10.40.12.101", NodeB))],
                Pods = [Pod("hutch", "hutch-relay-7d9-x", NodeB, "10.40.12.101")],
            },
        };
    }

    public static Dictionary<string, string> Values(params (string Key, string Value)[] pairs) => pairs.ToDictionary(pair => pair.Key, pair => pair.Value);

    public static string DnsName(string name) => $"{name}-50dc6c495c0c9188.elb.{Region}.amazonaws.com";

    public static NetworkInterface Interface(string id, string balancerArn, string zone, string privateIp, string? publicIp = null) => new()
    {
        NetworkInterfaceId = id,
        Description = "ELB " + balancerArn[(balancerArn.IndexOf(":loadbalancer/", StringComparison.Ordinal) + 14)..],
        AvailabilityZone = zone,
        SubnetId = "subnet-" + zone,
        VpcId = "vpc-1",
        OwnerId = Account,
        RequesterManaged = true,
        PrivateIpAddress = privateIp,
        PrivateIpAddresses = [new() { PrivateIpAddress = privateIp, Primary = true }],
        Association = publicIp is null ? null : new() { PublicIp = publicIp },
    };

    public static TargetGroup InstanceGroup(string name, string balancerArn, int port) => new()
    {
        TargetGroupArn = GroupArn(name),
        TargetGroupName = name,
        TargetType = "instance",
        Protocol = "TCP",
        Port = port,
        HealthCheckEnabled = true,
        HealthCheckProtocol = "HTTP",
        HealthCheckPort = "10256",
        HealthCheckPath = "/healthz",
        HealthCheckIntervalSeconds = 10,
        LoadBalancerArns = [balancerArn],
    };

    public static TargetHealthDescription Target(string id, int? port, string state = "healthy", string? reason = null, string? zone = null) => new()
    {
        Target = new() { Id = id, Port = port, AvailabilityZone = zone },
        TargetHealth = new() { State = state, Reason = reason },
    };

    public static Instance Instance(string id, string zone, string privateIp) => new()
    {
        InstanceId = id,
        PrivateIpAddress = privateIp,
        PrivateDnsName = $"ip-{privateIp.Replace('.', '-')}.{Region}.compute.internal",
        Placement = new() { AvailabilityZone = zone },
        State = new() { Name = "running" },
    };

    public static Node Node(string name, string? instanceId, string zone, string privateIp, string ready = "True") => new()
    {
        Metadata = new() { Name = name, Labels = Values(("topology.kubernetes.io/zone", zone)) },
        Spec = new() { ProviderID = instanceId is null ? null : $"aws:///{zone}/{instanceId}" },
        Status = new() { Addresses = [new() { Type = "InternalIP", Address = privateIp }], Conditions = [new() { Type = "Ready", Status = ready }] },
    };

    public static Service Service(string @namespace, string name, int nodePort, string policy = "Cluster") => new()
    {
        Metadata = new() { Name = name, Namespace = @namespace },
        Spec = new() { Type = "NodePort", ExternalTrafficPolicy = policy, Ports = [new() { Name = "https", Port = 443, NodePort = nodePort, TargetPort = "8443" }] },
    };

    public static EndpointSlice Slice(string @namespace, string service, params Endpoint[] endpoints) => new()
    {
        Metadata = new() { Name = service + "-abc12", Namespace = @namespace, Labels = Values(("kubernetes.io/service-name", service)) },
        AddressType = "IPv4",
        Endpoints = endpoints,
        Ports = [new() { Name = "https", Port = 8443, Protocol = "TCP" }],
    };

    public static Endpoint Endpoint(string address, string node, bool ready = true, bool? serving = null, bool? terminating = null, string? forZone = null) => new()
    {
        Addresses = [address],
        NodeName = node,
        Conditions = new() { Ready = ready, Serving = serving, Terminating = terminating },
        Hints = forZone is null ? null : new() { ForZones = [new() { Name = forZone }] },
    };

    public static Pod Pod(string @namespace, string name, string node, string ip) => new()
    {
        Metadata = new() { Name = name, Namespace = @namespace },
        Spec = new() { NodeName = node },
        Status = new() { Phase = "Running", PodIP = ip },
    };

    public static SnapshotGap Gap(string operation, string? resource = null, string source = $"{Account}/{Region}") =>
        new() { Source = source, Operation = operation, Resource = resource, Kind = GapKind.Denied, Reason = "not authorized to do that", TimeUtc = Now };

    /// <summary>An address as a probe left it.</summary>
    public static MapAddress Probed(string address, int attempts, int failures, params string[] kinds) => new(address, 443, HostName)
    {
        Attempts = attempts,
        Failures = failures,
        FailureRate = (double)failures / attempts,
        Verdict = failures == 0 ? Verdict.Healthy : failures == attempts ? Verdict.Failing : Verdict.Intermittent,
        FailureKinds = kinds,
    };

    /// <summary>What was seen in the incident: one address fails, the other does not.</summary>
    public static MapQuery Seen { get; } = new() { Addresses = [Probed(AddressA, 20, 20, "20 x ClientHelloSent/Rst"), Probed(AddressB, 20, 0)] };

    public static NodePortResult NodePortProbe(string? node, int attempts, int failures, string vantage = "in the VPC", string route = "direct", int port = NodePort, string? instance = null, string kind = "ClientHelloSent/Rst") => new()
    {
        FailureKinds = failures == 0 ? [] : [$"{failures} x {kind}"],
        NodeName = node,
        InstanceId = instance,
        NodePort = port,
        Route = route,
        VantagePoint = vantage,
        Attempts = attempts,
        Failures = failures,
        Verdict = failures == 0 ? Verdict.Healthy : failures == attempts ? Verdict.Failing : Verdict.Intermittent,
        Detail = "",
    };

    public static NodeKubeProxy Proxy(string node, SyncState state) => new() { NodeName = node, SyncState = state, Detail = $"last sync of {node}" };

    public World WithCloud(Func<CloudState, CloudState> change) => this with { Cloud = change(Cloud) };

    public World WithCluster(Func<ClusterState, ClusterState> change) => this with { Cluster = change(Cluster!) };

    public World WithGroup(Func<TargetGroup, TargetGroup> change) => WithCloud(cloud => cloud with { TargetGroups = [.. cloud.TargetGroups.Select(change)] });

    public World WithTargets(params TargetHealthDescription[] targets) => WithCloud(cloud => cloud with { Targets = [new(Group, targets)] });

    public World WithListener(Func<Listener, Listener> change) => WithCloud(cloud => cloud with { Listeners = [.. cloud.Listeners.Select(change)] });

    /// <summary>Settings of the target group, or with false of the load balancer.</summary>
    public World With(bool group, params (string Key, string Value)[] settings) => WithCloud(cloud => cloud with
    {
        Settings = [.. cloud.Settings.Select(item => item.Arn == (group ? Group : Balancer) ? item with { Values = Merge(item.Values, settings) } : item)],
    });

    public World CrossZone(bool on) => With(group: true, ("load_balancing.cross_zone.enabled", on ? "true" : "false"));

    public IReadOnlyList<TargetNode> Map(MapQuery? query = null, params NodeKubeProxy[] proxies) => TargetNodeMap.Build(Snapshot, query ?? Seen, proxies);

    public TargetNode Row(string address, string target, MapQuery? query = null) => Map(query).Single(row => row.IPAddress == address && row.TargetId == target);

    private static Dictionary<string, string> Merge(IReadOnlyDictionary<string, string> values, (string Key, string Value)[] settings)
    {
        var merged = new Dictionary<string, string>(values);
        foreach ((string key, string value) in settings)
            merged[key] = value;
        return merged;
    }
}
