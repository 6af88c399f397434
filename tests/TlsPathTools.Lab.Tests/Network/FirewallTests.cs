using System.Net;
using TlsPathTools.Lab.Cloud;
using TlsPathTools.Lab.Network;

namespace TlsPathTools.Lab.Tests.Network;

public sealed class FirewallTests : IAsyncDisposable
{
    private readonly HandMadeWorld _world = HandMadeWorld.Create();

    // Two zones with a subnet for the load balancer and one for nodes each; everything is allowed until a test says otherwise.
    public FirewallTests()
    {
        _world.Cloud.NetworkAcls.Add("acl-default", new NetworkAcl { NetworkAclId = "acl-default", IsDefault = true, Entries = [Acl(100, egress: false), Acl(100, egress: true)] });
        _world.AddSubnet("lb-a", "10.0.1.0/24");
        _world.AddSubnet("lb-b", "10.0.2.0/24");
        _world.AddSubnet("node-a", "10.0.11.0/24");
        _world.AddSubnet("node-b", "10.0.12.0/24");
        SecurityGroupRule everything = new("-1", FromPort: null, ToPort: null, Cidr.Any);
        _world.AddGroup("sg-lb", [everything]);
        _world.AddGroup("sg-node", [everything]);
        _world.AddInterface("lb-a", ["10.0.1.5"], publicIp: "203.0.113.1", groups: "sg-lb");
        _world.AddInterface("lb-b", ["10.0.2.5"], publicIp: "203.0.113.2", groups: "sg-lb");
        _world.AddInterface("node-a", ["10.0.11.10", "10.0.11.11"], instance: "i-1", groups: "sg-node");
        _world.AddInterface("node-b", ["10.0.12.10", "10.0.12.11"], instance: "i-2", groups: "sg-node");
    }

    public ValueTask DisposeAsync() => _world.DisposeAsync();

    [Fact]
    public void All_of_an_ordinary_way_is_open()
    {
        Assert.True(Allows("198.51.100.7", "203.0.113.1", 443));
        Assert.True(Allows("10.0.1.5", "10.0.11.10", 32080));
        Assert.True(Allows("10.0.11.10", "10.0.12.11", 8443));
    }

    [Fact]
    public void A_load_balancers_subnet_without_a_way_to_the_internet_answers_nobody_outside()
    {
        // S08: the route of one zone is gone. Within the network its private address still works.
        _world.Cloud.RouteTables.Add("rtb-b", new RouteTable { RouteTableId = "rtb-b", Routes = [] });
        _world.Cloud.Subnets["lb-b"].RouteTableId = "rtb-b";

        Assert.True(Allows("198.51.100.7", "203.0.113.1", 443));
        Assert.False(Allows("198.51.100.7", "203.0.113.2", 443));
        Assert.True(Allows("10.0.11.10", "10.0.2.5", 443));
    }

    [Fact]
    public void A_blackhole_counts_only_where_no_longer_prefix_leads_elsewhere()
    {
        _world.Cloud.RouteTables["rtb-main"].Routes.Add(new Route(Map("198.51.100.0/24"), "tgw-1", Blackhole: true));
        Assert.False(Allows("198.51.100.7", "203.0.113.1", 443));
        _world.Cloud.RouteTables["rtb-main"].Routes.Add(new Route(Map("198.51.100.0/25"), "igw-1"));
        Assert.True(Allows("198.51.100.7", "203.0.113.1", 443));
    }

