using TlsPathTools.Topology.Map;
using static TlsPathTools.Core.Tests.Topology.Map.World;

namespace TlsPathTools.Core.Tests.Topology.Map;

/// <summary>What is asked for: addresses, load balancers, target groups.</summary>
public class MapQueryTests
{
    private readonly World _world = Incident();

    [Fact]
    public void A_load_balancer_is_shown_whole_by_the_addresses_that_clients_use()
    {
        IReadOnlyList<TargetNode> rows = _world.Map(new MapQuery { LoadBalancerArns = [_world.Balancer] });
        Assert.Equal([AddressA, AddressA, AddressB, AddressB], rows.Select(row => row.IPAddress));
        Assert.All(rows, row => Assert.Equal(((int?)443, null), (row.Port, row.Verdict)));
    }

    [Fact]
    public void A_load_balancer_without_interfaces_is_shown_by_what_it_declares_else_without_an_address()
    {
        World declared = _world.WithCloud(cloud => cloud with { NetworkInterfaces = [] });
        Assert.Equal([AddressA, AddressA, AddressB, AddressB], declared.Map(new MapQuery { LoadBalancerArns = [_world.Balancer] }).Select(row => row.IPAddress));
        World bare = declared.WithCloud(cloud => cloud with { Names = [] });
        Assert.All(bare.Map(new MapQuery { LoadBalancerArns = [_world.Balancer] }), row => Assert.Equal((null, BalancerName), (row.IPAddress, row.LoadBalancerName)));
    }

    [Fact]
    public void A_load_balancer_that_was_not_read_has_a_row_that_says_so()
    {
        World denied = new() { Cloud = _world.Cloud with { LoadBalancers = [], NetworkInterfaces = [], Names = [], Listeners = [] }, Gaps = [Gap("elasticloadbalancing:DescribeLoadBalancers")] };
        TargetNode row = Assert.Single(denied.Map(new MapQuery { LoadBalancerArns = [_world.Balancer] }));
        Assert.Equal(AddressOwner.Unknown, row.Owner);
        Assert.Contains("not read (denied)", row.Notes[0], StringComparison.Ordinal);
    }

    [Fact]
    public void A_target_group_is_shown_by_the_addresses_that_lead_there()
    {
        IReadOnlyList<TargetNode> rows = _world.Map(new MapQuery { TargetGroupArns = [Group] });
        Assert.Equal([(AddressA, InstanceA), (AddressA, InstanceB), (AddressB, InstanceA), (AddressB, InstanceB)], rows.Select(row => (row.IPAddress!, row.InstanceId!)));
    }

    [Fact]
    public void A_target_group_that_no_load_balancer_uses_has_rows_without_an_address()
    {
        World alone = _world.WithCloud(cloud => cloud with { Listeners = [], LoadBalancers = [] }).WithGroup(group => group with { LoadBalancerArns = [] });
        IReadOnlyList<TargetNode> rows = alone.Map(new MapQuery { TargetGroupArns = [Group] });
        Assert.Equal([(null, InstanceA), (null, InstanceB)], rows.Select(row => (row.IPAddress, row.InstanceId)));
        Assert.All(rows, row => Assert.Equal("no load balancer uses this target group", row.Notes[0]));
        Assert.All(rows, row => Assert.Null(row.Reachable));
    }

    [Fact]
    public void A_target_group_that_may_not_be_read_has_a_row_that_says_so()
    {
        World denied = _world.WithCloud(cloud => cloud with { Listeners = [], TargetGroups = [], Targets = [] }) with { Gaps = [Gap("elasticloadbalancing:DescribeTargetGroups"), Gap("elasticloadbalancing:DescribeTargetHealth", Group)] };
        TargetNode row = Assert.Single(denied.Map(new MapQuery { TargetGroupArns = [Group] }));
        Assert.Equal([
            "the target group was not read (denied): not authorized to do that",
            "targets were not read (denied): not authorized to do that",
        ], row.Notes);
        Assert.Equal(GroupName, row.TargetGroupName);
    }

    [Fact]
    public void What_an_address_has_shown_is_not_shown_again()
    {
        IReadOnlyList<TargetNode> rows = _world.Map(Seen with { LoadBalancerArns = [_world.Balancer], TargetGroupArns = [Group] });
        Assert.Equal(4, rows.Count);
        Assert.All(rows, row => Assert.Equal(HostName, row.HostName));
    }

    [Fact]
    public void Two_results_of_one_address_are_one_and_the_worse_stands()
    {
        MapQuery query = new() { Addresses = [Probed(AddressA, 20, 0), Probed(AddressA, 10, 10), Probed(AddressA, 20, 3)] };
        Assert.All(_world.Map(query), row => Assert.Equal(((int?)10, (int?)10), (row.Attempts, row.Failures)));
        Assert.Equal(2, _world.Map(query).Count);
    }

    [Fact]
    public void An_empty_query_is_an_empty_map() => Assert.Empty(_world.Map(new MapQuery()));

    [Fact]
    public void An_empty_snapshot_has_a_row_per_address_that_says_that_nothing_was_read()
    {
        IReadOnlyList<TargetNode> rows = TargetNodeMap.Build(_world.Snapshot with { Clouds = [], Clusters = [] }, Seen, []);
        Assert.Equal([(AddressA, true), (AddressB, false)], rows.Select(row => (row.IPAddress!, row.AddressFailing)));
        Assert.All(rows, row => Assert.Equal(["No AWS account was read"], row.Notes));
    }
}
