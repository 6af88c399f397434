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

    [Theory]
    [InlineData("s01-foreign-drop-rule"), InlineData("s02-large-packets-lost"), InlineData("s05-kube-proxy-not-syncing"), InlineData("s07-alb-zonal-bad-node"), InlineData("x18-tls-listener-dead-node")]
    [InlineData("s06-alb-one-bad-node"), InlineData("relay-as-told")]
    public async Task The_guilty_node_is_suspect_at_the_failing_addresses_that_reach_it(string name)
    {
        MappedScenario scenario = await scenarios.OfAsync(name);
        string guilty = scenario.Scenario.Truth.Component!.Split(':', '/')[1];
        foreach (IReadOnlyList<NodePortResult> seen in (IReadOnlyList<NodePortResult>[])[scenario.Direct, scenario.ThroughApiServer])
        {
            IReadOnlyList<TargetNode> rows = scenario.Map(Ways(scenario).ElementAt(scenario.Measured.All(address => address.Verdict == Verdict.Intermittent) ? 2 : 0), seen);
            Assert.Equal(rows.Where(row => row is { AddressFailing: true, Reachable: true } && row.NodeName == guilty), rows.Where(row => row.Suspect));
            Assert.Contains(rows, row => row.Suspect);
        }
    }

    [Theory, MemberData(nameof(MappedScenarios.WithClientOutside), MemberType = typeof(MappedScenarios))]
    public async Task From_the_Internet_there_is_no_way_to_a_NodePort_and_that_says_nothing_of_any_node(string name)
    {
        MappedScenario scenario = await scenarios.OfAsync(name);
        Assert.NotEmpty(scenario.FromOutside);
        Assert.All(scenario.FromOutside, result => Assert.Equal((Verdict.Untested, "none", 0), (result.Verdict, result.Route, result.Attempts)));
        Assert.Equal(scenario.Map(scenario.Measured), scenario.Map(scenario.Measured, scenario.FromOutside));
    }

    [Fact]
    public async Task The_incidents_node_stands_alone_once_NodePorts_are_asked()
    {
        MappedScenario scenario = await scenarios.OfAsync("relay-node-fault");
        Assert.Equal([(Bad, Verdict.Failing), ("i-0e32193c309a0eb8b", Verdict.Healthy)], scenario.ThroughApiServer.OrderBy(result => result.InstanceId, StringComparer.Ordinal).Select(result => (result.InstanceId!, result.Verdict)));
        Assert.Equal(["6 x ClientHelloSent/Rst (503 of the API server)"], scenario.ThroughApiServer.Single(result => result.InstanceId == Bad).FailureKinds);
        MapAddress failing = Assert.Single(scenario.Measured, address => address.Verdict == Verdict.Failing);

        TargetNode suspect = Assert.Single(scenario.Map(scenario.Measured, scenario.ThroughApiServer), row => row.Suspect);
        Assert.Equal((failing.IPAddress, Bad, true), (suspect.IPAddress, suspect.InstanceId, suspect.AddressFailing));
        Assert.Equal(["6 x ClientHelloSent/Rst"], scenario.Direct.Single(result => result.InstanceId == Bad).FailureKinds);
        Assert.Contains("NodePort 32080 probed through the API server: 6 of 6 failed here, 0 of 6 at 1 sibling", suspect.SuspectReason, StringComparison.Ordinal);
    }

    // As it was measured, and the worst that anybody could measure: everything fails, at every stage.
    private static IEnumerable<IReadOnlyList<MapAddress>> Ways(MappedScenario scenario) =>
    [
        scenario.Measured,
        [.. scenario.Addresses.Select(address => address with { Attempts = 30, Failures = 30, FailureRate = 1, Verdict = Verdict.Failing, FailureKinds = ["10 x TcpConnect/Timeout", "10 x ClientHelloSent/Rst", "10 x ResponseHead/HttpStatus"] })],
        [.. scenario.Addresses.Select(address => address with { Attempts = 30, Failures = 15, FailureRate = 0.5, Verdict = Verdict.Intermittent, FailureKinds = ["15 x ResponseHead/HttpStatus"] })],
    ];
}
