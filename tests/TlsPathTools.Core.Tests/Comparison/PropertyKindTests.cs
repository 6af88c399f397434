using TlsPathTools.Comparison;
using TlsPathTools.Core.Tests.Topology;
using TlsPathTools.Topology;
using TlsPathTools.Topology.Cloud;
using TlsPathTools.Topology.Cluster;

namespace TlsPathTools.Core.Tests.Comparison;

/// <summary>Each kind of property, alike and different.</summary>
public class PropertyKindTests
{
    [Fact]
    public void Nodes_that_are_alike_have_no_difference_but_their_own_addresses() =>
        Assert.DoesNotContain(new Fleet(4).Compare(), row => row.Same == false);

    [Fact]
    public void Every_line_says_why_it_can_or_cannot_explain_and_what_was_asked() => Assert.All(new Fleet(3).Compare(), row =>
    {
        Assert.NotEmpty(row.Reason);
        Assert.NotEmpty(row.Source!);
        Assert.NotEmpty(row.Detail);
        Assert.Equal((3, 3, 3), (row.Nodes.Length, row.Values.Length, row.InstanceIds.Length));
    });

    public static TheoryData<string, Action<object>> Differences { get; } = new()
    {
        { "InstanceState", Instance(one => one with { State = new() { Name = "stopping" } }) },
        { "InstanceType", Instance(one => one with { InstanceType = "t3.large" }) },
        { "ImageId", Instance(one => one with { ImageId = "ami-2" }) },
        { "Lifecycle", Instance(one => one with { InstanceLifecycle = "spot" }) },
        { "MetadataOptions", Instance(one => one with { MetadataOptions = one.MetadataOptions! with { HttpPutResponseHopLimit = 1 } }) },
        { "InstanceAge", Instance(one => one with { LaunchTime = Sample.Now.AddHours(-2) }) },
        { "AvailabilityZone", Instance(one => one with { Placement = new() { AvailabilityZone = "eu-west-2b" } }) },
        { "Vpc", Instance(one => one with { VpcId = "vpc-2" }) },
        { "SystemStatus", fleet => ((Fleet)fleet).Statuses[0] = ((Fleet)fleet).Statuses[0] with { SystemStatus = new() { Status = "impaired" } } },
        { "ScheduledEvents", fleet => ((Fleet)fleet).Statuses[0] = ((Fleet)fleet).Statuses[0] with { Events = [new() { Code = "system-reboot" }] } },
        { "LifecycleState", fleet => ((Fleet)fleet).Members[0] = ((Fleet)fleet).Members[0] with { LifecycleState = "Terminating:Wait" } },
        { "SourceDestCheck", fleet => ((Fleet)fleet).ChangeInterface(0, 0, card => card with { SourceDestCheck = false }) },
        { "SecurityGroups", fleet => ((Fleet)fleet).ChangeInterface(0, 0, card => card with { Groups = [new() { GroupId = "sg-2" }] }) },
        { "SecurityGroupRules", fleet => ((Fleet)fleet).ChangeInterface(0, 0, card => card with { Groups = [new() { GroupId = "sg-2" }] }) },
        { "InterfaceStates", fleet => ((Fleet)fleet).ChangeInterface(0, 0, card => card with { Attachment = card.Attachment! with { Status = "detaching" } }) },
        { "InterfaceCount", fleet => ((Fleet)fleet).AddInterface(0, check: false, "sg-1") },
        { "KernelVersion", Node(one => one with { Status = one.Status! with { NodeInfo = one.Status!.NodeInfo! with { KernelVersion = "6.1.149" } } }) },
        { "AllocatableMemory", Node(one => one with { Status = one.Status! with { Allocatable = new Dictionary<string, string> { ["cpu"] = "1930m", ["memory"] = "3Gi", ["pods"] = "29" } } }) },
        { "Taints", Node(one => one with { Spec = one.Spec! with { Taints = [new() { Key = "ToBeDeletedByClusterAutoscaler", Effect = "NoSchedule" }] } }) },
        { "Unschedulable", Node(one => one with { Spec = one.Spec! with { Unschedulable = true } }) },
        { "node.kubernetes.io/exclude-from-external-load-balancers", Node(one => one with { Metadata = Sample.Meta(null, one.Metadata!.Name!, labels: [("node.kubernetes.io/exclude-from-external-load-balancers", "")]) }) },
        { "Condition Ready", Node(one => one with { Status = one.Status! with { Conditions = [new Condition { Type = "Ready", Status = "False" }] } }) },
        { "Condition NetworkingReady", Node(one => one with { Status = one.Status! with { Conditions = [.. one.Status!.Conditions, new Condition { Type = "NetworkingReady", Status = "False" }] } }) },
        { "LeaseAge", fleet => ((Fleet)fleet).Leases[0] = ((Fleet)fleet).Leases[0] with { Spec = new() { RenewTime = Sample.Now.AddMinutes(-10) } } },
        { "KubeProxyImage", Proxy(pod => pod with { Spec = pod.Spec! with { Containers = [new() { Name = "kube-proxy", Image = "eks/kube-proxy:v1.30.0" }] } }) },
        { "KubeProxyReady", Proxy(pod => pod with { Status = pod.Status! with { Conditions = [] } }) },
        { "KubeProxyRestarts", Proxy(pod => pod with { Status = pod.Status! with { ContainerStatuses = [pod.Status!.ContainerStatuses[0] with { RestartCount = 17 }] } }) },
        { "KubeProxyMode", fleet => ((Fleet)fleet).Proxies[0] = ((Fleet)fleet).Proxies[0] with { Mode = "ipvs" } },
        { "CniImage", Cni(container => container with { Image = "amazon-k8s-cni:v1.18.0" }) },
        { "CniReady", Cni(container => container with { Ready = false }) },
        { "CniRestarts", Cni(container => container with { RestartCount = 9 }) },
        { "AtInterfaceLimit", Instance(one => one with { InstanceType = "tiny" }) },
        { "IdleTimeout", Instance(one => one with { InstanceType = "tiny" }) },
        { "KubeProxyPod", fleet => ((Fleet)fleet).Pods.RemoveAt(0) },
    };

