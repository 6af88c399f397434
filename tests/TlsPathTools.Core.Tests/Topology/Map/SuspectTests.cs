using TlsPathTools.Topology;
using TlsPathTools.Topology.Cluster;
using TlsPathTools.Topology.Map;
using static TlsPathTools.Core.Tests.Topology.Map.World;

namespace TlsPathTools.Core.Tests.Topology.Map;

/// <summary>What pipes suspect rows into a change must never hit an innocent node.</summary>
public class SuspectTests
{
    private static readonly NodePortResult[] s_nodeAFails = [NodePortProbe(NodeA, 20, 20), NodePortProbe(NodeB, 20, 0)];

    [Fact]
    public void A_stale_kube_proxy_marks_its_node_at_the_failing_address_and_says_why()
    {
        IReadOnlyList<TargetNode> rows = Incident().Map(Seen, Proxy(NodeA, SyncState.Stale), Proxy(NodeB, SyncState.Fresh));
        TargetNode suspect = Assert.Single(rows, row => row.Suspect);
        Assert.Equal((AddressA, InstanceA), (suspect.IPAddress, suspect.InstanceId));
        Assert.Equal($"kube-proxy: its sync is stale, while 1 sibling is fresh (last sync of {NodeA})", suspect.SuspectReason);
        Assert.All(rows.Where(row => !row.Suspect), row => Assert.Null(row.SuspectReason));
    }

    [Fact]
    public void An_address_that_does_not_fail_has_no_suspect_behind_it()
    {
        Assert.Empty(Suspects(Incident(), Seen with { Addresses = [Probed(AddressA, 20, 0), Probed(AddressB, 20, 0)], NodePorts = s_nodeAFails }));
        Assert.Empty(Suspects(Incident(), Seen with { Addresses = [new(AddressA, 443, HostName)], NodePorts = s_nodeAFails }));
    }

    [Fact]
    public void A_node_that_the_failing_address_does_not_reach_is_innocent_of_it()
    {
        MapQuery other = Seen with { Addresses = [Probed(AddressA, 20, 0), Probed(AddressB, 20, 20)], NodePorts = s_nodeAFails };
        Assert.Empty(Suspects(Incident(), other));
    }

    [Fact]
    public void A_node_without_an_endpoint_refuses_by_design_with_the_policy_Local()
    {
        World local = Incident().WithCluster(cluster => cluster with { Services = [Service("hutch", "hutch-relay", NodePort, "Local")] });
        Assert.Empty(Suspects(local, Seen with { NodePorts = s_nodeAFails }));
        World withEndpoint = local.WithCluster(cluster => cluster with { EndpointSlices = [Slice("hutch", "hutch-relay", Endpoint("10.40.11.101", NodeA), Endpoint("10.40.12.101", NodeB))] });
        // Even with one: its own pods alone answer, and may be what fails.
        Assert.Empty(Suspects(withEndpoint, Seen with { NodePorts = s_nodeAFails }));
        Assert.Single(withEndpoint.Map(Seen, Proxy(NodeA, SyncState.Stale), Proxy(NodeB, SyncState.Fresh)), row => row.Suspect);
    }

    [Fact]
    public void Where_policy_or_endpoints_could_not_be_read_the_node_may_refuse_by_design()
    {
        World services = Incident().WithCluster(cluster => cluster with { Services = [] }) with { Gaps = [Gap("list services", source: "eoe-sde")] };
        TargetNode row = NotMarked(services);
        Assert.Contains("an observation from inside singles out this node, but it is not marked: the service's traffic policy was not read, so the node may refuse by design", row.Notes);
        World slices = Incident().WithCluster(cluster => cluster with { EndpointSlices = [], Services = [Service("hutch", "hutch-relay", NodePort, "Local")] });
        Assert.Contains(NotMarked(slices).Notes, note => note.Contains("whether it has an endpoint was not read", StringComparison.Ordinal));
        Assert.Empty(Suspects(Incident() with { Cluster = null }, Seen with { NodePorts = [NodePortProbe(null, 20, 20, instance: InstanceA), NodePortProbe(null, 20, 0, instance: InstanceB)] }));
    }

