using TlsPathTools.Kubernetes.Tests.Lab;
using TlsPathTools.Lab;
using TlsPathTools.Lab.Scenarios;
using TlsPathTools.Topology;
using TlsPathTools.Topology.Cluster;

namespace TlsPathTools.Kubernetes.Tests.Client;

public class ProxyReadingTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Pods_and_nodes_of_a_running_lab_answer_through_the_API_server_and_logs_are_read()
    {
        await using TlsPathLab lab = await TlsPathLab.StartAsync(ScenarioFile.Load("relay-node-fault"), new LabOptions { HighPorts = true }, Cancel);
        using KubernetesConnection connection = KubernetesConnection.Open(new() { KubeConfigPath = lab.KubeConfigPath, Machine = ApiLab.NoMachine });
        KubernetesClusterReader reader = connection.Reader;
        Pod proxy = (await reader.ListAsync(ClusterResources.Pods, "kube-system", "k8s-app=kube-proxy", cancellationToken: Cancel)).Items[0];
        Pod relay = (await reader.ListAsync(ClusterResources.Pods, "hutch", cancellationToken: Cancel)).Items[0];
        string pod = proxy.Metadata!.Name!;

        ProxiedAnswer health = Assert.Single((await reader.GetThroughPodAsync("kube-system", pod + ":10256", "/healthz", Cancel)).Items);
        ProxiedAnswer metrics = Assert.Single((await reader.GetThroughPodAsync("kube-system", pod + ":10249", "/metrics", Cancel)).Items);
        ProxiedAnswer closed = Assert.Single((await reader.GetThroughPodAsync("kube-system", pod + ":1", "/", Cancel)).Items);
        ProxiedAnswer node = Assert.Single((await reader.GetThroughNodeAsync(proxy.Spec!.NodeName + ":10256", "/healthz", Cancel)).Items);
        Reading<ProxiedAnswer> nobody = await reader.GetThroughPodAsync("kube-system", "no-such-pod:1", "/", Cancel);
        Reading<string> log = await reader.ReadLogAsync("hutch", relay.Metadata!.Name!, null, 5, TimeSpan.FromHours(1), 100_000, Cancel);

        Assert.Equal((200, true), (health.Status, health.FromBackend));
        Assert.Contains("lastUpdated", health.Body, StringComparison.Ordinal);
        Assert.Contains("kubeproxy_sync_proxy_rules", metrics.Body, StringComparison.Ordinal);
        Assert.Equal((503, false), (closed.Status, closed.FromBackend));
        Assert.Contains("connection refused", closed.Body, StringComparison.Ordinal);
        Assert.Equal((200, true), (node.Status, node.FromBackend));
        Assert.Equal(GapKind.NotFound, nobody.Gap!.Kind);
        Assert.True(log.IsComplete, log.Gap?.ToString());
        Assert.InRange(log.Items.Count, 1, 5);
        Assert.All(log.Items, line => Assert.Matches("^20[0-9-]+T[0-9:.]+Z ", line));
    }

    [Theory]
    [InlineData(503, "application/json", """{"kind":"Status","status":"Failure","code":503,"reason":"ServiceUnavailable","message":"error trying to reach service: dial tcp: i/o timeout"}""", false)]
    [InlineData(502, "application/json", """{"kind":"Status","status":"Failure","code":502,"reason":"BadGateway","message":"x"}""", false)]
    [InlineData(503, "text/plain", "busy", true)]
    [InlineData(503, "application/json", """{"kind":"Status","status":"Success","code":503}""", true)]
    [InlineData(404, "text/plain", "404 page not found\n", true)]
    [InlineData(404, "application/json", """{"kind":"Status","status":"Failure","code":404,"details":{"name":"other"}}""", true)]
    [InlineData(401, "text/plain", "who?", true)]
    [InlineData(429, "text/plain", "slow down", true)]
    [InlineData(301, "text/plain", "", true)]
    public async Task Who_answered_is_read_off_the_answer_which_is_asked_for_once(int status, string type, string body, bool fromBackend)
    {
        await using ScriptedApi api = ScriptedApi.Always(status, type, body);
        using KubernetesConnection connection = api.Connect();

        ProxiedAnswer answer = Assert.Single((await connection.Reader.GetThroughPodAsync("ns", "https:pod:8443", "/a?b=c%20d", Cancel)).Items);

        Assert.Equal((status, fromBackend, body), (answer.Status, answer.FromBackend, answer.Body));
        Assert.Equal("/api/v1/namespaces/ns/pods/https:pod:8443/proxy/a?b=c%20d", Assert.Single(api.Requests).Target);
    }

    [Theory]
    [InlineData(404, """{"kind":"Status","status":"Failure","code":404,"reason":"NotFound","message":"pods \"pod\" not found","details":{"name":"pod","kind":"pods"}}""", GapKind.NotFound)]
    [InlineData(403, """{"kind":"Status","status":"Failure","code":403,"reason":"Forbidden","message":"no"}""", GapKind.Denied)]
    [InlineData(429, "Too many requests, please try again later.\n", GapKind.Throttled)]
    public async Task What_the_API_server_refuses_is_a_gap(int status, string body, GapKind kind)
    {
        await using ScriptedApi api = ScriptedApi.Always(status, body.StartsWith('{') ? "application/json" : "text/plain", body);
        using KubernetesConnection connection = api.Connect();

        SnapshotGap gap = (await connection.Reader.GetThroughPodAsync("ns", "pod:1", "/", Cancel)).Gap!;

        Assert.Equal((kind, "get pods/proxy", "ns/pod:1"), (gap.Kind, gap.Operation, gap.Resource));
    }

    [Fact]
    public async Task A_body_is_read_up_to_four_megabytes()
    {
        byte[] chunk = new byte[1 << 20];
        Array.Fill(chunk, (byte)'x');
        await using ScriptedApi api = ScriptedApi.Start(async (_, responder, cancellationToken) =>
        {
            await responder.BeginChunksAsync(200, "text/plain", cancellationToken);
            while (true)
                await responder.WriteChunkAsync(chunk, cancellationToken);
        });
        using KubernetesConnection connection = api.Connect();

        Assert.Equal(4 << 20, Assert.Single((await connection.Reader.GetThroughNodeAsync("n:1", "/", Cancel)).Items).Body.Length);
    }
}
