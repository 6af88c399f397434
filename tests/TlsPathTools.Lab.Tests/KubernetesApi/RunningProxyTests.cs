using System.Text.Json.Nodes;
using TlsPathTools.Lab.Tests.EndToEnd;
using TlsPathTools.TestServers;

namespace TlsPathTools.Lab.Tests.KubernetesApi;

/// <summary>The proxies of the API reach what really runs in a lab.</summary>
public class RunningProxyTests
{
    [Fact]
    public async Task Health_and_metrics_of_kube_proxy_are_read_through_the_API()
    {
        await using RunningLab running = await RunningLab.StartAsync("healthy");
        JsonNode pod = JsonNode.Parse((await running.KubectlAsync("-n kube-system get pods -l k8s-app=kube-proxy -o json")).Output)!["items"]![0]!;
        string name = pod["metadata"]!["name"]!.GetValue<string>(), node = pod["spec"]!["nodeName"]!.GetValue<string>();

        ProgramRun health = await running.KubectlAsync($"get --raw /api/v1/nodes/{node}:10256/proxy/healthz");
        ProgramRun metrics = await running.KubectlAsync($"get --raw /api/v1/namespaces/kube-system/pods/{name}:10249/proxy/metrics");
        ProgramRun nobody = await running.KubectlAsync($"get --raw /api/v1/nodes/{node}:12345/proxy/");

        Assert.Contains("lastUpdated", health.Output, StringComparison.Ordinal);
        Assert.Contains("kubeproxy_sync_proxy_rules_last_timestamp_seconds", metrics.Output, StringComparison.Ordinal);
        Assert.Contains("error trying to reach service: dial tcp", nobody.Output, StringComparison.Ordinal);
    }
}