    [Theory]
    [MemberData(nameof(Differences))]
    public void A_property_that_only_the_failing_node_has_otherwise_lines_up(string property, Action<object> change)
    {
        var fleet = new Fleet(4);
        if (property == "KubeProxyPod")
            fleet.Proxies.RemoveAt(0);
        change(fleet);
        NodeConfigComparison row = fleet.Compare(property);
        Assert.Equal((false, true), (row.Same, row.LinesUpWithFault));
        Assert.Contains("node-0", row.Detail, StringComparison.Ordinal);
        Assert.Equal(["node-0"], row.Outliers);
        Assert.Equal(["node-0"], row.OnlyFaulty);

        // Its opposite: the same difference on a node that works.
        NodeConfigComparison elsewhere = NodeComparison.Compare(fleet.Snapshot, new NodeComparisonQuery { Rows = [.. Enumerable.Range(0, 4).Select(i => Fleet.Row(i, failing: i == 2))] }).Comparisons.Single(one => one.Property == property);
        Assert.Equal((false, false), (elsewhere.Same, elsewhere.LinesUpWithFault));
        Assert.Empty(elsewhere.OnlyFaulty);
    }

    [Fact]
    public void Sets_are_compared_as_sets_and_their_difference_is_said_by_its_items()
    {
        var fleet = new Fleet(3);
        for (int i = 0; i < 3; i++)
        {
            string[] groups = i == 1 ? ["sg-2", "sg-1"] : ["sg-1", "sg-2"];
            fleet.ChangeInterface(i, 0, card => card with { Groups = [.. groups.Select(id => new GroupIdentifier { GroupId = id })] });
        }

        Assert.True(fleet.Compare("SecurityGroups").Same);
        fleet.ChangeInterface(0, 0, card => card with { Groups = [new() { GroupId = "sg-1" }, new() { GroupId = "sg-3" }] });
        Assert.Equal("node-0 has 'sg-3' instead of 'sg-2' (compared with node-1, node-2).", fleet.Compare("SecurityGroups").Detail);
    }

    [Fact]
    public void Values_that_differ_only_beyond_what_is_shown_differ()
    {
        var fleet = new Fleet(2);
        fleet.ChangeInstance(0, one => one with { IamInstanceProfile = new() { Arn = new string('x', 500) + "a" } });
        fleet.ChangeInstance(1, one => one with { IamInstanceProfile = new() { Arn = new string('x', 500) + "b" } });
        Assert.False(fleet.Compare("IamInstanceProfile").Same);
    }

