using TlsPathTools.Topology;
using TlsPathTools.Topology.Cloud;
using TlsPathTools.Topology.Map;
using static TlsPathTools.Core.Tests.Topology.Map.World;

namespace TlsPathTools.Core.Tests.Topology.Map;

/// <summary>Fault scenarios of domain.md C as the map sees them from outside: the failing address is marked, and no node is suspect.</summary>
public class InnocentNodesTests
{
    [Fact]
    public void S02_large_packets_lost_on_one_node() => NobodyIn(Incident().WithGroup(group => group with { HealthCheckProtocol = "TCP", HealthCheckPort = "traffic-port" }), Probed(AddressA, 30, 30, "30 x ClientHelloSent/Timeout"));

    [Fact]
    public void S08_the_load_balancers_own_subnet_has_no_route() => NobodyIn(Incident(), Probed(AddressB, 30, 30, "30 x TcpConnect/Timeout"));

    [Fact]
    public void S09_a_record_with_an_address_that_nobody_has()
    {
        const string Stale = "203.0.113.199";
        IReadOnlyList<TargetNode> rows = NobodyIn(Incident().WithCloud(cloud => cloud with { AddressesLookedUp = [AddressA, Stale] }), Probed(AddressA, 30, 0), Probed(Stale, 30, 30, "30 x TcpConnect/Timeout"));
        TargetNode stale = Assert.Single(rows, row => row.AddressFailing);
        Assert.Equal((Stale, AddressOwner.NotFound, null), (stale.IPAddress, stale.Owner, stale.InstanceId));
        Assert.Contains("this one is none of its addresses", stale.Notes[0], StringComparison.Ordinal);
    }

    [Fact]
    public void S10_policy_Local_and_a_check_of_the_wrong_port_even_with_probes_from_inside()
    {
        World world = Incident().WithCluster(cluster => cluster with { Services = [Service("hutch", "hutch-relay", NodePort, "Local")] });
        MapQuery query = Seen with { NodePorts = [NodePortProbe(NodeA, 20, 20), NodePortProbe(NodeB, 20, 0)] };
        Assert.DoesNotContain(world.Map(query, Proxy(NodeA, SyncState.Stale), Proxy(NodeB, SyncState.Fresh)), row => row.Suspect);
    }

    [Fact]
    public void S12_only_the_way_through_the_proxy_fails_and_the_nodes_are_fine_from_inside()
    {
        MapQuery query = new() { Addresses = [Probed(AddressA, 30, 30, "30 x ClientHelloSent/Fin"), Probed(AddressB, 30, 0)], NodePorts = [NodePortProbe(NodeA, 20, 0), NodePortProbe(NodeB, 20, 0)] };
        Assert.DoesNotContain(Incident().Map(query, Proxy(NodeA, SyncState.Fresh), Proxy(NodeB, SyncState.Fresh)), row => row.Suspect);
    }

    [Fact]
    public void S13_two_load_balancers_behind_one_name_are_two_in_the_rows()
    {
        const string OldAddress = "203.0.113.90";
        string old = BalancerArn("old-front", "application");
        World world = Incident().WithCloud(cloud => cloud with
        {
            NetworkInterfaces = [.. cloud.NetworkInterfaces, Interface("eni-0c", old, ZoneB, "10.40.2.90", OldAddress)],
            LoadBalancers = [.. cloud.LoadBalancers, new() { LoadBalancerArn = old, LoadBalancerName = "old-front", Type = "application" }],
            Listeners = [.. cloud.Listeners, new() { ListenerArn = ListenerArn(old, 443), LoadBalancerArn = old, Port = 443, Protocol = "HTTPS", DefaultActions = [new() { Type = "forward", TargetGroupArn = Group }] }],
            Rules = [new(ListenerArn(old, 443), [new Rule { Priority = "default", IsDefault = true, Actions = [new() { Type = "forward", TargetGroupArn = Group }] }])],
        });
        IReadOnlyList<TargetNode> rows = NobodyIn(world, Probed(AddressA, 30, 0), Probed(OldAddress, 30, 30, "30 x Handshake/CertificateProblem"));
        Assert.Equal(["old-front"], rows.Where(row => row.AddressFailing).Select(row => row.LoadBalancerName).Distinct());
        Assert.Equal(2, rows.Select(row => row.LoadBalancerArn).Distinct().Count());
    }

    [Fact]
    public void Cross_zone_on_and_one_bad_node_of_two()
    {
        IReadOnlyList<TargetNode> rows = NobodyIn(Incident().CrossZone(on: true), Probed(AddressA, 30, 16, "16 x TcpConnect/Timeout"), Probed(AddressB, 30, 14, "14 x TcpConnect/Timeout"));
        Assert.All(rows, row => Assert.Equal((true, (double?)0.5), (row.AddressFailing, row.Share)));
    }

    [Fact]
    public void Outer_probes_of_a_NodePort_are_no_inner_observation()
    {
        MapQuery query = Seen with { NodePorts = [NodePortProbe(NodeA, 20, 20, "here"), NodePortProbe(NodeB, 20, 0, "here")] };
        Assert.DoesNotContain(Incident().Map(query), row => row.Suspect);
    }

    private static IReadOnlyList<TargetNode> NobodyIn(World world, params MapAddress[] addresses)
    {
        IReadOnlyList<TargetNode> rows = world.Map(new MapQuery { Addresses = addresses });
        Assert.Contains(rows, row => row.AddressFailing);
        Assert.DoesNotContain(rows, row => row.Suspect);
        return rows;
    }
}