    [Theory]
    [InlineData("20 x ClientHelloSent/Fin", false)]
    [InlineData("20 x TcpConnect/Timeout", false)]
    [InlineData("20 x ResponseHead/HttpStatus", true)]
    [InlineData("20 x Request/Fin", true)]
    [InlineData(null, false)]
    public void Where_the_load_balancer_ends_TLS_a_node_cannot_break_a_handshake(string? kind, bool suspect)
    {
        World world = Incident("application").CrossZone(on: false);
        MapQuery query = new() { Addresses = [Probed(AddressA, 20, 20, kind is null ? [] : [kind]), Probed(AddressB, 20, 0)], NodePorts = s_nodeAFails };
        Assert.Equal(suspect ? [InstanceA] : [], Suspects(world, query));
        // A network load balancer that ends TLS itself is no different.
        Assert.Equal(suspect ? [InstanceA] : [], Suspects(Incident().WithListener(listener => listener with { Protocol = "TLS" }), query));
        Assert.Equal([InstanceA], Suspects(Incident(), query));
    }

    [Fact]
    public void With_cross_zone_on_and_probes_from_inside_the_node_is_marked_at_both_addresses()
    {
        MapQuery half = new() { Addresses = [Probed(AddressA, 20, 11), Probed(AddressB, 20, 9)], NodePorts = s_nodeAFails };
        Assert.Equal([InstanceA, InstanceA], Suspects(Incident().CrossZone(on: true), half));
    }

    [Fact]
    public void A_node_that_gets_half_of_the_flows_does_not_make_all_of_them_fail()
    {
        MapQuery all = Seen with { NodePorts = s_nodeAFails };
        World world = Incident().CrossZone(on: true);
        Assert.Empty(Suspects(world, all));
        Assert.Contains(world.Map(all), row => row.Notes.Any(note => note.EndsWith("it gets 50 % of the flows, and 20 of 20 fail: more than it can account for", StringComparison.Ordinal)));
        // A client that sticks to one target sees that target alone.
        Assert.Equal([InstanceA], Suspects(world.With(group: true, ("stickiness.enabled", "true"), ("stickiness.type", "source_ip")), all));
        Assert.Empty(Suspects(world.With(group: true, ("stickiness.enabled", "true"), ("stickiness.type", "lb_cookie")), all));
    }

    [Fact]
    public void A_node_that_fails_from_inside_far_more_than_outside_has_another_fault()
    {
        MapQuery query = new() { Addresses = [Probed(AddressA, 100, 5), Probed(AddressB, 100, 0)], NodePorts = s_nodeAFails };
        Assert.Empty(Suspects(Incident(), query));
        MapQuery intermittent = query with { NodePorts = [NodePortProbe(NodeA, 100, 10), NodePortProbe(NodeB, 100, 0)] };
        Assert.Equal([InstanceA], Suspects(Incident(), intermittent));
    }

    [Theory]
    [InlineData("TcpConnect/Timeout", false)]
    [InlineData("TcpConnect/Refused (503 of the API server)", false)]
    [InlineData("503 of the API server", false)]
    [InlineData("ClientHelloSent/Rst", true)]
    [InlineData("ClientHelloSent/Timeout", true)]
    public void Where_placement_lines_up_with_the_outcome_a_rule_between_nodes_looks_the_same_until_a_connect_gets_through(string kind, bool suspect)
    {
        MapQuery query = Seen with { NodePorts = [NodePortProbe(NodeA, 20, 20, kind: kind), NodePortProbe(NodeB, 20, 0)] };
        Assert.Equal(suspect ? [InstanceA] : [], Suspects(Incident(), query));
        Assert.Equal(!suspect, Incident().Map(query).Any(row => row.Notes.Any(note => note.EndsWith("so that a rule between nodes would look the same", StringComparison.Ordinal))));
        Assert.Equal(kind == "ClientHelloSent/Timeout", Incident().Map(query).Any(row => row.SuspectReason?.EndsWith("so that large packets lost between nodes would look the same", StringComparison.Ordinal) == true));
        // With a pod on each node, each node is its own witness.
        Assert.Equal([InstanceA], Suspects(Spread, query));
        // A sync that stands still is the node's, wherever the pods are.
        Assert.Single(Incident().Map(query, Proxy(NodeA, SyncState.Stale), Proxy(NodeB, SyncState.Fresh)), row => row.Suspect);
    }