    [Fact]
    public void Entries_of_a_network_acl_count_in_their_order_and_not_by_their_numbers()
    {
        var fleet = InTwoSubnets([Fleet.Entry(10, "allow"), Fleet.Entry(20, "deny", cidr: "10.9.0.0/16"), Fleet.Entry(32767, "deny")], [Fleet.Entry(100, "allow"), Fleet.Entry(300, "deny", cidr: "10.9.0.0/16"), Fleet.Entry(32767, "deny")]);
        Assert.True(fleet.Compare("NetworkAclInbound").Same);
        Assert.False(fleet.Compare("NetworkAcl").Same);

        fleet = InTwoSubnets([Fleet.Entry(20, "allow"), Fleet.Entry(10, "deny", cidr: "10.9.0.0/16"), Fleet.Entry(32767, "deny")], [Fleet.Entry(100, "allow"), Fleet.Entry(300, "deny", cidr: "10.9.0.0/16"), Fleet.Entry(32767, "deny")]);
        NodeConfigComparison row = fleet.Compare("NetworkAclInbound");
        Assert.False(row.Same);
        Assert.Contains("the same entries in another order", row.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Routes_are_a_set_in_which_gateways_of_each_zone_count_by_their_kind_and_blackholes_count()
    {
        var fleet = InTwoSubnets([], []);
        fleet.Tables.Add(new RouteTable { RouteTableId = "rtb-b", VpcId = "vpc-1", Associations = [new() { SubnetId = "subnet-b" }], Routes = [new() { DestinationCidrBlock = "0.0.0.0/0", NatGatewayId = "nat-2", State = "active" }, new() { DestinationCidrBlock = "10.0.0.0/16", GatewayId = "local", State = "active" }] });
        Assert.True(fleet.Compare("Routes").Same);

        fleet.Tables[1] = fleet.Tables[1] with { Routes = [new() { DestinationCidrBlock = "0.0.0.0/0", NatGatewayId = "nat-2", State = "blackhole" }, new() { DestinationCidrBlock = "10.0.0.0/16", GatewayId = "local", State = "active" }] };
        NodeConfigComparison row = fleet.Compare("Routes");
        Assert.Equal((false, true, CanExplain.Yes), (row.Same, row.LinesUpWithFault, row.CanExplain));
        Assert.Contains("0.0.0.0/0 to a NAT gateway (blackhole)", row.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Interfaces_beside_the_first_are_compared_by_themselves_and_their_number_makes_no_other_difference()
    {
        var fleet = new Fleet(3);
        fleet.AddInterface(0, check: true, "sg-2");
        fleet.AddInterface(1, check: false, "sg-1");
        NodeConfigComparison check = fleet.Compare("SecondarySourceDestCheck");
        Assert.Equal((false, true, CanExplain.Yes), (check.Same, check.LinesUpWithFault, check.CanExplain));
        Assert.Equal("does not apply: it has one interface only", check.Values[2]);
        Assert.Equal(0, check.Unknown);
        Assert.False(fleet.Compare("SecondarySecurityGroups").Same);
        Assert.True(fleet.Compare("SecurityGroups").Same);
    }

    [Fact]
    public void The_check_of_a_single_interface_explains_nothing_and_that_of_several_does()
    {
        var fleet = new Fleet(3);
        Assert.Equal(CanExplain.CorrelationOnly, fleet.Compare("SourceDestCheck").CanExplain);
        fleet.AddInterface(2, check: false, "sg-1");
        Assert.Equal(CanExplain.Yes, fleet.Compare("SourceDestCheck").CanExplain);
    }

    [Fact]
    public void Equal_groups_and_acls_are_called_the_same_and_no_proof()
    {
        foreach (string property in (string[])["SecurityGroups", "NetworkAcl", "NetworkAclInbound", "SecurityGroupRules"])
        {
            NodeConfigComparison row = new Fleet(2).Compare(property);
            Assert.True(row.Same);
            Assert.Contains("prove nothing", row.Note, StringComparison.Ordinal);
            Assert.Contains("Test-NodeReachability", row.Note, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void Registered_ports_and_ready_endpoints_are_lines_of_their_own()
    {
        var fleet = new Fleet(3);
        fleet.Targets.Add(new RegisteredTargets("arn:tg", [.. Enumerable.Range(0, 3).Select(i => new TargetHealthDescription { Target = new() { Id = Fleet.Id(i), Port = i == 0 ? 30001 : 30000 }, TargetHealth = new() { State = "healthy" } })]));
        fleet.Slices.Add(new EndpointSlice { Metadata = Sample.Meta("hutch", "relay-1", labels: [("kubernetes.io/service-name", "relay")]), AddressType = "IPv4", Endpoints = [new() { Addresses = ["10.0.0.9"], NodeName = "node-1" }, new() { Addresses = ["10.0.0.8"], NodeName = "node-2" }] });
        Assert.Equal(["30001", "30000", "30000"], fleet.Compare("TargetPorts arn:tg").Values);
        Assert.True(fleet.Compare("TargetPorts arn:tg").LinesUpWithFault);
        Assert.True(fleet.Compare("TargetHealth arn:tg").Same);
        NodeConfigComparison endpoints = fleet.Compare("ReadyEndpoints hutch/relay");
        Assert.Equal(["0", "1", "1"], endpoints.Values);
        Assert.Equal((true, CanExplain.CorrelationOnly), (endpoints.LinesUpWithFault, endpoints.CanExplain));
    }

    [Theory]
    [InlineData("Local", CanExplain.Yes, "answers nobody")]
    [InlineData("Cluster", CanExplain.CorrelationOnly, "Test-NodeReachability evaluates it")]
    [InlineData(null, CanExplain.CorrelationOnly, "Cluster")]
    public void A_node_without_a_pod_explains_a_fault_only_where_the_policy_is_local(string? policy, CanExplain explains, string reason)
    {
        var fleet = new Fleet(2);
        fleet.Slices.Add(new EndpointSlice { Metadata = Sample.Meta("hutch", "relay-1", labels: [("kubernetes.io/service-name", "relay")]), AddressType = "IPv4", Endpoints = [new() { Addresses = ["10.0.0.9"], NodeName = "node-1" }] });
        fleet.Services.Add(Sample.Service("hutch", "relay", 30000, policy: policy));
        NodeConfigComparison row = fleet.Compare("ReadyEndpoints hutch/relay");
        Assert.Equal((explains, true), (row.CanExplain, row.LinesUpWithFault));
        Assert.Contains(reason, row.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void A_difference_names_nodes_without_the_domain_they_share()
    {
        Assert.Equal(["ip-10-0-0-1", "ip-10-0-0-2"], ShortNames.Of(["ip-10-0-0-1.eu-west-2.compute.internal", "ip-10-0-0-2.eu-west-2.compute.internal"]));
        Assert.Equal(["a.one", "a.two"], ShortNames.Of(["a.one", "a.two"]));
        Assert.Equal(["10.0.0.1", "10.0.0.2"], ShortNames.Of(["10.0.0.1", "10.0.0.2"]));
    }

    private static Fleet InTwoSubnets(NetworkAclEntry[] a, NetworkAclEntry[] b)
    {
        var fleet = new Fleet(2);
        fleet.ChangeInstance(0, one => one with { SubnetId = "subnet-b" });
        fleet.ChangeInterface(0, 0, card => card with { SubnetId = "subnet-b" });
        fleet.Acls.Clear();
        fleet.Acls.Add(new NetworkAcl { NetworkAclId = "acl-a", Associations = [new() { SubnetId = "subnet-a" }], Entries = a });
        fleet.Acls.Add(new NetworkAcl { NetworkAclId = "acl-b", Associations = [new() { SubnetId = "subnet-b" }], Entries = b });
        return fleet;
    }

    private static Action<object> Instance(Func<Instance, Instance> change) => fleet => ((Fleet)fleet).ChangeInstance(0, change);

    private static Action<object> Node(Func<Node, Node> change) => fleet => ((Fleet)fleet).ChangeNode(0, change);

    private static Action<object> Cni(Func<ContainerStatus, ContainerStatus> change) => fleet =>
        ((Fleet)fleet).Cni[0] = ((Fleet)fleet).Cni[0] with { Status = ((Fleet)fleet).Cni[0].Status! with { ContainerStatuses = [change(((Fleet)fleet).Cni[0].Status!.ContainerStatuses[0])] } };

    private static Action<object> Proxy(Func<Pod, Pod> change) => fleet => ((Fleet)fleet).Pods[0] = change(((Fleet)fleet).Pods[0]);
}
