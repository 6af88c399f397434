using System.Text.Json.Nodes;
using TlsPathTools.Connections.Tests.Labs;
using TlsPathTools.Lab;
using TlsPathTools.Lab.Cluster;
using TlsPathTools.Lab.Scenarios;
using TlsPathTools.Topology;
using TlsPathTools.Topology.Collecting;
using TlsPathTools.Topology.KubeProxies;

namespace TlsPathTools.Connections.Tests.Agreement;

/// <summary>Get-NodeKubeProxy against the world.</summary>
public class NodeKubeProxyTests(MappedScenarios scenarios)
{
    [Theory, MemberData(nameof(MappedScenarios.Names), MemberType = typeof(MappedScenarios))]
    public async Task Each_node_has_one_row_with_its_pod_as_the_store_has_it(string name)
    {
        MappedScenario scenario = await scenarios.OfAsync(name);
        JsonObject[] nodes = [.. scenario.View.Of(ResourceKinds.Nodes)];
        Assert.Equal(nodes.Select(KubeObject.Name).Order(StringComparer.Ordinal), scenario.KubeProxies.Select(row => row.NodeName).Order(StringComparer.Ordinal));
        Assert.All(scenario.KubeProxies, row =>
        {
            JsonObject pod = scenario.View.Of(ResourceKinds.Pods).Single(pod =>
                KubeObject.Text(pod, "spec", "nodeName") == row.NodeName && KubeObject.Labels(pod).GetValueOrDefault("k8s-app") == "kube-proxy" && !KubeObject.IsTerminating(pod));
            JsonObject container = KubeObject.Items(pod, "status", "containerStatuses").Single();
            string image = KubeObject.Text(KubeObject.Items(pod, "spec", "containers").Single(), "image")!;
            Assert.Equal((KubeObject.Namespace(pod), KubeObject.Name(pod), KubeObject.Text(pod, "status", "phase")), (row.Namespace, row.PodName, row.PodPhase));
            Assert.Equal((KubeObject.Holds(pod, "Ready"), KubeObject.Number(container, "restartCount")), (row.Ready, row.Restarts));
            Assert.Equal((image, image[(image.LastIndexOf(':') + 1)..], scenario.Scenario.Cluster!.KubeProxyMode), (row.Image, row.Version, row.Mode));
            Assert.EndsWith($"/{row.InstanceId}", KubeObject.Text(nodes.Single(node => KubeObject.Name(node) == row.NodeName), "spec", "providerID"), StringComparison.Ordinal);
        });
    }

    [Theory, MemberData(nameof(MappedScenarios.Names), MemberType = typeof(MappedScenarios))]
    public async Task The_sync_is_stale_where_the_scenario_stopped_it_and_is_not_seen_where_the_node_cannot_be_asked(string name)
    {
        MappedScenario scenario = await scenarios.OfAsync(name);
        // Of a path, those are asked that it leads to.
        string?[] path = [.. scenario.Rows.Select(row => row.NodeName)];
        Assert.All(scenario.KubeProxies.Where(row => !path.Contains(row.NodeName)), row => Assert.Equal((SyncState.CannotSee, "It was not asked for its health and metrics."), (row.SyncState, row.Detail)));
        Assert.All(scenario.KubeProxies.Where(row => path.Contains(row.NodeName)), row =>
        {
            bool stopped = Has(FaultEffect.StopSyncing, $"kubeProxy:{row.NodeName}", $"node:{row.NodeName}/ingress");
            bool silent = Has(FaultEffect.Drop, $"node:{row.NodeName}/host");
            Assert.Equal(silent ? SyncState.CannotSee : stopped ? SyncState.Stale : SyncState.Fresh, row.SyncState);
            if (silent)
            {
                Assert.Equal((null, null, null), (row.HealthStatus, row.LastSyncUtc, row.SyncAgeSeconds));
                return;
            }

            DateTime began = scenario.World.Start.UtcDateTime;
            double hours = scenario.Scenario.Cluster!.Deployments.Min(deployment => deployment.AgeHours);
            if (stopped)
                Assert.Equal(began - TimeSpan.FromHours(hours) - TimeSpan.FromMinutes(10), row.LastSyncUtc!.Value, TimeSpan.FromSeconds(1));
            else
                Assert.InRange(row.LastSyncUtc!.Value, began - TimeSpan.FromSeconds(1), scenario.Snapshot.EndedUtc);
            Assert.Equal(200, row.HealthStatus);
            Assert.Equal((scenario.Snapshot.EndedUtc - row.LastSyncUtc.Value).TotalSeconds, row.SyncAgeSeconds!.Value, 30.0);
        });

        bool Has(FaultEffect effect, params string[] at) => scenario.Scenario.Faults.Any(fault => fault.Effect == effect && at.Contains(fault.At));
    }

    [Fact]
    public async Task Without_a_path_the_change_of_any_services_endpoints_counts_however_old_the_service_is()
    {
        await using TlsPathLab lab = await TlsPathLab.StartAsync(ScenarioFile.Load("s05-kube-proxy-not-syncing"), cancellationToken: TestContext.Current.CancellationToken);
        ClusterStore store = lab.World.Cluster;
        foreach (ResourceKind kind in (ResourceKind[])[ResourceKinds.Services, ResourceKinds.EndpointSlices])
        {
            foreach (JsonObject item in store.List(kind))
                store.Update(kind, KubeObject.Namespace(item), KubeObject.Name(item), old => KubeObject.Metadata(old)["creationTimestamp"] = KubeObject.Timestamp(lab.World.Start.AddDays(-90)));
        }

        using PathAccess access = PathAccess.Of(lab);
        PathSnapshot snapshot = await MappedScenario.SnapshotAsync(lab, access, new SnapshotRequest { Parts = SnapshotParts.KubeProxies | SnapshotParts.Services, KubeProxyLimit = 200 }, TestContext.Current.CancellationToken);
        Assert.Equal([("worker-a", SyncState.Stale), ("worker-b", SyncState.Fresh)], NodeKubeProxies.Find(snapshot).Select(row => (row.NodeName, row.SyncState)));
    }
}
