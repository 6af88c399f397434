using TlsPathTools.Topology.Cluster;
using TlsPathTools.Topology.Map;
using TlsPathTools.Topology.Pods;
using static TlsPathTools.Core.Tests.Topology.Map.World;

namespace TlsPathTools.Core.Tests.Topology.Map;

/// <summary>Which endpoints a flow can meet that enters at a node.</summary>
public class ServiceEndpointsTests
{
    private static readonly Node s_a = Node(NodeA, InstanceA, ZoneA, "10.40.11.23");
    private static readonly Node s_b = Node(NodeB, InstanceB, ZoneB, "10.40.12.87");

    [Fact]
    public void With_the_policy_Cluster_every_ready_endpoint_counts_at_every_node()
    {
        ServiceEndpoints endpoints = Of(Endpoint("10.0.0.1", NodeA), Endpoint("10.0.0.2", NodeB), Endpoint("10.0.0.3", NodeB, ready: false));
        Assert.Equal((2, 2), (endpoints.UsableFrom(s_a, local: false).Count, endpoints.UsableFrom(s_b, local: false).Count));
        Assert.Equal((1, 1), (endpoints.LocalTo(NodeA), endpoints.LocalTo(NodeB)));
    }

    [Fact]
    public void With_the_policy_Local_only_those_of_the_node_do()
    {
        ServiceEndpoints endpoints = Of(Endpoint("10.0.0.2", NodeB));
        Assert.Equal((0, 1), (endpoints.UsableFrom(s_a, local: true).Count, endpoints.UsableFrom(s_b, local: true).Count));
    }

    [Fact]
    public void Conditions_that_are_not_written_mean_ready() =>
        Assert.Equal(1, Of(new Endpoint { Addresses = ["10.0.0.1"], NodeName = NodeA, Conditions = null }).Ready);

    [Fact]
    public void Endpoints_that_end_are_met_only_while_none_is_ready_and_only_while_they_serve()
    {
        Endpoint ending = Endpoint("10.0.0.1", NodeA, ready: false, serving: true, terminating: true);
        Endpoint dead = Endpoint("10.0.0.2", NodeA, ready: false, serving: false, terminating: true);
        Endpoint starting = Endpoint("10.0.0.3", NodeA, ready: false, serving: false, terminating: false);
        Assert.Equal(new UsableEndpoints(1, Hinted: false, EndingOnly: true), Of(ending, dead, starting).UsableFrom(s_b, local: false));
        Assert.Equal(new UsableEndpoints(1, Hinted: false, EndingOnly: false), Of(ending, Endpoint("10.0.0.9", NodeB)).UsableFrom(s_b, local: false));
        // With Local each node decides for itself.
        Assert.Equal(new UsableEndpoints(1, Hinted: false, EndingOnly: true), Of(ending, Endpoint("10.0.0.9", NodeB)).UsableFrom(s_a, local: true));
        Assert.Equal(0, Of(dead).UsableFrom(s_a, local: true).Count);
    }

    [Fact]
    public void Hints_hold_while_every_endpoint_has_one_and_somebody_is_left()
    {
        Endpoint a = Endpoint("10.0.0.1", NodeA, forZone: ZoneA);
        Endpoint b = Endpoint("10.0.0.2", NodeB, forZone: ZoneB);
        Assert.Equal(new UsableEndpoints(1, Hinted: true, EndingOnly: false), Of(a, b).UsableFrom(s_a, local: false));
        Assert.Equal(2, Of(a, b with { Hints = null }).UsableFrom(s_a, local: false).Count);
        Assert.Equal(2, Of(a, b with { Hints = a.Hints }).UsableFrom(s_b, local: false).Count);
        Assert.Equal(2, Of(a, b).UsableFrom(Node("n", InstanceA, ZoneA, "10.0.0.1") with { Metadata = new() { Name = "n" } }, local: false).Count);
    }

    [Fact]
    public void A_hint_of_an_endpoint_that_is_not_ready_plays_no_part() =>
        Assert.Equal(1, Of(Endpoint("10.0.0.1", NodeA, forZone: ZoneA), Endpoint("10.0.0.2", NodeB, ready: false)).UsableFrom(s_a, local: false).Count);

    [Fact]
    public void Hints_for_nodes_go_before_those_for_zones()
    {
        var node = new EndpointHints { ForZones = [new() { Name = ZoneA }], ForNodes = [new() { Name = NodeA }] };
        Endpoint one = Endpoint("10.0.0.1", NodeA) with { Hints = node };
        Endpoint two = Endpoint("10.0.0.2", "other") with { Hints = new() { ForZones = [new() { Name = ZoneA }], ForNodes = [new() { Name = "other" }] } };
        Assert.Equal(1, Of(one, two).UsableFrom(s_a, local: false).Count);
        Assert.Equal(2, Of(one, two).UsableFrom(Node("third", null, ZoneA, "10.0.0.3"), local: false).Count);
    }

