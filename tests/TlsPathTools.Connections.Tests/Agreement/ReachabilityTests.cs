using TlsPathTools.Connections.Tests.Labs;
using TlsPathTools.Reachability;
using TlsPathTools.Reachability.Rules;

namespace TlsPathTools.Connections.Tests.Agreement;

/// <summary>Test-NodeReachability against the world's own firewall, which decides about every SYN in it and shares no code with it.</summary>
public class ReachabilityTests(MappedScenarios scenarios)
{
    // By scenario and address: what no rule can be asked about, and why.
    private static readonly Dictionary<string, string> s_unknown = new(StringComparer.Ordinal)
    {
        ["s09-stale-address 203.0.113.199"] = "No load balancer has the address: there is no hop to judge.",
    };

    [Theory, MemberData(nameof(MappedScenarios.Names), MemberType = typeof(MappedScenarios))]
    public async Task Every_hop_is_what_the_worlds_firewall_says(string name)
    {
        MappedScenario scenario = await scenarios.OfAsync(name);
        var witness = new WorldVerdict(scenario.World, scenario.View.Services, WorldVerdict.ClientOf(scenario.World));
        IReadOnlyList<ReachabilityCheck> checks = Of(scenario);
        string[] unknown = [.. s_unknown.Keys.Where(key => key.Split(' ')[0] == name).Select(key => $"{scenario.World.Addresses.Map(key.Split(' ')[1])}")];
        Assert.Equal(unknown, checks.Where(check => check.Reachability is ReachabilityVerdict.Unknown).Select(check => check.IPAddress));
        Assert.All(checks.Where(check => check.Reachability is not ReachabilityVerdict.Unknown), check => Assert.True(
            witness.Of(check) == check.Reachability, $"{check} ({check.Reason}), and the firewall says {witness.Of(check)}.\n{string.Join('\n', check.Controls)}"));
    }

    [Theory, MemberData(nameof(MappedScenarios.Names), MemberType = typeof(MappedScenarios))]
    public async Task Every_row_has_each_of_its_hops_once(string name)
    {
        MappedScenario scenario = await scenarios.OfAsync(name);
        IReadOnlyList<ReachabilityCheck> checks = Of(scenario);
        Assert.Equal(scenario.Rows.Select(row => row.IPAddress).Distinct().Order(StringComparer.Ordinal), On(ReachabilityHop.ClientToLoadBalancer).Select(check => check.IPAddress).Order(StringComparer.Ordinal));
        Assert.Equal(Rows(row => row.TargetId is not null), Keys(ReachabilityHop.LoadBalancerToTarget));
        Assert.Equal(Rows(row => row.TargetId is not null && row.NodePort is not null), Keys(ReachabilityHop.NodeToPod));
        Assert.Subset(Rows(row => row.TargetId is not null).ToHashSet(), Keys(ReachabilityHop.HealthCheck).ToHashSet());

        IEnumerable<ReachabilityCheck> On(ReachabilityHop hop) => checks.Where(check => check.Hop == hop);
        string[] Keys(ReachabilityHop hop) => [.. On(hop).Select(check => $"{check.IPAddress} {check.TargetGroupArn} {check.TargetId} {check.NodePort}").Order(StringComparer.Ordinal)];
        string[] Rows(Func<Topology.Map.TargetNode, bool> which) => [.. scenario.Rows.Where(which).Select(row => $"{row.IPAddress} {row.TargetGroupArn} {row.TargetId} {row.NodePort}").Order(StringComparer.Ordinal)];
    }

    [Theory, MemberData(nameof(MappedScenarios.Names), MemberType = typeof(MappedScenarios))]
    public async Task What_is_denied_says_by_what_and_what_would_change_it_and_what_is_allowed_says_neither(string name)
    {
        Assert.All(Of(await scenarios.OfAsync(name)), check =>
        {
            bool stopped = check.Reachability is ReachabilityVerdict.Denied or ReachabilityVerdict.Partial;
            Assert.Equal((stopped, stopped, stopped), (check.DecidedBy is not null, check.Rule is not null, check.SmallestChange is not null));
            // Rules are all that was read: no sentence may say that something works, or that groups are equal.
            string told = string.Join(' ', [check.Reason, .. check.Controls, .. check.Notes]);
            Assert.DoesNotMatch("(?i)healthy node|node (is|works)|same security group|identical|proves", told);
        });
    }

    [Theory, InlineData("relay-node-fault"), InlineData("relay-as-told")]
    public async Task Forwarding_that_is_broken_in_spite_of_good_rules_is_no_matter_of_rules(string name)
    {
        MappedScenario scenario = await scenarios.OfAsync(name);
        Assert.Contains(scenario.Results, result => result.Failures > 0);
        Assert.All(Of(scenario), check => Assert.Equal(ReachabilityVerdict.Allowed, check.Reachability));
        Assert.All(Of(scenario), check => Assert.Equal(
            check.Destination.EndsWith("all on this node", StringComparison.Ordinal) ? "Every pod that it can go to is on this node: nothing of the network is between the two." : "Every rule on the way and back allows it.", check.Reason));
    }

    private static IReadOnlyList<ReachabilityCheck> Of(MappedScenario scenario) => NodeReachability.Check(
        scenario.Snapshot, scenario.Rows, new ReachabilityOptions { ClientAddress = $"{WorldVerdict.ClientOf(scenario.World)}" });
}
