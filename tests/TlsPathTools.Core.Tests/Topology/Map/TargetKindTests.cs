using TlsPathTools.Topology;
using TlsPathTools.Topology.Cloud;
using TlsPathTools.Topology.Cluster;
using TlsPathTools.Topology.Map;
using static TlsPathTools.Core.Tests.Topology.Map.World;

namespace TlsPathTools.Core.Tests.Topology.Map;

/// <summary>Instances, addresses, load balancers and functions as targets, and the way from each to a node.</summary>
public class TargetKindTests
{
    private readonly World _world = Incident();

    [Fact]
    public void A_pod_as_a_target_has_no_NodePort_and_leads_to_its_node()
    {
        World world = _world.WithGroup(group => group with { TargetType = "ip", Port = 8443 }).WithTargets(Target("10.40.12.101", 8443, zone: ZoneB));
        TargetNode row = world.Row(AddressB, "10.40.12.101");
        Assert.Equal((null, (int?)8443, "hutch-relay-7d9-x", "hutch", "hutch-relay", NodeB, InstanceB), (row.NodePort, row.TargetPort, row.PodName, row.Namespace, row.ServiceName, row.NodeName, row.InstanceId));
        Assert.Equal((null, null, (double?)1), (row.ExternalTrafficPolicy, row.UsableEndpoints, row.Share));
        Assert.False(world.Row(AddressA, "10.40.12.101").Reachable);
    }

    [Fact]
    public void A_pod_that_could_not_be_read_is_found_by_its_endpoint_and_an_instances_address_by_the_instance()
    {
        World ip = _world.WithGroup(group => group with { TargetType = "ip" }).WithCluster(cluster => cluster with { Pods = [] });
        TargetNode byEndpoint = ip.WithTargets(Target("10.40.12.101", 8443)).Row(AddressB, "10.40.12.101");
        Assert.Equal((NodeB, "hutch-relay", ZoneB), (byEndpoint.NodeName, byEndpoint.ServiceName, byEndpoint.TargetZone));
        Assert.Equal((InstanceA, NodeA), Identity(ip.WithTargets(Target("10.40.11.23", 8443)).Row(AddressA, "10.40.11.23")));
    }

    [Fact]
    public void An_address_that_no_pod_has_says_so_and_denied_pods_are_another_answer()
    {
        World ip = _world.WithGroup(group => group with { TargetType = "ip" }).WithTargets(Target("10.40.12.250", 8443, zone: ZoneB));
        Assert.Contains("no pod of cluster eoe-sde that was read has this address: gone, or none of its pods", ip.Row(AddressB, "10.40.12.250").Notes);
        World denied = ip.WithCluster(cluster => cluster with { Pods = [] }) with { Gaps = [Gap("list pods", source: "eoe-sde")] };
        Assert.Contains("pods were not read (denied): not authorized to do that", denied.Row(AddressB, "10.40.12.250").Notes);
    }

