using TlsPathTools.Topology;
using TlsPathTools.Topology.Cloud;
using TlsPathTools.Topology.Conflicts;

namespace TlsPathTools.Core.Tests.Topology.Conflicts;

public class ShadowedRuleTests
{
    [Theory]
    [InlineData("*.test", "shop.test")]
    [InlineData("shop.test", "SHOP.test")]
    [InlineData("*", "a.b.c")]
    [InlineData("?.test", "?.test")]
    [InlineData("*.test", "*.shop.test")]
    public void A_rule_behind_a_wider_one_never_applies(string wide, string narrow)
    {
        LoadBalancerConflict row = Find(Rule(10, "x", Host(wide)), Rule(20, "y", Host(narrow))).Single();

        Assert.Equal((LoadBalancerConflictKind.ShadowedRule, "shop", 443), (row.ConflictKind, row.LoadBalancerName, row.Port));
        Assert.Equal(["rule 10", "rule 20"], row.Claimants);
        Assert.Equal("y", row.TargetGroupArn);
    }

    [Theory]
    [InlineData("shop.test", "*.test")]
    [InlineData("?.test", "*.test")]
    [InlineData("a.test", "?.test")]
    [InlineData("a*.test", "b.test")]
    public void One_behind_a_narrower_one_does(string first, string second) => Assert.Empty(Find(Rule(10, "x", Host(first)), Rule(20, "y", Host(second))));

    [Fact]
    public void The_order_is_that_of_priorities() => Assert.Empty(Find(Rule(20, "x", Host("*.test")), Rule(3, "y", Host("shop.test"))));

    [Fact]
    public void A_condition_more_makes_the_first_one_narrower()
    {
        Assert.Empty(Find(Rule(10, "x", Host("*.test"), Path("/api/*")), Rule(20, "y", Host("shop.test"))));
        Assert.Single(Find(Rule(10, "x", Host("*.test")), Rule(20, "y", Host("shop.test"), Path("/api/*"))));
    }

    [Fact]
    public void Paths_know_upper_from_lower_case() => Assert.Empty(Find(Rule(10, "x", Path("/API/*")), Rule(20, "y", Path("/api/x"))));

    [Fact]
    public void A_regular_expression_is_not_called_covered() =>
        Assert.Empty(Find(Rule(10, "x", Host("*.test")), Rule(20, "y", new RuleCondition { Field = "host-header", HostHeaderConfig = new HostHeaderConditionConfig { Values = ["a.test"], RegexValues = ["^x"] } })));

    [Fact]
    public void To_the_same_place_nothing_is_lost() => Assert.Empty(Find(Rule(10, "x", Host("*.test")), Rule(20, "x", Host("shop.test"))));

    [Fact]
    public void The_default_rule_hides_none() => Assert.Empty(Find(Rule(10, "x", Host("*.test")), new Rule { Priority = "default", IsDefault = true, Actions = [new ListenerAction { Type = "forward", TargetGroupArn = "z" }] }));

    [Fact]
    public void A_pattern_made_to_be_slow_is_not() =>
        Assert.False(Wildcards.Covers(string.Concat(Enumerable.Repeat("a*", 60)) + "b", new string('a', 4000), StringComparison.Ordinal));

    private static IReadOnlyList<LoadBalancerConflict> Find(params Rule[] rules)
    {
        CloudState cloud = Sample.Cloud(Sample.Balancer("shop")) with
        {
            Listeners = [new Listener { ListenerArn = "listener", LoadBalancerArn = Sample.Arn("shop"), Port = 443, Protocol = "HTTPS" }],
            Rules = [new ListenerRules("listener", rules)],
        };
        return LoadBalancerConflicts.Find(Sample.Of().With(cloud));
    }

    private static Rule Rule(int priority, string group, params RuleCondition[] conditions) =>
        new() { Priority = $"{priority}", Conditions = conditions, Actions = [new ListenerAction { Type = "forward", TargetGroupArn = group }] };

    private static RuleCondition Host(string value) => new() { Field = "host-header", HostHeaderConfig = new HostHeaderConditionConfig { Values = [value] } };

    private static RuleCondition Path(string value) => new() { Field = "path-pattern", PathPatternConfig = new PathPatternConditionConfig { Values = [value] } };
}