    [Fact]
    public void A_prefix_list_may_be_a_routes_destination_and_a_groups_peer()
    {
        _world.Cloud.PrefixLists.Add("pl-1", new PrefixList { PrefixListId = "pl-1", Name = "clients", Entries = { Map("198.51.100.0/24") } });
        _world.Cloud.RouteTables["rtb-main"].Routes[0] = new Route(default, "igw-1", DestinationPrefixListId: "pl-1");
        Group("sg-lb").Ingress[0] = new SecurityGroupRule("tcp", 443, 443, PrefixListId: "pl-1");

        Assert.True(Allows("198.51.100.7", "203.0.113.1", 443));
        Assert.False(Allows("198.51.100.7", "203.0.113.1", 80));
        _world.Cloud.PrefixLists["pl-1"].Entries.Clear();
        Assert.False(Allows("198.51.100.7", "203.0.113.1", 443));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Answers_need_an_acl_rule_of_their_own(bool egress)
    {
        // S08: the ACL of the load balancer's subnet, in either direction.
        var acl = new NetworkAcl { NetworkAclId = "acl-lb", Entries = [Acl(100, egress: false, 443, 443), Acl(100, egress: true, 1024, 65535)] };
        _world.Cloud.NetworkAcls.Add("acl-lb", acl);
        _world.Cloud.Subnets["lb-b"].NetworkAclId = "acl-lb";
        Assert.True(Allows("198.51.100.7", "203.0.113.2", 443));

        acl.Entries.RemoveAll(entry => entry.Egress == egress);

        Assert.False(Allows("198.51.100.7", "203.0.113.2", 443));
        Assert.True(Allows("198.51.100.7", "203.0.113.1", 443));
    }

    [Fact]
    public void The_first_acl_rule_by_number_decides()
    {
        NetworkAcl acl = _world.Cloud.NetworkAcls["acl-default"];
        acl.Entries.Insert(0, Acl(200, egress: false, 443, 443, allow: false));
        Assert.True(Allows("198.51.100.7", "203.0.113.1", 443));
        acl.Entries.Add(Acl(50, egress: false, 443, 443, allow: false));
        Assert.False(Allows("198.51.100.7", "203.0.113.1", 443));
    }

    [Fact]
    public void Within_one_subnet_no_acl_is_asked()
    {
        _world.Cloud.NetworkAcls["acl-default"].Entries.Clear();
        _world.AddInterface("node-a", ["10.0.11.20"], instance: "i-3", groups: "sg-node");

        Assert.True(Allows("10.0.11.20", "10.0.11.10", 8443));
        Assert.False(Allows("10.0.12.10", "10.0.11.10", 8443));
    }

    [Fact]
    public void A_node_group_that_lets_nodes_in_on_high_ports_only_blocks_a_pods_low_port_across_nodes()
    {
        // S11: both nodes have the same group, and yet one hop is closed.
        Group("sg-node").Ingress.Clear();
        Group("sg-node").Ingress.Add(new SecurityGroupRule("tcp", 1025, 65535, GroupId: "sg-node"));
        Group("sg-node").Ingress.Add(new SecurityGroupRule("tcp", 30000, 32767, GroupId: "sg-lb"));

        Assert.True(Allows("10.0.1.5", "10.0.11.10", 32080));
        Assert.False(Allows("10.0.11.10", "10.0.12.11", 443));
        Assert.True(Allows("10.0.11.10", "10.0.12.11", 8443));
        Assert.True(Allows("10.0.12.10", "10.0.12.11", 443));
        Assert.False(Allows("10.0.1.5", "10.0.11.10", 22));
    }

    [Fact]
    public void What_leaves_needs_an_egress_rule_and_its_answers_none()
    {
        Group("sg-lb").Egress.Clear();
        Assert.False(Allows("10.0.1.5", "10.0.11.10", 32080));
        Assert.True(Allows("198.51.100.7", "203.0.113.1", 443));
        Group("sg-lb").Egress.Add(new SecurityGroupRule("tcp", 32080, 32080, GroupId: "sg-node"));
        Assert.True(Allows("10.0.1.5", "10.0.11.10", 32080));
        Assert.False(Allows("10.0.1.5", "10.0.11.10", 10256));
    }

    [Fact]
    public void An_interface_without_groups_is_not_filtered()
    {
        _world.AddInterface("lb-a", ["10.0.1.6"], publicIp: "203.0.113.6");
        Assert.True(Allows("198.51.100.7", "203.0.113.6", 443));
    }

    [Fact]
    public void Private_addresses_are_not_reached_from_the_internet_unless_over_a_tunnel()
    {
        Assert.False(Allows("198.51.100.7", "10.0.11.10", 32080));
        _world.Cloud.RouteTables["rtb-main"].Routes.Add(new Route(Map("198.51.100.0/24"), "tgw-1"));
        Assert.True(Allows("198.51.100.7", "10.0.11.10", 32080));
    }

    [Fact]
    public void A_preserved_client_address_is_what_groups_and_acls_see()
    {
        Group("sg-node").Ingress.Clear();
        Group("sg-node").Ingress.Add(new SecurityGroupRule("tcp", 32080, 32080, Map("198.51.100.0/24")));
        Flow preserved = Flow("198.51.100.7", "10.0.11.10", 32080) with { Via = _world.At("10.0.1.5") };
        Assert.True(_world.Fabric.Allows(preserved));
        Assert.False(Allows("10.0.1.5", "10.0.11.10", 32080));

        // Or the balancer's own group.
        Group("sg-node").Ingress[0] = new SecurityGroupRule("tcp", 32080, 32080, GroupId: "sg-lb");
        Assert.True(_world.Fabric.Allows(preserved));

        _world.Cloud.NetworkAcls["acl-default"].Entries.Add(Acl(10, egress: false, 32080, 32080, allow: false, "198.51.100.0/24"));
        Assert.False(_world.Fabric.Allows(preserved));
    }

    [Fact]
    public void A_pod_that_was_just_given_its_address_is_known_and_one_that_lost_it_is_not()
    {
        Group("sg-node").Ingress.Clear();
        NetworkInterface card = _world.Cloud.NetworkInterfaces.Values.First(card => card.InstanceId == "i-2");
        Assert.True(Allows("10.0.12.10", "10.0.12.11", 8443));
        Thread.Sleep(20);
        card.PrivateIpAddresses.Add(_world.At("10.0.12.99"));
        Assert.False(Allows("10.0.11.10", "10.0.12.99", 8443));
        card.PrivateIpAddresses.Remove(_world.At("10.0.12.99"));
        Assert.True(Allows("10.0.11.10", "10.0.12.99", 8443));
    }

    [Fact]
    public void What_is_no_part_of_the_network_is_none_of_its_business()
    {
        Assert.True(Allows("198.51.100.7", "198.51.100.31", 3128));
        Assert.True(_world.Fabric.Allows(new Flow(new IPEndPoint(_world.World.Addresses.KubernetesApi, 0), _world.At("10.0.11.10", 10249), FlowPurpose.ControlPlane)));
    }

    [Fact]
    public void A_machine_that_does_not_run_is_no_host()
    {
        Assert.True(_world.Fabric.IsHost(_world.At("10.0.11.10")));
        Assert.False(_world.Fabric.IsHost(_world.At("10.0.11.11")));
        Assert.True(_world.Fabric.IsHost(_world.At("203.0.113.1")));
        _world.Cloud.Instances["i-1"].State = "terminated";
        Assert.False(_world.Fabric.IsHost(_world.At("10.0.11.10")));
    }

    [Fact]
    public void A_thousand_nodes_are_asked_about_in_microseconds()
    {
        _world.AddSubnet("many", "10.0.128.0/17");
        for (int i = 0; i < 1000; i++)
            _world.AddInterface("many", Enumerable.Range(0, 20).Select(k => $"10.0.{128 + (i / 10)}.{(i % 10 * 25) + k + 1}"), instance: $"i-{i + 10}", groups: "sg-node");
        Allows("10.0.1.5", "10.0.200.1", 32080);
        var clock = System.Diagnostics.Stopwatch.StartNew();
        for (int i = 0; i < 5000; i++)
            Assert.True(Allows("10.0.1.5", $"10.0.{128 + (i % 100)}.1", 32080));

        Assert.InRange(clock.ElapsedMilliseconds, 0, 1500);
    }

    private static NetworkAclEntry Acl(int number, bool egress, int? from = null, int? to = null, bool allow = true) =>
        new(number, egress, allow, from is null ? "-1" : "6", Cidr.Any, from, to);

    private NetworkAclEntry Acl(int number, bool egress, int from, int to, bool allow, string peer) => new(number, egress, allow, "6", Map(peer), from, to);

    private Cidr Map(string cidr) => _world.World.Addresses.Map(Cidr.Parse(cidr));

    private SecurityGroup Group(string id) => _world.Cloud.SecurityGroups[id];

    private Flow Flow(string source, string destination, int port) => new(new IPEndPoint(_world.At(source), 0), _world.At(destination, port), FlowPurpose.Client);

    private bool Allows(string source, string destination, int port) => _world.Fabric.Allows(Flow(source, destination, port));
}
