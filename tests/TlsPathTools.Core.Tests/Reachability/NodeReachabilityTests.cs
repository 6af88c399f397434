using TlsPathTools.Core.Tests.Topology.Map;
using TlsPathTools.Reachability;
using TlsPathTools.Reachability.Rules;
using TlsPathTools.Topology;
using TlsPathTools.Topology.Cloud;
using TlsPathTools.Topology.Cluster;
using static TlsPathTools.Core.Tests.Reachability.IncidentNetwork;
using static TlsPathTools.Core.Tests.Topology.Map.World;
using static TlsPathTools.Reachability.ReachabilityHop;
using static TlsPathTools.Reachability.Rules.ReachabilityVerdict;

namespace TlsPathTools.Core.Tests.Reachability;

public class NodeReachabilityTests
{
    private readonly IncidentNetwork _network = new();

    [Fact]
    public void Where_everything_is_allowed_every_hop_is()
    {
        IReadOnlyList<ReachabilityCheck> checks = _network.Check();
        // Two addresses, and two targets each with traffic, health check and pods.
        Assert.Equal([(ClientToLoadBalancer, 2), (LoadBalancerToTarget, 4), (HealthCheck, 4), (NodeToPod, 4)], checks.GroupBy(check => check.Hop).Select(hop => (hop.Key, hop.Count())).Order());
        Assert.All(checks, check => Assert.Equal((Allowed, null, null, null), (check.Reachability, check.DecidedBy, check.Rule, check.SmallestChange)));
        Assert.Equal(Allowed, NodeReachability.Together(checks));
        // That rules allow something does not say that it works.
        Assert.All(checks, check => Assert.DoesNotContain("works", check.Reason, StringComparison.Ordinal));
    }

    [Fact]
    public void The_hops_are_judged_at_the_ports_of_their_own()
    {
        _network.Groups["sg-nodes"] = Sg("sg-nodes", [Rule("tcp", NodePort, NodePort, "sg-lb"), Rule("tcp", 10256, 10256, "10.40.1.0/24"), Rule("tcp", 8443, 8443, "sg-nodes")]);
        Assert.All(_network.Check().Where(check => check.IPAddress == AddressA), check => Assert.Equal(Allowed, check.Reachability));
        // The other address's load balancer node is in another subnet, which the rule for the health check does not name.
        Assert.Equal(Denied, _network.Hop(HealthCheck, AddressB).Reachability);
        _network.Groups["sg-nodes"] = Sg("sg-nodes", [Rule("tcp", 443, 443, "0.0.0.0/0")]);
        Assert.Equal([(int?)NodePort, 10256, 8443], new[] { LoadBalancerToTarget, HealthCheck, NodeToPod }.Select(hop => _network.Hop(hop)).Select(check => check.Reachability is Denied ? check.DestinationPort : null));
    }

    [Fact]
    public void A_group_that_blocks_pods_of_other_nodes_is_named_and_moves_with_the_pod()
    {
        _network.Groups["sg-nodes"] = Sg("sg-nodes", [Rule("tcp", 30000, 32767, "0.0.0.0/0"), Rule("tcp", 10256, 10256, "0.0.0.0/0")]);
        ReachabilityCheck stopped = _network.Hop(NodeToPod, node: NodeA);
        ReachabilityCheck works = _network.Hop(NodeToPod, node: NodeB);
        Assert.Equal((Denied, "sg-nodes", "no inbound rule allows tcp 8443 from 10.40.11.23 (sg-nodes)", "add an inbound rule to sg-nodes that allows tcp 8443 from sg-nodes"), (stopped.Reachability, stopped.DecidedBy, stopped.Rule, stopped.SmallestChange));
        Assert.Contains(stopped.Notes, note => note.Contains("it moves when they move", StringComparison.Ordinal));
        Assert.Equal(Allowed, works.Reachability);
        Assert.Contains(works.Notes, note => note.Contains("because the pods are on this very node", StringComparison.Ordinal));

        // The pod moves to node a.
        _network.Interfaces[0] = Nic("eni-a", InstanceA, "nodes-a", "10.40.11.23", "10.40.11.77");
        _network.World = _network.World with { Cluster = _network.World.Cluster! with { EndpointSlices = [Slice("hutch", "hutch-relay", Endpoint("10.40.11.77", NodeA))] } };
        Assert.Equal((Allowed, Denied), (_network.Hop(NodeToPod, node: NodeA).Reachability, _network.Hop(NodeToPod, node: NodeB).Reachability));
    }

