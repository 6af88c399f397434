using TlsPathTools.Topology;
using TlsPathTools.Topology.Cloud;
using TlsPathTools.Topology.Map;
using static TlsPathTools.Core.Tests.Topology.Map.World;

namespace TlsPathTools.Core.Tests.Topology.Map;

/// <summary>Every group that a rule can choose, with its weight.</summary>
public class ListenerRuleTests
{
    private static readonly string s_other = GroupArn("other");

    [Fact]
    public void Weights_share_a_rule_and_zero_gets_nothing()
    {
        World world = WithGroups(Incident("application").CrossZone(on: true), new Rule { Priority = "default", IsDefault = true, Actions = [Forward((Group, 3), (s_other, 1), (GroupArn("dark"), 0))] });
        Assert.Equal([(0.75, 0.375), (0.75, 0.375)], world.Map().Where(row => row.IPAddress == AddressA && row.TargetGroupArn == Group).Select(row => (row.Weight!.Value, row.Share!.Value)));
        TargetNode one = Assert.Single(world.Map(), row => row.IPAddress == AddressA && row.TargetGroupArn == s_other);
        Assert.Equal((0.25, 0.25), (one.Weight, one.Share));
        TargetNode dark = Assert.Single(world.Map(), row => row.IPAddress == AddressA && row.TargetGroupName == "dark");
        Assert.Equal(((double?)0, (bool?)false, "weight 0: no new flow chooses the group"), (dark.Weight, dark.Reachable, dark.ReachableNote));
    }

    [Fact]
    public void A_rule_for_another_host_is_shown_and_not_reached()
    {
        World world = WithGroups(Incident("application"), HostRule("10", s_other, "other.example.org"), Default(Group));
        TargetNode row = Assert.Single(world.Map(), row => row.IPAddress == AddressA && row.TargetGroupArn == s_other);
        Assert.Equal(("10: host other.example.org", (bool?)false, (double?)0), (row.Rule, row.Reachable, row.Share));
        Assert.Equal(1, world.Map().Where(other => other.IPAddress == AddressA && other.TargetGroupArn == Group).Sum(other => other.Share));
    }

    [Theory]
    [InlineData("relay.codisc-eoe-sde.uk")]
    [InlineData("RELAY.codisc-eoe-sde.UK")]
    [InlineData("*.codisc-eoe-sde.uk")]
    [InlineData("rela?.codisc*")]
    public void A_rule_that_takes_every_request_for_the_name_leaves_none_for_the_default(string host)
    {
        World world = WithGroups(Incident("application"), HostRule("10", s_other, host), Default(Group));
        Assert.Equal(1, Assert.Single(world.Map(), row => row.IPAddress == AddressA && row.TargetGroupArn == s_other).Share);
        Assert.Equal("requests for this name meet another rule than default", world.Row(AddressA, InstanceA).ReachableNote);
    }

    [Fact]
    public void Where_the_path_decides_reach_is_told_and_shares_are_not()
    {
        var path = new Rule { Priority = "5", Conditions = [new() { Field = "path-pattern", Values = ["/api/*"] }], Actions = [Forward((s_other, 1))] };
        World world = WithGroups(Incident("application").CrossZone(on: true), path, Default(Group));
        Assert.All(world.Map().Where(row => row.IPAddress == AddressA), row => Assert.Equal(((bool?)true, (double?)null), (row.Reachable, row.Share)));
        Assert.Equal("5: path /api/*", Assert.Single(world.Map(), row => row.IPAddress == AddressA && row.TargetGroupArn == s_other).Rule);
    }

    [Fact]
    public void Rules_that_choose_the_same_group_are_one_row_and_its_share_is_told()
    {
        World world = WithGroups(Incident("application").CrossZone(on: true), new Rule { Priority = "5", Conditions = [new() { Field = "path-pattern", Values = ["/a"] }], Actions = [Forward((Group, 1))] }, Default(Group));
        TargetNode row = world.Row(AddressA, InstanceA);
        Assert.Equal(("5: path /a; default", (double?)1, (double?)0.5), (row.Rule, row.Weight, row.Share));
    }

    [Fact]
    public void Rules_go_by_their_number_and_not_by_their_order_in_the_answer()
    {
        World world = WithGroups(Incident("application"), Default(Group), HostRule("100", Group, HostName), HostRule("20", s_other, HostName));
        Assert.True(Assert.Single(world.Map(), row => row.IPAddress == AddressA && row.TargetGroupArn == s_other).Reachable);
        Assert.False(world.Row(AddressA, InstanceA).Reachable);
    }

    [Fact]
    public void Rules_that_may_not_be_read_leave_the_default_action_and_say_so()
    {
        World world = Incident("application").WithCloud(cloud => cloud with { Rules = [] }) with { Gaps = [Gap("elasticloadbalancing:DescribeRules")] };
        TargetNode row = world.Row(AddressA, InstanceA);
        Assert.Null(row.Share);
        Assert.Contains("the rules of the listener were not read (denied): not authorized to do that; only its default action is shown", row.Notes);
        Assert.DoesNotContain(Incident().Row(AddressA, InstanceA).Notes, note => note.Contains("rules", StringComparison.Ordinal));
    }

    [Fact]
    public void Half_a_list_of_rules_tells_no_shares()
    {
        World half = Incident("application").CrossZone(on: true);
        half = half with { Gaps = [Gap("elasticloadbalancing:DescribeRules", ListenerArn(half.Balancer, 443))] };
        TargetNode row = half.Row(AddressA, InstanceA);
        Assert.Equal(((bool?)true, (double?)null), (row.Reachable, row.Share));
        Assert.Contains("the list of the listener's rules is not whole (denied): not authorized to do that", row.Notes);
    }

    [Fact]
    public void A_listener_that_only_redirects_has_a_row_that_says_so()
    {
        World world = Incident("application").WithListener(listener => listener with { DefaultActions = [new() { Type = "redirect" }] })
            .WithCloud(cloud => cloud with { Rules = [new(cloud.Listeners[0].ListenerArn!, [new Rule { Priority = "default", IsDefault = true, Actions = [new() { Type = "redirect" }] }])] });
        TargetNode row = Assert.Single(world.Map(), row => row.IPAddress == AddressA);
        Assert.Equal(((bool?)false, "the listener forwards to no target group"), (row.Reachable, row.ReachableNote));
        Assert.Contains("forwards to no group: default: redirect", row.Notes);
    }

    private static Rule Default(string group) => new() { Priority = "default", IsDefault = true, Actions = [Forward((group, 1))] };

    private static Rule HostRule(string priority, string group, string host) =>
        new() { Priority = priority, Conditions = [new() { Field = "host-header", HostHeaderConfig = new() { Values = [host] } }], Actions = [Forward((group, 1))] };

    private static ListenerAction Forward(params (string Group, int Weight)[] groups) =>
        new() { Type = "forward", ForwardConfig = new() { TargetGroups = [.. groups.Select(item => new TargetGroupTuple { TargetGroupArn = item.Group, Weight = item.Weight })] } };

    private static World WithGroups(World world, params Rule[] rules) => world.WithCloud(cloud => cloud with
    {
        Rules = [new ListenerRules(cloud.Listeners[0].ListenerArn!, rules)],
        TargetGroups = [.. cloud.TargetGroups, InstanceGroup("other", world.Balancer, 31000)],
        Settings = [.. cloud.Settings, new(s_other, Values())],
        Targets = [.. cloud.Targets, new(s_other, [Target(InstanceB, 31000)])],
    });
}
