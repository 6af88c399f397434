using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using TlsPathTools.Probing;
using TlsPathTools.Remediation;
using TlsPathTools.TestServers;
using TlsPathTools.Topology;
using TlsPathTools.Topology.Cluster;
using TlsPathTools.Topology.Collecting;
using TlsPathTools.Topology.KubeProxies;
using TlsPathTools.Topology.NodePorts;
using TlsPathTools.Topology.Permissions;

namespace TlsPathTools.Kubernetes.Tests.RealCluster;

/// <summary>What the lab imitates, asked of the real thing: an API server with its controllers and scheduler, and kube-proxies that write rules into kernels.</summary>
public sealed class RealClusterTests(RunningCluster running) : IClassFixture<RunningCluster>, IAsyncLifetime
{
    private KubernetesCluster _cluster = null!;
    private KubernetesConnection _connection = null!;

    private KubernetesClusterReader Reader => _connection.Reader;

    private KubernetesClusterActions Actions => _connection.Actions;

    public async ValueTask InitializeAsync()
    {
        _cluster = await running.GetAsync();
        _connection = Open(KubernetesCluster.Admin);
    }

    public async ValueTask DisposeAsync()
    {
        _connection?.Dispose();
        if (_cluster is not null)
            await running.HealAsync();
    }