    [Fact]
    public void With_pods_on_both_sides_of_a_rule_the_hop_is_partial_and_says_which_share_fails()
    {
        _network.Groups["sg-nodes"] = Sg("sg-nodes", [Rule("tcp", 30000, 32767, "0.0.0.0/0"), Rule("tcp", 10256, 10256, "0.0.0.0/0")]);
        _network.Interfaces[0] = Nic("eni-a", InstanceA, "nodes-a", "10.40.11.23", "10.40.11.77");
        _network.World = _network.World with { Cluster = _network.World.Cluster! with { EndpointSlices = [Slice("hutch", "hutch-relay", Endpoint("10.40.11.77", NodeA), Endpoint(PodAddress, NodeB))] } };
        ReachabilityCheck check = _network.Hop(NodeToPod);
        Assert.Equal((Partial, "sg-nodes"), (check.Reachability, check.DecidedBy));
        Assert.Contains("Of 2 pods that a flow can go to, 1 are out of reach from this node: that share of its connections fails.", check.Notes);
    }

    [Fact]
    public void A_network_acl_that_lets_requests_in_and_answers_not_out_is_told_as_that()
    {
        _network.Acls["lb-b"] = Acl("acl-b", "lb-b", Entry(100), Entry(100, egress: true, protocol: "6", from: 443), Entry(110, egress: true, cidr: "10.40.0.0/16"));
        ReachabilityCheck check = _network.Hop(ClientToLoadBalancer, AddressB);
        Assert.Equal((Denied, "acl-b", true), (check.Reachability, check.DecidedBy, check.OnlyAnswer));
        Assert.Equal("The request passes, and its answer is stopped by network ACL acl-b, outbound: entry * (deny all traffic to 0.0.0.0/0).", check.Reason);
        Assert.Equal(Allowed, _network.Hop(ClientToLoadBalancer, AddressA).Reachability);
        Assert.False(check.PathMtuDiscovery is false);
    }

    [Fact]
    public void Client_ports_that_an_acl_forgets_are_partial_and_another_choice_of_ports_decides()
    {
        _network.Acls["lb-a"] = Acl("acl-a", "lb-a", Entry(100), Entry(100, egress: true, protocol: "6", from: 32768, to: 65535), Entry(110, egress: true, cidr: "10.40.0.0/16"));
        ReachabilityCheck any = _network.Hop(ClientToLoadBalancer);
        Assert.Equal((Partial, true), (any.Reachability, any.OnlyAnswer));
        Assert.Contains("1024-32767", any.SmallestChange, StringComparison.Ordinal);
        Assert.Equal(Allowed, _network.Hop(ClientToLoadBalancer, firstPort: 32768, lastPort: 60999).Reachability);
        Assert.Equal(Denied, _network.Hop(ClientToLoadBalancer, firstPort: 1024, lastPort: 4999).Reachability);
    }

    [Theory]
    [InlineData("igw-1", "active", Allowed)]
    [InlineData("igw-1", "blackhole", Denied)]
    [InlineData("nat-1", "active", Denied)]
    [InlineData("tgw-1", "active", Unknown)]
    [InlineData("eni-firewall", "active", Unknown)]
    public void An_internet_facing_load_balancer_needs_a_route_to_an_internet_gateway(string target, string state, ReachabilityVerdict expected)
    {
        _network.Tables["lb-b"] = Table("rtb-b", "lb-b", To("0.0.0.0/0", target, state));
        ReachabilityCheck check = _network.Hop(ClientToLoadBalancer, AddressB);
        Assert.Equal((expected, expected is Denied), (check.Reachability, check.OnlyAnswer));
        Assert.Equal(expected is Denied ? "rtb-b" : null, check.DecidedBy);
        Assert.Equal(Allowed, _network.Hop(ClientToLoadBalancer).Reachability);
    }

    [Fact]
    public void A_subnet_without_a_default_route_answers_nobody_outside()
    {
        _network.Tables["lb-b"] = Table("rtb-b", "lb-b");
        ReachabilityCheck check = _network.Hop(ClientToLoadBalancer, AddressB);
        Assert.Equal((Denied, "add a route to rtb-b for 0.0.0.0/0 to igw-1"), (check.Reachability, check.SmallestChange));
    }

    [Fact]
    public void An_allow_list_is_judged_for_the_client_that_is_named()
    {
        _network.Groups["sg-lb"] = Sg("sg-lb", [Rule("tcp", 443, 443, "198.51.100.64/28"), Rule("tcp", 443, 443, "pl-1")]);
        _network.PrefixLists.Add(new PrefixListEntries("pl-1", [new() { Cidr = "192.0.2.0/24" }]));
        Assert.Equal(Partial, _network.Hop(ClientToLoadBalancer).Reachability);
        Assert.Equal(Allowed, _network.Hop(ClientToLoadBalancer, client: "198.51.100.70").Reachability);
        Assert.Equal(Allowed, _network.Hop(ClientToLoadBalancer, client: "192.0.2.9").Reachability);
        ReachabilityCheck denied = _network.Hop(ClientToLoadBalancer, client: "198.51.100.7");
        Assert.Equal((Denied, "add an inbound rule to sg-lb that allows tcp 443 from 198.51.100.7"), (denied.Reachability, denied.SmallestChange));
        _network.PrefixLists.Clear();
        ReachabilityCheck unknown = _network.Hop(ClientToLoadBalancer, client: "198.51.100.7");
        Assert.Equal((Unknown, "Not known: the entries of prefix list pl-1.", null), (unknown.Reachability, unknown.Reason, unknown.SmallestChange));
    }

