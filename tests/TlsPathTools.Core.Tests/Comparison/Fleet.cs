using TlsPathTools.Comparison;
using TlsPathTools.Core.Tests.Topology;
using TlsPathTools.Probing;
using TlsPathTools.Topology;
using TlsPathTools.Topology.Cloud;
using TlsPathTools.Topology.Cluster;

namespace TlsPathTools.Core.Tests.Comparison;

/// <summary>Nodes that are all alike, and what a test changes of one.</summary>
internal sealed class Fleet
{
    public Fleet(int count)
    {
        for (int i = 0; i < count; i++)
        {
            Nodes.Add(NodeOf(i));
            Instances.Add(InstanceOf(i));
            Statuses.Add(new InstanceStatus { InstanceId = Id(i), Status = new() { Status = "ok" }, SystemStatus = new() { Status = "ok" }, AttachedEbsStatus = new() { Status = "ok" } });
            Members.Add(new AutoScalingInstanceDetails { InstanceId = Id(i), AutoScalingGroupName = "nodes", LifecycleState = "InService", HealthStatus = "HEALTHY" });
            Leases.Add(new Lease { Metadata = Sample.Meta("kube-node-lease", Name(i)), Spec = new LeaseSpec { RenewTime = Sample.Now.AddSeconds(-i % 10) } });
            Pods.Add(ProxyPod(i));
            Cni.Add(CniPod(i));
            Proxies.Add(Observation(i));
        }
    }

    public List<Node> Nodes { get; } = [];

    public List<Instance> Instances { get; } = [];

    public List<InstanceStatus> Statuses { get; } = [];

    public List<AutoScalingInstanceDetails> Members { get; } = [];

    public List<Lease> Leases { get; } = [];

    public List<Pod> Pods { get; } = [];

    public List<Pod> Cni { get; } = [];

    public List<KubeProxyObservation> Proxies { get; } = [];

    public List<Subnet> Subnets { get; } = [new() { SubnetId = "subnet-a", VpcId = "vpc-1", AvailabilityZone = "eu-west-2a", CidrBlock = "10.0.0.0/20", AvailableIpAddressCount = 4000 }, new() { SubnetId = "subnet-b", VpcId = "vpc-1", AvailabilityZone = "eu-west-2b", CidrBlock = "10.0.16.0/20", AvailableIpAddressCount = 4000 }];

    public List<NetworkAcl> Acls { get; } = [new() { NetworkAclId = "acl-1", Associations = [new() { SubnetId = "subnet-a" }, new() { SubnetId = "subnet-b" }], Entries = [Entry(100, "allow"), Entry(32767, "deny")] }];

    public List<RouteTable> Tables { get; } = [new() { RouteTableId = "rtb-main", VpcId = "vpc-1", Associations = [new() { Main = true }], Routes = [new() { DestinationCidrBlock = "10.0.0.0/16", GatewayId = "local", State = "active" }, new() { DestinationCidrBlock = "0.0.0.0/0", NatGatewayId = "nat-1", State = "active" }] }];

    public List<SecurityGroup> Groups { get; } = [new() { GroupId = "sg-1", IpPermissions = [new() { IpProtocol = "tcp", FromPort = 30000, ToPort = 32767, IpRanges = [new() { CidrIp = "10.0.0.0/16" }] }] }, new() { GroupId = "sg-2", IpPermissions = [new() { IpProtocol = "-1", IpRanges = [new() { CidrIp = "0.0.0.0/0" }] }] }];

    public List<InstanceTypeInfo> Types { get; } =
    [
        new() { InstanceType = "m5.large", NetworkInfo = new() { MaximumNetworkInterfaces = 3, Ipv4AddressesPerInterface = 10, ConnectionTrackingConfiguration = new() { DefaultTcpEstablishedTimeout = 432_000 } } },
        new() { InstanceType = "tiny", NetworkInfo = new() { MaximumNetworkInterfaces = 1, Ipv4AddressesPerInterface = 1, ConnectionTrackingConfiguration = new() { DefaultTcpEstablishedTimeout = 350 } } },
    ];

    public List<RegisteredTargets> Targets { get; } = [];

    public List<TargetGroup> TargetGroups { get; } = [];

    public List<EndpointSlice> Slices { get; } = [];

    public List<Service> Services { get; } = [];

    public SnapshotGap[] Gaps { get; set; } = [];

    public PathSnapshot Snapshot => (Sample.Of(Sample.Cluster() with { Nodes = [.. Nodes], Leases = [.. Leases], Pods = [.. Pods, .. Cni], KubeProxies = [.. Proxies], EndpointSlices = [.. Slices], Services = [.. Services] }) with { Gaps = Gaps }).With(
        Sample.Cloud() with
        {
            Instances = [.. Instances], InstanceStatuses = [.. Statuses], AutoScalingInstances = [.. Members], Subnets = [.. Subnets], NetworkAcls = [.. Acls], RouteTables = [.. Tables],
            SecurityGroups = [.. Groups], InstanceTypes = [.. Types], TargetGroups = [.. TargetGroups], Targets = [.. Targets],
        });

    public static string Name(int i) => $"node-{i}";

    public static string Id(int i) => $"i-{i:x17}";