    [Fact]
    public void Pods_on_the_hosts_network_are_told_apart_by_their_port_and_ended_pods_do_not_count()
    {
        Pod Host(string name, int port, string phase = "Running") => Pod("kube-system", name, NodeA, "10.40.11.23") with
        {
            Spec = new() { NodeName = NodeA, HostNetwork = true, Containers = [new() { Ports = [new() { Number = port }] }] },
            Status = new() { Phase = phase, PodIP = "10.40.11.23" },
        };
        World world = _world.WithGroup(group => group with { TargetType = "ip" }).WithTargets(Target("10.40.11.23", 8443))
            .WithCluster(cluster => cluster with { Pods = [Host("ingress", 8443), Host("exporter", 9100), Host("old", 8443, "Failed")] });
        Assert.Equal("ingress", world.Row(AddressA, "10.40.11.23").PodName);
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public void A_node_is_found_by_the_instance_id_else_by_its_private_name_else_by_its_address(bool providerId, bool name)
    {
        Node node = Node(name ? NodeA : "custom-name", providerId ? InstanceA : null, ZoneA, "10.40.11.23");
        Assert.Equal(node.Metadata!.Name, _world.WithCluster(cluster => cluster with { Nodes = [node] }).Row(AddressA, InstanceA).NodeName);
    }

    [Fact]
    public void A_node_that_names_another_instance_is_not_this_one_though_it_has_its_address()
    {
        TargetNode row = _world.WithCluster(cluster => cluster with { Nodes = [Node(NodeA, "i-0000000000000new0", ZoneA, "10.40.11.23")] }).Row(AddressA, InstanceA);
        Assert.Null(row.NodeName);
        Assert.Contains("no node of the clusters that were read is this instance", row.Notes);
    }

    [Fact]
    public void Without_Kubernetes_access_there_is_the_instance_and_no_complaint()
    {
        TargetNode row = (_world with { Cluster = null }).Row(AddressA, InstanceA);
        Assert.Equal((InstanceA, null, null, (int?)NodePort), (row.InstanceId, row.NodeName, row.ServiceName, row.NodePort));
        Assert.Single(row.Notes);
    }

    [Fact]
    public void Nodes_that_may_not_be_read_leave_the_service_of_the_one_cluster()
    {
        World denied = _world.WithCluster(cluster => cluster with { Nodes = [] }) with { Gaps = [Gap("list nodes", source: "https://eks.example")] };
        TargetNode row = denied.Row(AddressA, InstanceA);
        Assert.Equal((null, "hutch-relay", null), (row.NodeName, row.ServiceName, row.UsableEndpoints));
        Assert.Contains("nodes were not read (denied): not authorized to do that", row.Notes);
    }

    [Fact]
    public void A_NodePort_of_no_service_says_so_and_denied_services_are_another_answer()
    {
        World none = _world.WithCluster(cluster => cluster with { Services = [Service("hutch", "other", 30001)] });
        Assert.Contains("no service of cluster eoe-sde has NodePort 32080", none.Row(AddressA, InstanceA).Notes);
        World denied = _world.WithCluster(cluster => cluster with { Services = [] }) with { Gaps = [Gap("list services", source: "eoe-sde")] };
        Assert.Contains("services were not read (denied): not authorized to do that", denied.Row(AddressA, InstanceA).Notes);
    }

    [Fact]
    public void TCP_and_UDP_may_have_the_same_NodePort_in_two_services()
    {
        Service udp = Service("dns", "udp", NodePort);
        World world = _world.WithCluster(cluster => cluster with { Services = [udp with { Spec = udp.Spec! with { Ports = [udp.Spec.Ports[0] with { Protocol = "UDP" }] } }, .. cluster.Services] });
        Assert.Equal("hutch-relay", world.Row(AddressA, InstanceA).ServiceName);
        Assert.Equal("udp", world.WithGroup(group => group with { Protocol = "UDP" }).Row(AddressA, InstanceA).ServiceName);
    }

    [Fact]
    public void A_node_that_is_not_Ready_and_an_instance_that_stops_are_in_the_row()
    {
        World world = _world.WithCluster(cluster => cluster with { Nodes = [Node(NodeA, InstanceA, ZoneA, "10.40.11.23", ready: "Unknown")] })
            .WithCloud(cloud => cloud with { Instances = [cloud.Instances[0] with { State = new() { Name = "shutting-down" } }, cloud.Instances[1]] });
        TargetNode row = world.Row(AddressA, InstanceA);
        Assert.False(row.NodeReady);
        Assert.Contains("the instance is shutting-down", row.Notes);
    }

    [Fact]
    public void A_function_is_a_target_of_every_zone()
    {
        World world = Incident("application").WithGroup(group => group with { TargetType = "lambda", Port = null, HealthCheckEnabled = false })
            .WithTargets(Target("arn:aws:lambda:eu-west-2:417392058164:function:f", null, "unavailable", "Target.HealthCheckDisabled"));
        TargetNode row = world.Map().First(row => row.IPAddress == AddressA);
        Assert.Equal(((bool?)true, (double?)1, HealthCheckScope.None, (int?)null), (row.Reachable, row.Share, row.HealthCheckScope, row.NodePort));
    }

    [Fact]
    public void Behind_an_application_load_balancer_as_a_target_come_its_own_targets()
    {
        World world = Chain(crossZone: false);
        IReadOnlyList<TargetNode> rows = [.. world.Map().Where(row => row.IPAddress == AddressA)];
        Assert.Equal(3, rows.Count);
        Assert.Equal(("alb", TlsTermination.LoadBalancer, (bool?)true, (double?)1, BalancerName), (rows[0].TargetType, rows[0].TlsTermination, rows[0].Reachable, rows[0].Share, rows[0].LoadBalancerName));
        Assert.All(rows.Skip(1), row => Assert.Equal(("inner", "application", "HTTPS", TlsTermination.LoadBalancer, true), (row.LoadBalancerName, row.LoadBalancerType, row.ListenerProtocol, row.TlsTermination, row.AddressFailing)));
        Assert.Equal([0.5, 0.5], rows.Skip(1).Select(row => row.Share!.Value));
        Assert.Contains($"behind network load balancer {BalancerName}, whose target the application load balancer is", rows[1].Notes);
        Assert.Equal(TlsTermination.LoadBalancer, EndpointLoadBalancersTests.Find(world, new MapAddress(AddressA, 443))[0].TlsTermination);
    }

    [Fact]
    public void With_both_cross_zone_settings_off_the_zone_of_the_address_goes_all_the_way()
    {
        World world = Chain(crossZone: false, innerCrossZone: false);
        Assert.Equal([(InstanceA, true), (InstanceB, false)], Inner(world, AddressA));
        Assert.Equal([(InstanceA, false), (InstanceB, true)], Inner(world, AddressB));
        // On at the network load balancer, either zone of the inner one can be entered.
        Assert.Equal([(InstanceA, true), (InstanceB, true)], Inner(Chain(crossZone: true, innerCrossZone: false), AddressA));
    }

    [Fact]
    public void An_inner_load_balancer_that_gets_no_flow_reaches_nothing()
    {
        World world = Chain(crossZone: false).WithCloud(cloud => cloud with { Targets = [.. cloud.Targets.Select(item => item.TargetGroupArn == GroupArn("to-alb") ? item with { Targets = [Target(InnerArn, 443, "draining")] } : item)] });
        Assert.All(world.Map(), row => Assert.Equal(((bool?)false, (double?)0), (row.Reachable, row.Share)));
    }

    [Fact]
    public void An_inner_load_balancer_that_was_not_read_is_where_the_chain_ends_and_a_circle_is_one_too()
    {
        World unread = Chain(crossZone: false).WithCloud(cloud => cloud with { Listeners = [cloud.Listeners[0]] });
        TargetNode row = Assert.Single(unread.Map(), row => row.IPAddress == AddressA);
        Assert.Equal(("alb", TlsTermination.Unknown), (row.TargetType, row.TlsTermination));
        Assert.Contains("its listener on the port was not read: what is behind it is not shown", row.Notes);

        World circle = Chain(crossZone: false).WithCloud(cloud => cloud with { TargetGroups = [.. cloud.TargetGroups.Select(group => group with { TargetType = "alb" })], Targets = [.. cloud.Targets.Select(item => item with { Targets = [Target(InnerArn, 443)] })] });
        Assert.Equal(2, circle.Map().Count(row => row.IPAddress == AddressA));
    }

    private static string InnerArn => BalancerArn("inner", "application");

    private static (string?, bool)[] Inner(World world, string address) =>
        [.. world.Map().Where(row => row.IPAddress == address && row.LoadBalancerName == "inner").Select(row => (row.InstanceId, row.Reachable!.Value))];

    private static (string?, string?) Identity(TargetNode row) => (row.InstanceId, row.NodeName);

    // The incident's group behind an application load balancer, and that one behind the network load balancer.
    private World Chain(bool crossZone, bool innerCrossZone = true) => _world.WithCloud(cloud => cloud with
    {
        LoadBalancers = [cloud.LoadBalancers[0], new() { LoadBalancerArn = InnerArn, LoadBalancerName = "inner", Type = "application", Scheme = "internal", AvailabilityZones = cloud.LoadBalancers[0].AvailabilityZones }],
        Listeners =
        [
            cloud.Listeners[0] with { DefaultActions = [new ListenerAction { Type = "forward", TargetGroupArn = GroupArn("to-alb") }] },
            new Listener { ListenerArn = ListenerArn(InnerArn, 443), LoadBalancerArn = InnerArn, Port = 443, Protocol = "HTTPS", DefaultActions = [new ListenerAction { Type = "forward", TargetGroupArn = Group }] },
        ],
        Rules = [new ListenerRules(ListenerArn(InnerArn, 443), [new Rule { Priority = "default", IsDefault = true, Actions = [new ListenerAction { Type = "forward", TargetGroupArn = Group }] }])],
        TargetGroups = [cloud.TargetGroups[0] with { LoadBalancerArns = [InnerArn] }, InstanceGroup("to-alb", _world.Balancer, 443) with { TargetType = "alb" }],
        Settings = [cloud.Settings[0], new(Group, Values(("load_balancing.cross_zone.enabled", innerCrossZone ? "true" : "false"))), new(GroupArn("to-alb"), Values(("load_balancing.cross_zone.enabled", crossZone ? "true" : "false")))],
        Targets = [cloud.Targets[0], new(GroupArn("to-alb"), [Target(InnerArn, 443)])],
    });
}