    [Fact]
    public void A_rule_for_private_ranges_alone_lets_nobody_in_from_the_internet()
    {
        _network.Groups["sg-lb"] = Sg("sg-lb", [Rule("tcp", 443, 443, "10.0.0.0/8")]);
        Assert.Equal(Denied, _network.Hop(ClientToLoadBalancer).Reachability);
    }

    [Fact]
    public void Preserved_client_addresses_are_what_the_target_has_to_let_in()
    {
        _network.Groups["sg-nodes"] = Sg("sg-nodes", [Rule("tcp", 0, 65535, "10.40.0.0/16")]);
        Assert.Equal(Allowed, _network.Hop(LoadBalancerToTarget).Reachability);
        _network.PreservesClient = true;
        Assert.Equal((Denied, "sg-nodes"), (_network.Hop(LoadBalancerToTarget).Reachability, _network.Hop(LoadBalancerToTarget).DecidedBy));
        // Its own health check comes from its own address, and is well: the target counts as healthy.
        Assert.Equal(Allowed, _network.Hop(HealthCheck).Reachability);
        // A rule that names the load balancer's group matches all the same
        // (docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-security-groups.html).
        _network.Groups["sg-nodes"] = Sg("sg-nodes", [Rule("tcp", 0, 65535, "sg-lb"), Rule("tcp", 0, 65535, "sg-nodes")]);
        Assert.Equal(Allowed, _network.Hop(LoadBalancerToTarget).Reachability);
        _network.BalancerGroups = [];
        Assert.Equal(Denied, _network.Hop(LoadBalancerToTarget).Reachability);
    }

