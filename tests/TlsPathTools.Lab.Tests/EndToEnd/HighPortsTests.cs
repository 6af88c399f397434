using System.Text.Json.Nodes;
using TlsPathTools.Lab.Scenarios;
using TlsPathTools.Probing;
using TlsPathTools.TestServers;

namespace TlsPathTools.Lab.Tests.EndToEnd;

/// <summary>The world of a user who may not open ports below 1024: the same, but for the ports, and the APIs know them too.</summary>
public class HighPortsTests
{
    private static readonly LabOptions s_options = new() { HighPorts = true };

    [Fact]
    public async Task The_incident_is_the_same_at_port_8443_and_the_APIs_say_so()
    {
        await using RunningLab running = await RunningLab.StartAsync(Incident.Scenario, s_options);
        string[] addresses = [.. running.Lab.EndpointAddresses.Select(address => address.ToString())];
        ProgramRun listeners = await running.AwsAsync("elbv2 describe-load-balancers --names eoe-sde-codisc-relay-alb");
        string arn = JsonNode.Parse(listeners.Output)!["LoadBalancers"]![0]!["LoadBalancerArn"]!.GetValue<string>();
        JsonNode listener = JsonNode.Parse((await running.AwsAsync($"elbv2 describe-listeners --load-balancer-arn {arn}")).Output)!["Listeners"]![0]!;

        Assert.Equal((8443, 8053, 8443), (running.Lab.EndpointPort, running.Lab.ClientResolver.Port, listener["Port"]!.GetValue<int>()));
        Assert.Equal(
            [Verdict.Healthy, Verdict.Failing],
            (await running.ProbeAsync(10, direct: false, addresses)).Select(result => result.Verdict).Order());
    }

    [Theory]
    [InlineData("s05-kube-proxy-not-syncing")]
    [InlineData("s06-alb-one-bad-node")]
    [InlineData("s08-lb-subnet-without-route")]
    public async Task Other_scenarios_fail_as_they_do_at_low_ports(string scenario)
    {
        await using RunningLab running = await RunningLab.StartAsync(scenario, s_options);
        string[] addresses = [.. running.Lab.EndpointAddresses.Select(address => address.ToString())];
        IReadOnlyList<TlsPathResult> results = await running.ProbeAsync(20, direct: false, addresses);

        Assert.Contains(results, result => result.Failures > 0);
        Assert.Contains(results, result => result.Failures < result.Attempts);
    }

    [Fact]
    public async Task A_scenario_that_cannot_do_without_low_ports_says_so()
    {
        LabScenario scenario = ScenarioFile.Load("healthy") with { PrivilegedPorts = true };
        IOException refused = await Assert.ThrowsAsync<IOException>(() => TlsPathLab.StartAsync(scenario, s_options, TestContext.Current.CancellationToken));

        Assert.Contains("ports below 1024", refused.Message, StringComparison.Ordinal);
    }
}
