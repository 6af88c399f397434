using TlsPathTools.Connections.Tests.Labs;
using TlsPathTools.Topology.Conflicts;

namespace TlsPathTools.Connections.Tests.Agreement;

/// <summary>A cmdlet that reads no more than it needs says the same as one that has everything (which is held against the world).</summary>
public class OwnReadingTests(MappedScenarios scenarios)
{
    [Theory, MemberData(nameof(MappedScenarios.Steady), MemberType = typeof(MappedScenarios))]
    public async Task Each_cmdlet_reads_enough_for_what_it_says(string name)
    {
        MappedScenario scenario = await scenarios.OfAsync(name);
        Assert.Empty(scenario.Own.Gaps);
        Assert.Equal(scenario.Balancers, scenario.Own.Balancers);
        Assert.Equal(scenario.Rows, scenario.Own.Rows);
        Assert.Equal(scenario.Pods, scenario.Own.Pods);
        Assert.Equal(
            scenario.KubeProxies.Where(row => !row.Detail.StartsWith("It was not asked", StringComparison.Ordinal)).Select(row => (row.NodeName, row.PodName, row.SyncState)),
            scenario.Own.KubeProxies.Where(own => scenario.KubeProxies.Any(row => row.NodeName == own.NodeName && !row.Detail.StartsWith("It was not asked", StringComparison.Ordinal))).Select(row => (row.NodeName, row.PodName, row.SyncState)));
        Assert.DoesNotContain(scenario.Own.KubeProxies, row => row.Detail.StartsWith("It was not asked", StringComparison.Ordinal));
    }

    [Theory, InlineData("relay-node-fault"), InlineData("relay-as-told")]
    public async Task The_fight_over_a_listener_is_found_and_does_not_own_the_failing_address(string name)
    {
        MappedScenario scenario = await scenarios.OfAsync(name);
        string[] addresses = [.. scenario.Addresses.Select(address => address.IPAddress)];
        LoadBalancerConflict fight = Assert.Single(scenario.Own.Conflicts, conflict => conflict.ConflictKind == LoadBalancerConflictKind.DuplicateListener);
        Assert.Contains(fight.Claimants, claimant => claimant.Contains("hutch/hutch-relay-nlb", StringComparison.Ordinal));
        Assert.Contains(fight.Claimants, claimant => claimant.Contains("ngress", StringComparison.Ordinal) && claimant.Contains("hutch/hutch-relay", StringComparison.Ordinal));
        Assert.Equal(214 + 391, fight.Count);
        Assert.Equal((false, false), (fight.OwnsFailingAddress, fight.TouchesTraffic));
        Assert.Equal(addresses.Order(StringComparer.Ordinal), fight.FailingAddresses.Order(StringComparer.Ordinal));
        Assert.Contains(scenario.World.Cloud.LoadBalancers.Values.Single(balancer => balancer.Listeners.Count > 0 && balancer.Name.StartsWith("eoe", StringComparison.Ordinal)).Name, fight.Ownership, StringComparison.Ordinal);
    }

    [Theory, MemberData(nameof(MappedScenarios.Names), MemberType = typeof(MappedScenarios))]
    public async Task No_conflict_of_a_scenario_owns_a_failing_address_and_only_the_incident_has_any(string name)
    {
        MappedScenario scenario = await scenarios.OfAsync(name);
        Assert.DoesNotContain(scenario.Own.Conflicts, conflict => conflict.OwnsFailingAddress == true);
        Assert.Equal(name.StartsWith("relay-", StringComparison.Ordinal), scenario.Own.Conflicts.Count > 0);
    }
}
