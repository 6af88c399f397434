using TlsPathTools.Topology.Cloud;
using TlsPathTools.Topology.Map;
using static TlsPathTools.Core.Tests.Topology.Map.World;

namespace TlsPathTools.Core.Tests.Topology.Map;

/// <summary>Which targets an address can reach, and why.</summary>
public class ReachTests
{
    private const string RoutingCount = "target_group_health.unhealthy_state_routing.minimum_healthy_targets.count";
    private const string RoutingPercentage = "target_group_health.unhealthy_state_routing.minimum_healthy_targets.percentage";

    private readonly World _world = Incident();

    [Fact]
    public void The_target_groups_setting_goes_before_the_load_balancers()
    {
        TargetNode row = _world.With(group: true, ("load_balancing.cross_zone.enabled", "true")).Row(AddressA, InstanceB);
        Assert.Equal(((bool?)true, "target group", (bool?)true, (double?)0.5), (row.CrossZone, row.CrossZoneSource, row.Reachable, row.Share));
    }

    [Fact]
    public void The_load_balancers_setting_counts_where_the_group_leaves_it_to_that()
    {
        TargetNode row = _world.With(group: false, ("load_balancing.cross_zone.enabled", "true")).Row(AddressA, InstanceB);
        Assert.Equal(((bool?)true, "load balancer"), (row.CrossZone, row.CrossZoneSource));
    }

    [Fact]
    public void Each_type_has_its_default()
    {
        World network = _world.WithCloud(cloud => cloud with { Settings = [new(_world.Balancer, Values()), new(Group, Values())] });
        Assert.Equal(((bool?)false, "default of a network load balancer"), Setting(network.Row(AddressA, InstanceA)));
        World application = Incident("application").WithCloud(cloud => cloud with { Settings = [new(Group, Values())] });
        Assert.Equal(((bool?)true, "default of an application load balancer"), Setting(application.Row(AddressA, InstanceA)));
        Assert.Equal(((bool?)false, "target group"), Setting(Incident("application").CrossZone(on: false).Row(AddressA, InstanceA)));
    }

    [Fact]
    public void A_setting_that_could_not_be_read_leaves_the_other_zone_open_and_the_own_zone_reached()
    {
        World world = _world.WithCloud(cloud => cloud with { Settings = [] }) with { Gaps = [Gap("elasticloadbalancing:DescribeTargetGroupAttributes", Group)] };
        TargetNode own = world.Row(AddressA, InstanceA);
        Assert.Equal(((bool?)null, (bool?)true, (double?)null), (own.CrossZone, own.Reachable, own.Share));
        Assert.Equal("the settings of the target group were not read (denied): not authorized to do that", own.CrossZoneSource);
        Assert.Null(world.Row(AddressA, InstanceB).Reachable);
    }

    [Fact]
    public void A_zone_that_is_not_known_leaves_reach_open_with_cross_zone_off_and_not_with_it_on()
    {
        World world = _world.WithCloud(cloud => cloud with { NetworkInterfaces = [.. cloud.NetworkInterfaces.Select(item => item with { AvailabilityZone = null })] });
        Assert.Null(world.Row(AddressA, InstanceA).Reachable);
        Assert.True(world.CrossZone(on: true).Row(AddressA, InstanceA).Reachable);
        World bySubnet = world.WithCloud(cloud => cloud with { Subnets = [new() { SubnetId = "subnet-" + ZoneA, AvailabilityZone = ZoneA }] });
        Assert.True(bySubnet.Row(AddressA, InstanceA).Reachable);
    }

    [Theory]
    [InlineData("healthy", null, true)]
    [InlineData("unhealthy", "Target.Timeout", false)]
    [InlineData("initial", "Elb.InitialHealthChecking", false)]
    [InlineData("unhealthy.draining", "Target.FailedHealthChecks", false)]
    [InlineData("draining", "Target.DeregistrationInProgress", false)]
    [InlineData("unused", "Target.InvalidState", false)]
    [InlineData("unavailable", "Target.HealthCheckDisabled", true)]
    [InlineData("unavailable", "Elb.InternalError", null)]
    public void The_state_decides_while_others_are_healthy(string state, string? reason, bool? reachable)
    {
        TargetNode row = _world.CrossZone(on: true).WithTargets(Target(InstanceA, NodePort, state, reason), Target(InstanceB, NodePort)).Row(AddressA, InstanceA);
        Assert.Equal(reachable, row.Reachable);
        Assert.Contains(state.Split('.')[0], row.ReachableNote, StringComparison.Ordinal);
        Assert.Equal((state, reason), (row.TargetHealth, row.TargetHealthReason));
    }

