using TlsPathTools.TestServers;

namespace TlsPathTools.Kubernetes.Tests.RealCluster;

/// <summary>A real cluster with two nodes, a kube-proxy on each, and a service with a NodePort whose one pod is on the second; for all tests of a class.</summary>
public sealed class RunningCluster : IAsyncLifetime
{
    public const int NodePort = 32080;
    public const int Port = 8443;

    private KubernetesCluster? _cluster;

    /// <summary>The cluster; skips the calling test where there is none.</summary>
    public async Task<KubernetesCluster> GetAsync()
    {
        if (_cluster is not null)
            return _cluster;
        KubernetesCluster cluster = await KubernetesCluster.StartAsync();
        try
        {
            A = await cluster.AddNodeAsync("worker-a", "i-0a000000000000001");
            B = await cluster.AddNodeAsync("worker-b", "i-0b000000000000002");
            B.Serve(Port);
            await cluster.KubectlAsync(Objects, "apply", "-f", "-");
            _cluster = cluster;
            await HealAsync();
            return cluster;
        }
        catch
        {
            _cluster = null;
            await cluster.DisposeAsync();
            throw;
        }
    }

    /// <summary>A node without a pod of the service.</summary>
    public KubernetesNode A { get; private set; } = null!;

    /// <summary>The node with the pod.</summary>
    public KubernetesNode B { get; private set; } = null!;

    /// <summary>Ends what a test broke, and waits until every kube-proxy is Ready and has written its rules.</summary>
    public async Task HealAsync()
    {
        A.Start = B.Start = PodStart.Runs;
        A.SetForwarding(true);
        await A.FreezeAsync(false);
        for (int looks = 0; looks < 300 && _cluster!.Trouble is null; looks++)
        {
            string ready = await _cluster.KubectlAsync("", "get", "daemonset", "kube-proxy", "--namespace", "kube-system", "--output", "jsonpath={.status.numberReady}");
            string pods = await _cluster.KubectlAsync("", "get", "endpoints", "web", "--ignore-not-found", "--output", "jsonpath={.subsets[*].addresses[*].ip}");
            if (ready == "2" && pods == $"{B.Address}" && await HaveSyncedAsync())
                return;
            // Between two looks.
            await Task.Delay(100);
        }

        Assert.Fail($"The cluster does not come to rest: {_cluster!.Trouble} " + await _cluster!.KubectlAsync("", "get", "pods", "--all-namespaces", "--output", "wide"));
    }

    // Ready is only that it was started: what it has done is in its metrics.
    private async Task<bool> HaveSyncedAsync()
    {
        string names = await _cluster!.KubectlAsync("", "get", "pods", "--namespace", "kube-system", "--selector", "k8s-app=kube-proxy", "--output", "jsonpath={.items[*].metadata.name}");
        foreach (string name in names.Split(' '))
        {
            string? metrics = await _cluster.Api.TryReadAsync($"api/v1/namespaces/kube-system/pods/{name}:10249/proxy/metrics");
            if (metrics is null || !metrics.Contains("\nkubeproxy_sync_proxy_rules_last_timestamp_seconds 1", StringComparison.Ordinal))
                return false;
        }

        return true;
    }

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        if (_cluster is not null)
            await _cluster.DisposeAsync();
    }

    private const string Objects = """
        apiVersion: apps/v1
        kind: DaemonSet
        metadata: {name: kube-proxy, namespace: kube-system, labels: {k8s-app: kube-proxy}}
        spec:
          selector: {matchLabels: {k8s-app: kube-proxy}}
          template:
            metadata: {labels: {k8s-app: kube-proxy}}
            spec:
              hostNetwork: true
              priorityClassName: system-node-critical
              tolerations: [{operator: Exists}]
              containers: [{name: kube-proxy, image: "registry.test/kube-proxy:v1"}]
        ---
        apiVersion: v1
        kind: Pod
        metadata: {name: web-1, namespace: default, labels: {app: web}}
        spec:
          nodeName: worker-b
          hostNetwork: true
          containers: [{name: web, image: "registry.test/web:v1", ports: [{containerPort: 8443}]}]
        ---
        apiVersion: v1
        kind: Service
        metadata: {name: web, namespace: default}
        spec:
          type: NodePort
          selector: {app: web}
          ports: [{port: 443, targetPort: 8443, nodePort: 32080}]
        """;
}
