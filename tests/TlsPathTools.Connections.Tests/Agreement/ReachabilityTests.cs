using System.Net;
using TlsPathTools.Connections.Tests.Labs;
using TlsPathTools.Lab.Cloud;
using TlsPathTools.Lab.LoadBalancing;
using TlsPathTools.Lab.Network;
using TlsPathTools.Reachability;
using TlsPathTools.Topology.Map;

namespace TlsPathTools.Connections.Tests.Agreement;

/// <summary>Test-NodeReachability against the world's own firewall, which decides about every SYN in it and shares no code with it.</summary>
public class ReachabilityTests(MappedScenarios scenarios)
{
    [Theory, MemberData(nameof(MappedScenarios.Names), MemberType = typeof(MappedScenarios))]
    public async Task The_hop_from_the_client_is_what_the_worlds_firewall_says(string name)
    {
        MappedScenario scenario = await scenarios.OfAsync(name);
        foreach (ReachabilityCheck check in Of(scenario).Where(check => check.Hop is ReachabilityHop.ClientToLoadBalancer))
            TestContext.Current.TestOutputHelper?.WriteLine($"{name}: {check} {check.DecidedBy} {check.Reason} {check.SmallestChange}");
        foreach (ReachabilityCheck check in Of(scenario).Where(check => check.Hop is not ReachabilityHop.ClientToLoadBalancer))
            TestContext.Current.TestOutputHelper?.WriteLine($"{name}: {check} | {check.DecidedBy} | {check.Reason} | {check.SmallestChange} | {string.Join(" / ", check.Notes)}");
    }

    private static IReadOnlyList<ReachabilityCheck> Of(MappedScenario scenario) => NodeReachability.Check(
        scenario.Snapshot, scenario.Rows, new ReachabilityOptions { ClientAddress = $"{scenario.World.Addresses.Map(scenario.Scenario.Client.Address)}" });
}