    [Fact]
    public void A_node_whose_probes_meet_other_pods_than_its_siblings_may_have_a_bad_pod()
    {
        MapQuery query = Seen with { NodePorts = s_nodeAFails };
        World sticky = Spread.WithCluster(cluster => cluster with { Services = [.. cluster.Services.Select(service => service with { Spec = service.Spec! with { SessionAffinity = "ClientIP" } })] });
        Assert.Empty(Suspects(sticky, query));
        World hinted = Spread.WithCluster(cluster => cluster with
        {
            EndpointSlices = [.. cluster.EndpointSlices.Select(slice => slice with { Endpoints = [.. slice.Endpoints.Select(endpoint => endpoint with { Hints = new() { ForNodes = [new() { Name = endpoint.NodeName }] } })] })],
        });
        Assert.Empty(Suspects(hinted, query));
        Assert.Contains(hinted.Map(query), row => row.Notes.Any(note => note.Contains("EndpointSlice hints leave it other pods than its siblings", StringComparison.Ordinal)));
        Assert.Equal([InstanceA], Suspects(Spread, query));
    }

    [Fact]
    public void Pods_as_targets_have_no_NodePort_that_a_node_could_break()
    {
        World world = Incident().WithGroup(group => group with { TargetType = "ip" }).WithTargets(Target("10.40.12.101", 8443, zone: ZoneB));
        MapQuery query = new() { Addresses = [Probed(AddressB, 20, 20)], NodePorts = [NodePortProbe(NodeB, 20, 20), NodePortProbe(NodeA, 20, 0)] };
        Assert.DoesNotContain(world.Map(query, Proxy(NodeB, SyncState.Stale), Proxy(NodeA, SyncState.Fresh)), row => row.Suspect);
    }

    [Fact]
    public void Two_groups_that_single_out_two_nodes_single_out_nobody()
    {
        string second = GroupArn("second");
        World world = Incident().CrossZone(on: true)
            .WithListener(listener => listener with { DefaultActions = [new() { Type = "forward", ForwardConfig = new() { TargetGroups = [new() { TargetGroupArn = Group, Weight = 1 }, new() { TargetGroupArn = second, Weight = 1 }] } }] })
            .WithCloud(cloud => cloud with
            {
                TargetGroups = [.. cloud.TargetGroups, InstanceGroup("second", cloud.LoadBalancers[0].LoadBalancerArn!, 31000)],
                Settings = [.. cloud.Settings, new(second, Values(("load_balancing.cross_zone.enabled", "true")))],
                Targets = [.. cloud.Targets, new(second, [Target(InstanceA, 31000), Target(InstanceB, 31000)])],
            })
            .WithCluster(cluster => cluster with { Services = [.. cluster.Services, Service("hutch", "second", 31000)], EndpointSlices = [.. cluster.EndpointSlices, Slice("hutch", "second", Endpoint("10.40.12.101", NodeB))] });
        MapQuery one = new() { Addresses = [Probed(AddressA, 20, 5), Probed(AddressB, 20, 5)], NodePorts = s_nodeAFails };
        MapQuery two = one with { NodePorts = [.. s_nodeAFails, NodePortProbe(NodeB, 20, 20, port: 31000), NodePortProbe(NodeA, 20, 0, port: 31000)] };
        Assert.Equal([InstanceA, InstanceA], Suspects(world, one));
        Assert.Empty(Suspects(world, two));
    }

    private static World Spread => Incident().WithCluster(cluster => cluster with { EndpointSlices = [Slice("hutch", "hutch-relay", Endpoint("10.40.11.101", NodeA), Endpoint("10.40.12.101", NodeB))] });

    private static string[] Suspects(World world, MapQuery query) => [.. world.Map(query).Where(row => row.Suspect).Select(row => row.InstanceId!)];

    private static TargetNode NotMarked(World world)
    {
        IReadOnlyList<TargetNode> rows = world.Map(Seen with { NodePorts = s_nodeAFails });
        Assert.DoesNotContain(rows, row => row.Suspect);
        return rows.Single(row => row.IPAddress == AddressA && row.InstanceId == InstanceA);
    }
}