    [Fact]
    public void Both_families_of_a_service_and_an_endpoint_in_two_slices_count_once()
    {
        EndpointSlice four = Slice("hutch", "hutch-relay", Endpoint("10.0.0.1", NodeA));
        EndpointSlice six = four with { AddressType = "IPv6", Endpoints = [Endpoint("2001:db8::1", NodeA)] };
        EndpointSlice moved = four with { Endpoints = [Endpoint("10.0.0.1", NodeA, ready: false)] };
        Assert.Equal(1, ServiceEndpoints.Of([four, six, moved], "https", ipv6: false).Ready);
        Assert.Equal(1, ServiceEndpoints.Of([moved, four, six], "https", ipv6: true).Ready);
    }

    [Fact]
    public void Slices_of_another_port_are_another_matter() => Assert.Equal(0, ServiceEndpoints.Of([Slice("hutch", "hutch-relay", Endpoint("10.0.0.1", NodeA))], "metrics", ipv6: false).Ready);

    [Fact]
    public void The_row_has_both_counts_and_a_node_without_a_local_endpoint_refuses_by_design()
    {
        World local = Incident().WithCluster(cluster => cluster with { Services = [Service("hutch", "hutch-relay", NodePort, "Local")] });
        TargetNode without = local.Row(AddressA, InstanceA);
        Assert.Equal(("Local", (int?)0, (int?)0), (without.ExternalTrafficPolicy, without.LocalEndpoints, without.UsableEndpoints));
        Assert.Contains($"externalTrafficPolicy Local and no endpoint on {NodeA}: by design it does not answer at the NodePort", without.Notes);
        TargetNode with = local.Row(AddressB, InstanceB);
        Assert.Equal(((int?)1, (int?)1), (with.LocalEndpoints, with.UsableEndpoints));
        Assert.DoesNotContain(with.Notes, note => note.Contains("by design", StringComparison.Ordinal));
    }

    [Fact]
    public void The_internal_traffic_policy_is_not_about_flows_from_a_load_balancer()
    {
        Service service = Service("hutch", "hutch-relay", NodePort);
        TargetNode row = Incident().WithCluster(cluster => cluster with { Services = [service with { Spec = service.Spec! with { InternalTrafficPolicy = "Local", SessionAffinity = "ClientIP" } }] }).Row(AddressA, InstanceA);
        Assert.Equal((1, "ClientIP"), (row.UsableEndpoints, row.SessionAffinity));
    }

    [Fact]
    public void Hints_that_leave_some_out_are_a_note()
    {
        World world = Incident().WithCluster(cluster => cluster with { EndpointSlices = [Slice("hutch", "hutch-relay", Endpoint("10.0.0.1", NodeA, forZone: ZoneA), Endpoint("10.0.0.2", NodeB, forZone: ZoneB))] });
        Assert.Contains("EndpointSlice hints leave 1 of 2 endpoints to flows that enter here: one bad pod can look like one bad address", world.Row(AddressA, InstanceA).Notes);
    }

    [Theory]
    [InlineData(null, true)]
    [InlineData("hutch", true)]
    [InlineData("hutch, kubernetes.io/service-name=hutch-relay", true)]
    [InlineData("hutch, kubernetes.io/service-name=another", false)]
    [InlineData("shop", false)]
    public void Slices_that_may_not_be_read_are_not_zero_endpoints(string? resource, bool about)
    {
        World denied = Incident() with { Gaps = [Gap("list endpointslices.discovery.k8s.io", resource, "eoe-sde")] };
        TargetNode row = denied.Row(AddressA, InstanceA);
        Assert.Equal(about ? ((int?)null, (int?)null) : (0, 1), (row.LocalEndpoints, row.UsableEndpoints));
        Assert.Equal(about, row.Notes.Contains("endpoint slices were not read (denied): not authorized to do that"));
    }

    [Fact]
    public void A_service_without_any_endpoint_says_so()
    {
        TargetNode none = Incident().WithCluster(cluster => cluster with { EndpointSlices = [Slice("hutch", "hutch-relay")] }).Row(AddressA, InstanceA);
        Assert.Equal(0, none.UsableEndpoints);
        Assert.Contains("the service has no endpoint that a flow could meet", none.Notes);
    }

    private static ServiceEndpoints Of(params Endpoint[] endpoints) => ServiceEndpoints.Of([Slice("hutch", "hutch-relay", endpoints)], "https", ipv6: false);
}
