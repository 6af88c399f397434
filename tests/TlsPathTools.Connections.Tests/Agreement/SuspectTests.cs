using TlsPathTools.Connections.Tests.Labs;
using TlsPathTools.Lab.Scenarios;
using TlsPathTools.Probing;
using TlsPathTools.Topology;
using TlsPathTools.Topology.Map;

namespace TlsPathTools.Connections.Tests.Agreement;

/// <summary>What pipes suspect rows into a change never hits an innocent node.</summary>
public class SuspectTests(MappedScenarios scenarios)
{
    private const string Bad = "i-0a3061a5b059d819c";

    [Theory, MemberData(nameof(MappedScenarios.Names), MemberType = typeof(MappedScenarios))]
    public async Task Without_an_observation_from_inside_no_row_is_suspect_but_that_of_a_kube_proxy_that_stands_alone_in_not_syncing(string name)
    {
        MappedScenario scenario = await scenarios.OfAsync(name);
        string[] stopped = [.. scenario.Scenario.Faults.Where(fault => fault.Effect == FaultEffect.StopSyncing).Select(fault => fault.At["kubeProxy:".Length..])];
        foreach (IReadOnlyList<MapAddress> addresses in Ways(scenario))
        {
            TargetNode[] suspects = [.. scenario.Map(addresses).Where(row => row.Suspect)];
            Assert.Equal(stopped, suspects.Select(row => row.NodeName).Distinct());
            Assert.All(suspects, row => Assert.Equal((true, true), (row.AddressFailing, row.Reachable)));
        }
    }

    [Theory, MemberData(nameof(MappedScenarios.Names), MemberType = typeof(MappedScenarios))]
    public async Task With_every_NodePort_asked_no_row_of_a_healthy_node_is_suspect(string name)
    {
        MappedScenario scenario = await scenarios.OfAsync(name);
        TruthSpec truth = scenario.Scenario.Truth;
        foreach (IReadOnlyList<NodePortResult> seen in (IReadOnlyList<NodePortResult>[])[scenario.Direct, scenario.ThroughApiServer, [.. scenario.Direct, .. scenario.ThroughApiServer]])
        {
            foreach (IReadOnlyList<MapAddress> addresses in Ways(scenario))
            {
                Assert.All(scenario.Map(addresses, seen).Where(row => row.Suspect), row =>
                {
                    Assert.DoesNotContain($"node:{row.NodeName}", truth.Innocent);
                    Assert.Matches($"^(node|kubeProxy):{row.NodeName}(/|$)", truth.Component ?? "");
                });
            }
        }
    }

    [Theory, InlineData(true), InlineData(false)]
    public async Task The_incidents_node_stands_alone_once_NodePorts_are_asked(bool directly)
    {
        MappedScenario scenario = await scenarios.OfAsync("relay-node-fault");
        IReadOnlyList<NodePortResult> seen = directly ? scenario.Direct : scenario.ThroughApiServer;
        Assert.Equal([(Bad, Verdict.Failing), ("i-0e32193c309a0eb8b", Verdict.Healthy)], seen.OrderBy(result => result.InstanceId, StringComparer.Ordinal).Select(result => (result.InstanceId, result.Verdict)));
        MapAddress failing = Assert.Single(scenario.Measured, address => address.Verdict == Verdict.Failing);

        TargetNode suspect = Assert.Single(scenario.Map(scenario.Measured, seen), row => row.Suspect);
        Assert.Equal((failing.IPAddress, Bad, true), (suspect.IPAddress, suspect.InstanceId, suspect.AddressFailing));
        Assert.NotNull(suspect.SuspectReason);
    }

    // As it was measured, and the worst that anybody could measure: everything fails, at every stage.
    private static IEnumerable<IReadOnlyList<MapAddress>> Ways(MappedScenario scenario) =>
    [
        scenario.Measured,
        [.. scenario.Addresses.Select(address => address with { Attempts = 30, Failures = 30, FailureRate = 1, Verdict = Verdict.Failing, FailureKinds = ["10 x TcpConnect/Timeout", "10 x ClientHelloSent/Rst", "10 x ResponseHead/HttpStatus"] })],
        [.. scenario.Addresses.Select(address => address with { Attempts = 30, Failures = 15, FailureRate = 0.5, Verdict = Verdict.Intermittent, FailureKinds = ["15 x ResponseHead/HttpStatus"] })],
    ];
}