    /// <summary>A row of the map: the address leads to the node, and fails or works.</summary>
    public static NodeRow Row(int i, bool failing, string? address = null, bool? reachable = true) => new()
    {
        NodeName = Name(i), InstanceId = Id(i), IPAddress = address ?? (failing ? "203.0.113.1" : "203.0.113.2"), AddressFailing = failing,
        Verdict = failing ? Verdict.Failing : Verdict.Healthy, Reachable = reachable,
    };

    public static NetworkAclEntry Entry(int number, string action, bool egress = false, string cidr = "0.0.0.0/0") => new() { RuleNumber = number, Protocol = "-1", RuleAction = action, Egress = egress, CidrBlock = cidr };

    /// <summary>The nodes of the fleet; the first <paramref name="faulty"/> of them are behind an address that fails, the others behind one that works.</summary>
    public IReadOnlyList<NodeConfigComparison> Compare(int faulty = 1) =>
        NodeComparison.Compare(Snapshot, new NodeComparisonQuery { Rows = [.. Enumerable.Range(0, Nodes.Count).Select(i => Row(i, i < faulty))] }).Comparisons;

    public NodeConfigComparison Compare(string property, int faulty = 1) => Compare(faulty).Single(row => row.Property == property);

    public void ChangeInstance(int i, Func<Instance, Instance> change) => Instances[i] = change(Instances[i]);

    public void ChangeNode(int i, Func<Node, Node> change) => Nodes[i] = change(Nodes[i]);

    /// <summary>Gives the first interface, or a further one, another shape.</summary>
    public void ChangeInterface(int i, int index, Func<InstanceNetworkInterface, InstanceNetworkInterface> change) => ChangeInstance(i, one => one with
    {
        NetworkInterfaces = [.. one.NetworkInterfaces.Select((card, at) => at == index ? change(card) : card)],
    });

    public void AddInterface(int i, bool check, params string[] groups) => ChangeInstance(i, one => one with { NetworkInterfaces = [.. one.NetworkInterfaces, Card(i, 1, check, groups)] });

    public void ChangeCni(int i, params CniSetting[] settings) => AddContainer(i, new Container { Name = CniSetting.PluginContainer, Env = settings });

    public void ChangePolicyAgent(int i, params CniSetting[] flags) => AddContainer(i, new Container { Name = CniSetting.PolicyContainer, Args = flags });

    private void AddContainer(int i, Container container) =>
        Cni[i] = Cni[i] with { Spec = Cni[i].Spec! with { Containers = [.. Cni[i].Spec!.Containers.Where(one => one.Name != container.Name), container] } };

    private static Node NodeOf(int i)
    {
        Node node = Sample.Node(Name(i), instance: Id(i));
        return node with
        {
            Status = node.Status! with
            {
                NodeInfo = new() { KernelVersion = "6.1.150", OsImage = "Amazon Linux 2023", KubeletVersion = "v1.31.2", ContainerRuntimeVersion = "containerd://1.7" },
                Allocatable = new Dictionary<string, string> { ["cpu"] = "1930m", ["memory"] = "7244Mi", ["pods"] = "29" },
            },
        };
    }

    private static Instance InstanceOf(int i) => new()
    {
        InstanceId = Id(i), ImageId = "ami-1", InstanceType = "m5.large", Architecture = "x86_64", Hypervisor = "nitro", LaunchTime = Sample.Now.AddDays(-10).AddSeconds(i % 60), State = new() { Name = "running" },
        Placement = new() { AvailabilityZone = "eu-west-2a" }, PrivateIpAddress = $"10.0.{i / 250}.{i % 250}", SubnetId = "subnet-a", VpcId = "vpc-1",
        MetadataOptions = new() { HttpEndpoint = "enabled", HttpTokens = "required", HttpPutResponseHopLimit = 2 }, NetworkInterfaces = [Card(i, 0, true, "sg-1")],
    };

    private static InstanceNetworkInterface Card(int i, int index, bool check, params string[] groups) => new()
    {
        NetworkInterfaceId = $"eni-{i}-{index}", InterfaceType = "interface", SubnetId = "subnet-a", SourceDestCheck = check, Attachment = new() { DeviceIndex = index, Status = "attached" },
        Groups = [.. groups.Select(group => new GroupIdentifier { GroupId = group })], PrivateIpAddresses = [new() { Primary = true }],
    };

    private static Pod ProxyPod(int i) => new()
    {
        Metadata = Sample.Meta("kube-system", $"kube-proxy-{i}", labels: [("k8s-app", "kube-proxy")]),
        Spec = new() { NodeName = Name(i), Containers = [new() { Name = "kube-proxy", Image = "eks/kube-proxy:v1.31.2" }] },
        Status = new()
        {
            Phase = "Running", Conditions = [new() { Type = "Ready", Status = "True" }],
            ContainerStatuses = [new() { Name = "kube-proxy", RestartCount = 0, State = new() { Running = new() { StartedAt = Sample.Now.AddDays(-10) } } }],
        },
    };

    private static Pod CniPod(int i) => new()
    {
        Metadata = Sample.Meta("kube-system", $"aws-node-{i}", labels: [("k8s-app", "aws-node")]),
        Spec = new() { NodeName = Name(i) },
        Status = new() { Phase = "Running", ContainerStatuses = [new() { Name = "aws-node", Image = "amazon-k8s-cni:v1.19.0", Ready = true, RestartCount = 0 }] },
    };

    private static KubeProxyObservation Observation(int i) => new() { NodeName = Name(i), PodName = $"kube-proxy-{i}", HealthStatus = 200, TimeUtc = Sample.Now, Mode = "iptables" };
}