    [Fact]
    public void Where_the_setting_was_not_read_the_hop_is_known_only_if_it_makes_no_difference()
    {
        _network.PreservesClient = null;
        Assert.Equal(Allowed, _network.Hop(LoadBalancerToTarget).Reachability);
        _network.Groups["sg-nodes"] = Sg("sg-nodes", [Rule("tcp", 0, 65535, "10.40.0.0/16")]);
        ReachabilityCheck check = _network.Hop(LoadBalancerToTarget);
        Assert.Equal(Unknown, check.Reachability);
        Assert.Contains("preserves the client's address", check.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void With_the_policy_local_a_node_without_a_pod_drops_by_design()
    {
        _network.World = _network.World with { Cluster = _network.World.Cluster! with { Services = [Service("hutch", "hutch-relay", NodePort, "Local") with { Spec = Service("hutch", "hutch-relay", NodePort, "Local").Spec! with { HealthCheckNodePort = 31811 } }] } };
        ReachabilityCheck check = _network.Hop(NodeToPod);
        Assert.Equal((Denied, "service hutch/hutch-relay"), (check.Reachability, check.DecidedBy));
        Assert.Contains("healthCheckNodePort 31811", check.SmallestChange, StringComparison.Ordinal);
        Assert.Contains("by design", check.Reason, StringComparison.Ordinal);
        Assert.Equal(Allowed, _network.Hop(NodeToPod, node: NodeB).Reachability);
    }

    [Fact]
    public void An_address_that_a_route_hands_to_a_node_passes_only_without_its_source_destination_check()
    {
        // Pods of an overlay: an address of the VPC that no interface has, which a route leads to node b.
        _network.World = _network.World with { Cluster = _network.World.Cluster! with { EndpointSlices = [Slice("hutch", "hutch-relay", Endpoint("10.40.200.9", NodeB))] } };
        Assert.Equal((Unknown, "Not known: the interface that has 10.40.200.9."), (_network.Hop(NodeToPod).Reachability, _network.Hop(NodeToPod).Reason));
    }

    [Fact]
    public void What_was_not_read_is_missing_and_no_quiet_yes()
    {
        _network.Groups.Remove("sg-nodes");
        _network.Gaps = [Gap("ec2:DescribeSecurityGroups")];
        ReachabilityCheck check = _network.Hop(LoadBalancerToTarget);
        Assert.Equal((Unknown, "Not known: security group sg-nodes not read (denied): not authorized to do that."), (check.Reachability, check.Reason));
        _network.Groups["sg-nodes"] = Open("sg-nodes");
        _network.Acls.Remove("nodes-a");
        Assert.Equal((Unknown, Unknown), (_network.Hop(LoadBalancerToTarget).Reachability, _network.Hop(NodeToPod).Reachability));
        _network.Acls["nodes-a"] = Acl("acl", "nodes-a", Entry(100), Entry(100, egress: true));
        _network.Tables.Remove("nodes-a");
        Assert.StartsWith("Not known: the route table of nodes-a not read", _network.Hop(LoadBalancerToTarget).Reason, StringComparison.Ordinal);
        _network.Interfaces.Clear();
        Assert.Equal(Unknown, _network.Hop(LoadBalancerToTarget).Reachability);
        // What is denied whatever else there is, stays denied.
        _network.Acls["lb-a"] = Acl("acl", "lb-a", Entry(100), Entry(90, "deny", egress: true, cidr: "0.0.0.0/0"));
        Assert.Equal(Denied, _network.Hop(ClientToLoadBalancer).Reachability);
    }

    [Fact]
    public void Without_an_account_nothing_is_known()
    {
        PathSnapshot empty = _network.Snapshot with { Clouds = [] };
        ReachabilityCheck check = Assert.Single(NodeReachability.Check(empty, TlsPathTools.Topology.Map.TargetNodeMap.Build(empty, Seen with { Addresses = [Seen.Addresses[0]] }, []), new ReachabilityOptions()));
        Assert.Equal((ClientToLoadBalancer, Unknown), (check.Hop, check.Reachability));
    }

    [Fact]
    public void Packets_within_a_subnet_meet_no_network_acl()
    {
        // Node b's pods are on an interface in the subnet of node a.
        _network.Interfaces[1] = Nic("eni-b", InstanceB, "nodes-a", "10.40.11.87", "10.40.11.101");
        _network.World = _network.World with { Cluster = _network.World.Cluster! with { EndpointSlices = [Slice("hutch", "hutch-relay", Endpoint("10.40.11.101", NodeB))] } };
        _network.Acls["nodes-a"] = Acl("acl-none", "nodes-a");
        Assert.Equal(Allowed, _network.Hop(NodeToPod).Reachability);
        Assert.Equal((Denied, "acl-none"), (_network.Hop(LoadBalancerToTarget).Reachability, _network.Hop(LoadBalancerToTarget).DecidedBy));
    }

    [Fact]
    public void Too_big_messages_that_an_acl_stops_are_said_beside_the_verdict()
    {
        _network.Acls["lb-a"] = Acl("acl-a", "lb-a", Entry(100, protocol: "6", from: 0, to: 65535), Entry(100, egress: true));
        ReachabilityCheck check = _network.Hop(ClientToLoadBalancer);
        Assert.Equal((Allowed, (bool?)false), (check.Reachability, check.PathMtuDiscovery));
        Assert.Contains(check.Notes, note => note.Contains("Large packets are lost", StringComparison.Ordinal));
        Assert.True(_network.Hop(ClientToLoadBalancer, AddressB).PathMtuDiscovery);
    }

    [Fact]
    public void A_network_policy_that_lets_nobody_in_stops_the_hop_only_where_something_enforces_it()
    {
        _network.Policies = [new NetworkPolicy { Metadata = new() { Name = "deny", Namespace = "hutch" }, Spec = new() { PodSelector = new(), PolicyTypes = ["Ingress"] } }];
        ReachabilityCheck check = _network.Hop(NodeToPod);
        Assert.Equal(Unknown, check.Reachability);
        Assert.Contains("would be denied if the network plugin enforces policies", check.Reason, StringComparison.Ordinal);

        _network.Policies = null;
        check = _network.Hop(NodeToPod);
        Assert.Equal((Unknown, "Security groups, network ACLs and routes allow it. Not known: the network policies of hutch: they were not read."), (check.Reachability, check.Reason));
        // What groups stop is stopped, whatever policies say.
        _network.Groups["sg-nodes"] = Sg("sg-nodes", [Rule("tcp", NodePort, NodePort, "0.0.0.0/0")]);
        Assert.Equal((Denied, "sg-nodes"), (_network.Hop(NodeToPod).Reachability, _network.Hop(NodeToPod).DecidedBy));
    }

    [Fact]
    public void Prefixes_that_are_delegated_to_an_interface_are_its_addresses()
    {
        _network.Interfaces[1] = Nic("eni-b", InstanceB, "nodes-b", "10.40.12.87") with { Ipv4Prefixes = [new() { Ipv4Prefix = "10.40.12.96/28" }] };
        Assert.Equal(Allowed, _network.Hop(NodeToPod).Reachability);
        _network.Interfaces[1] = Nic("eni-b", InstanceB, "nodes-b", "10.40.12.87") with { Ipv4Prefixes = [new() { Ipv4Prefix = "10.40.12.112/28" }] };
        Assert.Equal(Unknown, _network.Hop(NodeToPod).Reachability);
    }
}