    [Fact]
    public void With_cross_zone_off_an_ill_target_alone_in_its_zone_is_reached_by_fail_open()
    {
        TargetNode row = _world.WithTargets(Target(InstanceA, NodePort, "unhealthy"), Target(InstanceB, NodePort)).Row(AddressA, InstanceA);
        Assert.Equal(((bool?)true, (double?)1), (row.Reachable, row.Share));
        Assert.StartsWith("unhealthy, but reached: fail-open", row.ReachableNote, StringComparison.Ordinal);
        Assert.Contains("fail-open: 0 of 1 healthy in eu-west-2a, fewer than 1, so flows go to all targets, the ill ones included", row.Notes);
        Assert.Contains("the address leaves DNS while that lasts, unless every zone does: 0 of 1 healthy in eu-west-2a, fewer than 1", row.Notes);
    }

    [Fact]
    public void With_cross_zone_on_the_same_target_gets_nothing_until_all_are_ill()
    {
        World world = _world.CrossZone(on: true);
        Assert.Equal(((bool?)false, (double?)0), Reach(world.WithTargets(Target(InstanceA, NodePort, "unhealthy"), Target(InstanceB, NodePort)).Row(AddressA, InstanceA)));
        Assert.Equal(((bool?)true, (double?)0.5), Reach(world.WithTargets(Target(InstanceA, NodePort, "unhealthy"), Target(InstanceB, NodePort, "initial")).Row(AddressA, InstanceA)));
    }

    [Theory]
    [InlineData("2", "off", true)]
    [InlineData("1", "51", true)]
    [InlineData("1", "50", false)]
    public void The_thresholds_of_fail_open_are_count_and_percentage(string count, string percentage, bool open)
    {
        World world = _world.CrossZone(on: true).With(group: true, (RoutingCount, count), (RoutingPercentage, percentage));
        Assert.Equal(open, world.WithTargets(Target(InstanceA, NodePort, "unhealthy"), Target(InstanceB, NodePort)).Row(AddressA, InstanceA).Reachable);
    }

    [Fact]
    public void The_threshold_of_DNS_is_another_one()
    {
        World world = _world.CrossZone(on: true).With(group: true, ("target_group_health.dns_failover.minimum_healthy_targets.count", "off"), (RoutingCount, "1"))
            .WithTargets(Target(InstanceA, NodePort, "unhealthy"), Target(InstanceB, NodePort, "unhealthy"));
        Assert.Contains(world.Row(AddressA, InstanceA).Notes, note => note.StartsWith("fail-open", StringComparison.Ordinal));
        Assert.DoesNotContain(world.Row(AddressA, InstanceA).Notes, note => note.Contains("leaves DNS", StringComparison.Ordinal));
    }

    [Fact]
    public void A_target_of_a_zone_that_is_not_enabled_is_never_reached_and_one_of_all_zones_always_is()
    {
        World world = _world.CrossZone(on: true).WithCloud(cloud => cloud with { LoadBalancers = [cloud.LoadBalancers[0] with { AvailabilityZones = [new() { ZoneName = ZoneA }] }] });
        TargetNode row = world.Row(AddressA, InstanceB);
        Assert.Equal(((bool?)false, "its zone eu-west-2b is not enabled at the load balancer"), (row.Reachable, row.ReachableNote));

        World outside = _world.WithGroup(group => group with { TargetType = "ip" }).WithTargets(Target("192.0.2.10", 443, zone: "all"));
        Assert.All((string[])[AddressA, AddressB], address => Assert.Equal(((bool?)true, (double?)1), Reach(outside.Row(address, "192.0.2.10"))));
    }

    [Fact]
    public void A_zonal_shift_takes_targets_away_with_cross_zone_on_and_not_with_it_off()
    {
        TargetHealthDescription shifted = Target(InstanceA, NodePort) with { AdministrativeOverride = new() { State = "zonal_shift_active" } };
        World on = _world.CrossZone(on: true).WithTargets(shifted, Target(InstanceB, NodePort));
        Assert.Equal(((bool?)false, "a zonal shift keeps flows from its zone"), (on.Row(AddressB, InstanceA).Reachable, on.Row(AddressB, InstanceA).ReachableNote));
        Assert.Equal(1, on.Row(AddressB, InstanceB).Share);
        Assert.True(_world.WithTargets(shifted, Target(InstanceB, NodePort)).Row(AddressA, InstanceA).Reachable);
    }

    [Fact]
    public void A_group_without_targets_has_one_row_that_says_so_and_one_that_may_not_be_read_says_that()
    {
        TargetNode none = Assert.Single(_world.WithTargets().Map(), row => row.IPAddress == AddressA);
        Assert.Equal(((bool?)false, "no target is registered: what chooses this group is answered by nobody"), (none.Reachable, none.ReachableNote));
        World denied = _world.WithCloud(cloud => cloud with { Targets = [] }) with { Gaps = [Gap("elasticloadbalancing:DescribeTargetHealth", Group)] };
        TargetNode unread = Assert.Single(denied.Map(), row => row.IPAddress == AddressA);
        Assert.Equal(((bool?)null, "targets were not read (denied): not authorized to do that"), (unread.Reachable, unread.ReachableNote));
    }

    private static (bool? IsOn, string? Source) Setting(TargetNode row) => (row.CrossZone, row.CrossZoneSource);

    private static (bool? Reachable, double? Share) Reach(TargetNode row) => (row.Reachable, row.Share);
}