    [Fact]
    public async Task What_is_read_is_what_kubectl_shows()
    {
        await SameAsync("nodes", ClusterResources.Nodes, one => one.Metadata);
        await SameAsync("pods", ClusterResources.Pods, one => one.Metadata);
        await SameAsync("services", ClusterResources.Services, one => one.Metadata);
        await SameAsync("endpointslices", ClusterResources.EndpointSlices, one => one.Metadata);
        await SameAsync("daemonsets", ClusterResources.DaemonSets, one => one.Metadata);
        await SameAsync("namespaces", ClusterResources.Namespaces, one => one.Metadata);
        Assert.StartsWith("v1.", Assert.Single((await Reader.GetVersionAsync(Ending)).Items), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_list_of_many_pages_is_whole()
    {
        const int Count = 1100;
        await Parallel.ForAsync(0, Count, Ending, async (number, _) => await _cluster.Api.SendAsync(HttpMethod.Post, "api/v1/namespaces/kube-public/pods", $$"""
            {"apiVersion": "v1", "kind": "Pod", "metadata": {"name": "many-{{number}}"}, "spec": {"schedulerName": "nobody", "containers": [{"name": "x", "image": "x"}] } }
            """));
        try
        {
            Reading<Pod> reading = await Reader.ListAsync(ClusterResources.Pods, "kube-public", cancellationToken: Ending);
            Assert.Null(reading.Gap);
            Assert.Equal(Count, reading.Items.Select(pod => pod.Metadata!.Name).Distinct().Count());
        }
        finally
        {
            await _cluster.Api.SendAsync(HttpMethod.Delete, "api/v1/namespaces/kube-public/pods?gracePeriodSeconds=0");
        }
    }

    [Fact]
    public async Task Changes_of_another_than_was_meant_are_conflicts_and_change_nothing()
    {
        Pod pod = await ProxyAsync("worker-a");
        Assert.Equal(ActionState.Conflict, (await Actions.DeletePodAsync("kube-system", pod.Metadata!.Name!, Guid.NewGuid().ToString(), Ending)).State);
        Assert.Equal(ActionState.NotFound, (await Actions.DeletePodAsync("kube-system", "nobody", pod.Metadata.Uid!, Ending)).State);
        Assert.Equal(ActionState.Conflict, (await Actions.SetUnschedulableAsync("worker-a", Guid.NewGuid().ToString(), unschedulable: true, Ending)).State);
        Assert.Equal(ActionState.NotFound, (await Actions.SetUnschedulableAsync("nobody", Guid.NewGuid().ToString(), unschedulable: true, Ending)).State);
        Assert.Equal(pod.Metadata.Uid, (await ProxyAsync("worker-a")).Metadata!.Uid);
        Node node = await NodeAsync("worker-a");
        Assert.NotEqual(true, node.Spec?.Unschedulable);

        // The lab says the same of an object that is put (ChangeTests).
        JsonNode body = await _cluster.Api.SendAsync(HttpMethod.Get, "api/v1/nodes/worker-a");
        body["metadata"]!["uid"] = $"{Guid.NewGuid()}";
        (int status, JsonNode? answer) = await _cluster.Api.TrySendAsync(HttpMethod.Put, "api/v1/nodes/worker-a", body.ToJsonString());
        Assert.Equal((409, "Conflict"), (status, $"{answer?["reason"]}"));
        Assert.Contains("Precondition failed: UID in precondition", $"{answer!["message"]}", StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_lease_is_ones_alone()
    {
        var spec = new LeaseSpec { HolderIdentity = "one", LeaseDurationSeconds = 30, AcquireTime = DateTime.UtcNow, RenewTime = DateTime.UtcNow };
        Assert.Equal(ActionState.Done, (await Actions.CreateLeaseAsync("default", "lock", spec, Ending)).State);
        Assert.Equal(ActionState.Conflict, (await Actions.CreateLeaseAsync("default", "lock", spec with { HolderIdentity = "two" }, Ending)).State);
        Lease first = Assert.Single((await Reader.GetAsync(ClusterResources.Leases, "default", "lock", Ending)).Items);
        Assert.Equal(ActionState.Done, (await Actions.ReplaceLeaseAsync("default", "lock", first.Metadata!.ResourceVersion!, spec with { HolderIdentity = null, LeaseDurationSeconds = 1 }, Ending)).State);
        Assert.Equal(ActionState.Conflict, (await Actions.ReplaceLeaseAsync("default", "lock", first.Metadata.ResourceVersion!, spec, Ending)).State);
        Lease last = Assert.Single((await Reader.GetAsync(ClusterResources.Leases, "default", "lock", Ending)).Items);
        Assert.Null(last.Spec!.HolderIdentity);
        // Microseconds, there and back.
        Assert.Equal(spec.RenewTime!.Value, last.Spec.RenewTime!.Value, TimeSpan.FromMicroseconds(1));
    }

    [Fact]
    public async Task A_watch_goes_on_when_the_API_server_has_died_and_come_back()
    {
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(Ending);
        bound.CancelAfter(TimeSpan.FromSeconds(60));
        string before = (await ProxyAsync("worker-b")).Metadata!.Name!;
        bool restarted = false;
        await foreach (ClusterChange<Pod> change in Actions.WatchPodsAsync("kube-system", "k8s-app=kube-proxy", fieldSelector: null, bound.Token))
        {
            Assert.NotEqual(ChangeKind.Ended, change.Kind);
            if (change.Kind == ChangeKind.Synced && !restarted)
            {
                restarted = true;
                await _cluster.RestartApiServerAsync(TimeSpan.FromSeconds(1));
                await _cluster.KubectlAsync("", "delete", "pod", before, "--namespace", "kube-system", "--wait=false");
            }
            else if (restarted && change is { Kind: ChangeKind.Added or ChangeKind.Modified, Item: { } pod } && pod.Spec?.NodeName == "worker-b" && pod.Metadata!.Name != before && pod.Status?.Phase == "Running")
            {
                return;
            }
        }

        Assert.Fail("The watch ended.");
    }

    [Fact]
    public async Task A_plan_writes_nothing_and_a_restart_deletes_once()
    {
        Pod old = await ProxyAsync("worker-a");
        int before = _cluster.Audit.Count;
        KubeProxyRestarter restarter = Restarter();
        KubeProxyRestartPlan plan = await restarter.PlanAsync("worker-a", "i-0a000000000000001", Ending);
        Assert.True(plan.MayProceed, string.Join('\n', plan.Checks));
        Assert.DoesNotContain(Written(before), line => line.IsWrite);

        KubeProxyRestart restart = await restarter.RestartAsync(plan, Ending);
        Assert.True(restart.Outcome == RestartOutcome.Restarted, restart.Detail);
        Pod fresh = await ProxyAsync("worker-a");
        Assert.Equal((restart.OldPodName, restart.NewPodName), (old.Metadata!.Name, fresh.Metadata!.Name));
        Assert.NotEqual(old.Metadata.Uid, fresh.Metadata.Uid);
        AuditLine[] writes = [.. Written(before).Where(line => line.IsWrite)];
        Assert.Equal([("delete", "pods", old.Metadata.Name, 200)], writes.Where(line => line.Resource == "pods").Select(line => (line.Verb, line.Resource!, line.Name, line.Code)));
        Assert.All(writes, line => Assert.Contains(line.Resource, (string[])["pods", "leases"]));
        Assert.Null(Assert.Single((await Reader.GetAsync(ClusterResources.Leases, "kube-system", "tlspathtools-remediation", Ending)).Items).Spec!.HolderIdentity);
    }

    [Theory]
    [InlineData(PodStart.ImagePullBackOff, "waits: ImagePullBackOff: Back-off pulling image.")]
    [InlineData(PodStart.Nothing, "is Pending and not Ready")]
    public async Task A_successor_that_does_not_come_up_is_named_with_its_reason(PodStart start, string words)
    {
        running.A.Start = start;
        KubeProxyRestarter restarter = Restarter(seconds: 4);
        KubeProxyRestart restart = await restarter.RestartAsync(await restarter.PlanAsync("worker-a", instanceId: null, Ending), Ending);
        Assert.Equal(RestartOutcome.NotReady, restart.Outcome);
        Assert.Contains(words, restart.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_documented_roles_are_enough_and_what_is_missing_is_named()
    {
        using KubernetesConnection engineer = Open(KubernetesCluster.Engineer);
        var request = new SnapshotRequest { Parts = SnapshotParts.KubeProxies | SnapshotParts.Services };
        PathSnapshot nothing = await new SnapshotCollector([], [engineer.Reader]).CollectAsync(request, Ending);
        Assert.All(nothing.Gaps, gap => Assert.Equal(GapKind.Denied, gap.Kind));
        Assert.Contains(nothing.Gaps, gap => gap.Operation == "list nodes");

        await _cluster.KubectlAsync(PermissionDocument.ReadManifest, "apply", "-f", "-");
        PathSnapshot all = await new SnapshotCollector([], [engineer.Reader]).CollectAsync(request, Ending);
        Assert.Empty(all.Gaps);
        Assert.All(NodeKubeProxies.Find(all), proxy => Assert.Equal((SyncState.Fresh, 200), (proxy.SyncState, proxy.HealthStatus)));
        KubeProxyRestarter restarter = Restarter(engineer);
        KubeProxyRestartPlan refused = await restarter.PlanAsync("worker-a", instanceId: null, Ending);
        Assert.False(refused.MayProceed);
        Assert.Contains(refused.Checks, check => check is { Passed: false } && check.Detail.Contains("does not let this user delete pods", StringComparison.Ordinal));

        await _cluster.KubectlAsync(PermissionDocument.ChangeManifest, "apply", "-f", "-");
        try
        {
            KubeProxyRestart restart = await restarter.RestartAsync(await restarter.PlanAsync("worker-a", instanceId: null, Ending), Ending);
            Assert.True(restart.Outcome == RestartOutcome.Restarted, restart.Detail);
            var scheduler = new NodeScheduler(engineer.Reader, engineer.Actions, []);
            foreach (bool cordon in (bool[])[true, false])
            {
                (NodeSchedulingChange change, string? failure) = await scheduler.ChangeAsync(await scheduler.PlanAsync("worker-a", instanceId: null, cordon, [], Ending), Ending);
                Assert.True(failure is null, failure);
                Assert.Equal(cordon, change.Unschedulable);
                Assert.Equal(cordon ? "true" : "", await _cluster.KubectlAsync("", "get", "node", "worker-a", "--output", "jsonpath={.spec.unschedulable}"));
            }
        }
        finally
        {
            await _cluster.KubectlAsync(PermissionDocument.ChangeManifest + "\n---\n" + PermissionDocument.ReadManifest, "delete", "-f", "-");
        }
    }

    [Fact]
    public async Task The_API_server_asks_a_NodePort_for_us()
    {
        NodePortTarget[] targets = [.. new[] { running.A, running.B }.Select(node => new NodePortTarget(node.Name, null, null, RunningCluster.NodePort, null))];
        IReadOnlyList<NodePortResult> results = await new NodePortTest(targets, new NodePortOptions { Count = 3, Route = NodePortRoute.ApiServer }, [Reader]).RunAsync(Ending);
        Assert.All(results, result => Assert.True(result is { Attempts: 3, Failures: 0 }, result.Detail));
        IReadOnlyList<NodePortResult> nobody = await new NodePortTest([.. targets.Select(target => target with { NodePort = 32081 })], new NodePortOptions { Count = 3, Route = NodePortRoute.ApiServer }, [Reader]).RunAsync(Ending);
        Assert.All(nobody, result => Assert.True(result is { Attempts: 0 }, result.Detail));
    }

    /// <summary>The incident: the node does not hand packets on, its kube-proxy is well, and a new kube-proxy changes nothing.</summary>
    [Fact]
    public async Task A_node_that_does_not_forward_is_singled_out_and_a_restart_does_not_help()
    {
        Assert.Equal((0, 0), await SettledAsync());
        running.A.SetForwarding(false);
        Assert.Equal((4, 0), await FailuresAsync());
        PathSnapshot snapshot = await new SnapshotCollector([], [Reader]).CollectAsync(new SnapshotRequest { Parts = SnapshotParts.KubeProxies | SnapshotParts.Services }, Ending);
        Assert.All(NodeKubeProxies.Find(snapshot), proxy => Assert.Equal((SyncState.Fresh, 200), (proxy.SyncState, proxy.HealthStatus)));

        KubeProxyRestarter restarter = Restarter();
        KubeProxyRestartPlan plan = await restarter.PlanAsync("worker-a", instanceId: null, Ending);
        Assert.Contains(plan.Checks, check => check.Detail.Contains("a restart will hardly change how the node forwards", StringComparison.Ordinal));
        Assert.Equal(RestartOutcome.Restarted, (await restarter.RestartAsync(plan, Ending)).Outcome);
        Assert.Equal((4, 0), await FailuresAsync());
    }

    /// <summary>S05: a kube-proxy that stands still keeps the rules of a pod that is gone; a new one writes those of today.</summary>
    [Fact]
    public async Task A_kube_proxy_that_stands_still_is_healed_by_a_restart()
    {
        Assert.Equal((0, 0), await SettledAsync());
        await running.A.FreezeAsync(true);
        // The pod is another on another port; nothing listens where the old rules lead.
        await running.B.ServeElsewhereAsync(RunningCluster.Port, 8081);
        await PointAsync(8081);
        try
        {
            Assert.Equal((4, 0), await SettledAsync());
            KubeProxyRestarter restarter = Restarter();
            KubeProxyRestartPlan plan = await restarter.PlanAsync("worker-a", instanceId: null, Ending);
            Assert.True(plan.MayProceed, string.Join('\n', plan.Checks));
            Assert.NotEqual(SyncState.Fresh, plan.Before!.SyncState);
            KubeProxyRestart restart = await restarter.RestartAsync(plan, Ending);
            Assert.True(restart.Outcome == RestartOutcome.Restarted, restart.Detail);
            Assert.Equal((0, 0), await FailuresAsync());
        }
        finally
        {
            await running.B.ServeElsewhereAsync(8081, RunningCluster.Port);
            await PointAsync(RunningCluster.Port);
        }
    }

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    private Task<string> PointAsync(int port) => _cluster.KubectlAsync(
        "", "patch", "service", "web", "--type", "merge", "--patch", $$"""{"spec": {"ports": [{"port": 443, "targetPort": {{port}}, "nodePort": {{RunningCluster.NodePort}} }]} }""");

    // Of four attempts at the NodePort of each node, from beside them.
    private async Task<(int A, int B)> FailuresAsync()
    {
        NodePortTarget[] targets = [.. new[] { running.A, running.B }.Select(node => new NodePortTarget(node.Name, null, $"{node.Address}", RunningCluster.NodePort, TestCertificates.HostName))];
        IReadOnlyList<NodePortResult> results = await new NodePortTest(targets, new NodePortOptions { Count = 4, Timeout = TimeSpan.FromSeconds(1), Route = NodePortRoute.Direct }, [], new NodeConnector(_cluster)).RunAsync(Ending);
        // Where no node answers at all, the test says that it cannot reach them.
        int[] failures = [.. results.OrderBy(result => result.NodeName, StringComparer.Ordinal).Select(result => result.Attempts == 4 ? result.Failures : 4)];
        return (failures[0], failures[1]);
    }

    // A kube-proxy writes its rules some time after it has heard of a change.
    private async Task<(int A, int B)> SettledAsync()
    {
        (int A, int B) failures = default;
        for (int looks = 0; looks < 30 && (failures = await FailuresAsync()) is not (0 or 4, 0); looks++)
        {
            // Between two looks.
            await Task.Delay(300, Ending);
        }

        return failures;
    }

    private KubeProxyRestarter Restarter(KubernetesConnection? connection = null, double seconds = 20) =>
        new((connection ?? _connection).Reader, (connection ?? _connection).Actions, TimeSpan.FromSeconds(seconds));

    private KubernetesConnection Open(string user) => KubernetesConnection.Open(new KubernetesConnectionOptions { KubeConfigPath = _cluster.KubeConfig(user), RequestTimeout = TimeSpan.FromSeconds(10) });

    private async Task<Pod> ProxyAsync(string node) => Assert.Single((await Reader.ListAsync(ClusterResources.Pods, "kube-system", "k8s-app=kube-proxy", $"spec.nodeName={node}", Ending)).Items, pod => pod.Metadata?.DeletionTimestamp is null);

    private async Task<Node> NodeAsync(string name) => Assert.Single((await Reader.GetAsync(ClusterResources.Nodes, @namespace: null, name, Ending)).Items);

    private IEnumerable<AuditLine> Written(int from) => _cluster.Audit.Skip(from).Where(line => line.UserAgent?.StartsWith("tlspathtools", StringComparison.Ordinal) == true);

    private async Task SameAsync<T>(string kind, ClusterResource<T> resource, Func<T, ObjectMeta?> metadata)
    {
        var shown = JsonNode.Parse(await _cluster.KubectlAsync("", "get", kind, "--all-namespaces", "--output", "json"))!["items"]!.AsArray()
            .Select(item => $"{item!["metadata"]!["namespace"]}/{item["metadata"]!["name"]} {item["metadata"]!["uid"]}").Order(StringComparer.Ordinal);
        Reading<T> reading = await Reader.ListAsync(resource, cancellationToken: Ending);
        Assert.Null(reading.Gap);
        Assert.Equal(shown, reading.Items.Select(item => string.Create(CultureInfo.InvariantCulture, $"{metadata(item)?.Namespace}/{metadata(item)?.Name} {metadata(item)?.Uid}")).Order(StringComparer.Ordinal));
    }

    private sealed class NodeConnector(KubernetesCluster cluster) : IConnector
    {
        public async ValueTask<Socket> ConnectAsync(IPEndPoint remote, IPAddress? source, CancellationToken cancellationToken)
        {
            Socket socket = cluster.NewSocket();
            try
            {
                await socket.ConnectAsync(remote, cancellationToken);
                return socket;
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        }
    }
}
