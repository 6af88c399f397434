using System.Text.Json.Nodes;
using TlsPathTools.TestServers;

namespace TlsPathTools.Lab.Tests.EndToEnd;

/// <summary>kubectl on the incident, which it may change.</summary>
public class KubectlTests
{
    private const string ListEverything = "get nodes,pods,svc,endpointslices,ingress,events -A -o wide";

    [Fact]
    public async Task Everything_can_be_listed_described_and_read()
    {
        await using RunningLab running = await RunningLab.StartAsync(Incident.Scenario);
        string list = await DoAsync(running, ListEverything);
        string pod = PodOn(await PodsAsync(running, "hutch"), node: null);
        string described = await DoAsync(running, $"-n hutch describe pod {pod}");
        string nodes = await DoAsync(running, "describe nodes");
        string log = await DoAsync(running, $"-n hutch logs {pod} --tail 20");

        Assert.Contains("service/hutch-relay", list, StringComparison.Ordinal);
        Assert.Contains("32080", list, StringComparison.Ordinal);
        Assert.Contains("DuplicateListener", list, StringComparison.Ordinal);
        Assert.Contains("Ready", described, StringComparison.Ordinal);
        Assert.Contains(Incident.FaultyInstance, nodes, StringComparison.Ordinal);
        Assert.NotEmpty(log);
        Assert.Equal("yes", (await DoAsync(running, "auth can-i delete pods -n kube-system")).Trim());
    }

    [Fact]
    public async Task A_node_is_cordoned_drained_and_opened_again()
    {
        await using RunningLab running = await RunningLab.StartAsync(Incident.Scenario);
        string pod = PodOn(await PodsAsync(running, "hutch"), node: null);
        string node = NodeOf(await PodsAsync(running, "hutch"), pod);

        await DoAsync(running, $"cordon {node}");
        string cordoned = await DoAsync(running, $"get node {node}");
        string drained = await DoAsync(running, $"drain {node} --ignore-daemonsets --delete-emptydir-data --timeout 40s");
        JsonNode pods = await PodsAsync(running, "hutch");
        await DoAsync(running, $"uncordon {node}");

        Assert.Contains("SchedulingDisabled", cordoned, StringComparison.Ordinal);
        // kubectl 1.20, as Debian has it, says of the node as well that it was evicted.
        Assert.Matches($"node/{node} (drained|evicted)", drained);
        Assert.DoesNotContain(pods["items"]!.AsArray(), item => item!["spec"]!["nodeName"]?.GetValue<string>() == node);
        Assert.DoesNotContain("SchedulingDisabled", await DoAsync(running, $"get node {node}"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_watch_sees_a_pod_go_and_another_one_come()
    {
        await using RunningLab running = await RunningLab.StartAsync(Incident.Scenario);
        JsonNode before = await PodsAsync(running, "kube-system", "k8s-app=kube-proxy");
        string pod = PodOn(before, node: null);
        string node = NodeOf(before, pod);

        Task<ProgramRun> watch = running.RunAsync(TimeSpan.FromSeconds(8), "kubectl", "-n kube-system get pods -l k8s-app=kube-proxy --watch --output-watch-events".Split(' '));
        // The watch has to be there before what it is to see.
        await Task.Delay(TimeSpan.FromSeconds(1.5), TestContext.Current.CancellationToken);
        await DoAsync(running, $"-n kube-system delete pod {pod} --wait=true --timeout=20s");
        string seen = (await watch).Output;
        JsonNode after = await PodsAsync(running, "kube-system", "k8s-app=kube-proxy");

        Assert.Matches($"DELETED +{pod}", seen);
        string replacement = PodOn(after, node);
        Assert.NotEqual(pod, replacement);
        Assert.Matches($"ADDED +{replacement}", seen);
    }

    private static async Task<string> DoAsync(RunningLab running, string command)
    {
        ProgramRun run = await running.KubectlAsync(command);
        Assert.True(run.ExitCode == 0, $"kubectl {command}: {run.Output}");
        return run.Output;
    }

    private static async Task<JsonNode> PodsAsync(RunningLab running, string @namespace, string? selector = null) =>
        JsonNode.Parse(await DoAsync(running, $"-n {@namespace} get pods -o json" + (selector is null ? "" : $" -l {selector}")))!;

    private static string PodOn(JsonNode pods, string? node) =>
        pods["items"]!.AsArray().First(item => node is null || item!["spec"]!["nodeName"]!.GetValue<string>() == node)!["metadata"]!["name"]!.GetValue<string>();

    private static string NodeOf(JsonNode pods, string pod) =>
        pods["items"]!.AsArray().Single(item => item!["metadata"]!["name"]!.GetValue<string>() == pod)!["spec"]!["nodeName"]!.GetValue<string>();
}
