using System.Text.Json.Nodes;
using TlsPathTools.Lab.Cluster;
using TlsPathTools.Lab.Controllers;
using TlsPathTools.Lab.Tests.World;

namespace TlsPathTools.Lab.Tests.Controllers;

public class WorkloadTests
{
    [Fact]
    public async Task A_restarted_deployment_rolls_without_a_gap()
    {
        await using RunningWorld world = await RunningWorld.StartAsync();
        string[] old = [.. world.Pods("web").Select(KubeObject.Uid)];
        long before = world.Store.Version;
        world.Change(ResourceKinds.Deployments, "shop", "web", deployment => Rollouts.Restart(deployment, DateTimeOffset.UtcNow));

        await world.UntilAsync(() => world.Pods("web").Count() == 2 && world.ReadyPods("web").Count(pod => !old.Contains(KubeObject.Uid(pod))) == 2, "two new pods");
        JsonObject deployment = await world.UntilAsync(() => world.Store.Find(ResourceKinds.Deployments, "shop", "web") is { } item
            && KubeObject.Text(KubeObject.Condition(item, "Progressing"), "reason") == "NewReplicaSetAvailable" && KubeObject.Number(item, "status", "updatedReplicas") == 2 ? item : null, "its status");
        Assert.Equal(2, KubeObject.Number(deployment, "status", "observedGeneration"));
        Assert.Equal("2", KubeObject.Text(deployment, "metadata", "annotations", "deployment.kubernetes.io/revision"));
        Assert.Equal([0, 2], world.Store.List(ResourceKinds.ReplicaSets, "shop").Select(set => KubeObject.Number(set, "spec", "replicas")!.Value).Order());
        Assert.Equal("Scaled up replica set", string.Join(' ', KubeObject.Text(world.Events("ScalingReplicaSet").First(), "message")!.Split(' ')[..4]));

        // A pod less than wanted may be missing at no time: of two, a quarter rounds down to none.
        var ready = new HashSet<string>(old);
        foreach (StoreChange change in world.Store.ChangesAfter(before, out _).Where(change => change.Kind == ResourceKinds.Pods))
        {
            if (change.Type != StoreChangeType.Deleted && KubeObject.Holds(change.Object, "Ready") && !KubeObject.IsTerminating(change.Object))
                ready.Add(KubeObject.Uid(change.Object));
            else
                ready.Remove(KubeObject.Uid(change.Object));
            Assert.True(ready.Count >= 2);
        }
    }

    [Fact]
    public async Task A_scenarios_own_rollout_begins_at_its_time()
    {
        await using RunningWorld world = await RunningWorld.StartAsync(Worlds.TwoNodes with
        {
            Cluster = Worlds.TwoNodes.Cluster! with { Deployments = [Worlds.TwoNodes.Cluster.Deployments[0] with { RolloutAfterSeconds = 0.2 }] },
        });

        await world.UntilAsync(() => world.Store.List(ResourceKinds.ReplicaSets, "shop").Count == 2 && world.Pods("web").Count() == 2, "the rollout");
    }

    [Fact]
    public async Task A_scaled_deployment_gets_and_loses_pods()
    {
        await using RunningWorld world = await RunningWorld.StartAsync();
        world.Change(ResourceKinds.Deployments, "shop", "web", deployment => deployment["spec"]!["replicas"] = 4);
        await world.UntilAsync(() => world.ReadyPods("web").Count() == 4, "four pods");
        Assert.Equal([2, 2], world.Pods("web").GroupBy(RunningWorld.NodeOf).Select(group => group.Count()));
        await world.UntilAsync(() => KubeObject.Number(world.Store.Find(ResourceKinds.PodDisruptionBudgets, "shop", "web"), "status", "expectedPods") == 4, "the budget");

        world.Change(ResourceKinds.Deployments, "shop", "web", deployment => deployment["spec"]!["replicas"] = 1);
        await world.UntilAsync(() => world.Pods("web").Count() == 1 && KubeObject.Number(world.Store.Find(ResourceKinds.Deployments, "shop", "web"), "status", "readyReplicas") == 1, "one pod");
        Assert.Single(world.Plane.Open);
    }

    [Fact]
    public async Task A_restarted_daemon_set_renews_its_pods_one_after_the_other()
    {
        await using RunningWorld world = await RunningWorld.StartAsync();
        string[] old = [.. world.Pods("kube-proxy").Select(KubeObject.Uid)];
        world.Change(ResourceKinds.DaemonSets, "kube-system", "kube-proxy", daemonSet => Rollouts.Restart(daemonSet, DateTimeOffset.UtcNow));

        await world.UntilAsync(() =>
        {
            Assert.False(world.Plane.Proxies.IsEmpty);
            return world.Pods("kube-proxy").Count() == 2 && world.ReadyPods("kube-proxy").Count(pod => !old.Contains(KubeObject.Uid(pod))) == 2;
        }, "new pods on both nodes");
        Assert.Equal(2, world.Store.List(ResourceKinds.ControllerRevisions).Count(revision => KubeObject.Name(revision).StartsWith("kube-proxy-", StringComparison.Ordinal)));
        await world.UntilAsync(() => KubeObject.Number(world.Store.Find(ResourceKinds.DaemonSets, "kube-system", "kube-proxy"), "status", "updatedNumberScheduled") == 2, "its status");
    }

    [Fact]
    public async Task A_budget_allows_nothing_while_a_pod_is_missing()
    {
        await using RunningWorld world = await RunningWorld.StartAsync();
        Assert.Equal((2, 1, 1), Numbers(world.Store.Find(ResourceKinds.PodDisruptionBudgets, "shop", "web")!));
        world.Delete(world.PodOn("web", Worlds.NodeA));

        await world.UntilAsync(() => world.History(ResourceKinds.PodDisruptionBudgets, "web").Count > 1 && Numbers(world.Store.Find(ResourceKinds.PodDisruptionBudgets, "shop", "web")!) == (2, 1, 1), "one allowed again");
        Assert.Contains((1, 1, 0), world.History(ResourceKinds.PodDisruptionBudgets, "web").Select(Numbers));
    }

    [Fact]
    public async Task What_a_deleted_deployment_owned_goes_with_it()
    {
        await using RunningWorld world = await RunningWorld.StartAsync();
        world.Store.Remove(ResourceKinds.Deployments, "shop", "web");

        await world.UntilAsync(() => world.Store.List(ResourceKinds.ReplicaSets, "shop").Count == 0 && !world.Pods("web").Any() && world.Plane.Open.IsEmpty, "all gone");
    }

    [Fact]
    public async Task A_new_service_gets_endpoints_and_a_deleted_one_loses_them()
    {
        await using RunningWorld world = await RunningWorld.StartAsync();
        world.Store.Create(ResourceKinds.Services, (JsonObject)JsonNode.Parse(
            """{ "metadata": { "name": "extra", "namespace": "shop" }, "spec": { "selector": { "app": "web" }, "ports": [ { "port": 80, "targetPort": 8443 } ] } }""")!);
        await world.UntilAsync(() => world.Store.List(ResourceKinds.EndpointSlices, "shop").Any(slice => KubeObject.Labels(slice)["kubernetes.io/service-name"] == "extra" && KubeObject.Items(slice, "endpoints").Count() == 2), "its slice");

        world.Store.Remove(ResourceKinds.Services, "shop", "extra");
        await world.UntilAsync(() => world.Store.List(ResourceKinds.EndpointSlices, "shop").Count == 1 && world.Store.Find(ResourceKinds.Endpoints, "shop", "extra") is null, "nothing left");
    }

    private static (int Healthy, int Desired, int Allowed) Numbers(JsonObject budget) =>
        (KubeObject.Number(budget, "status", "currentHealthy")!.Value, KubeObject.Number(budget, "status", "desiredHealthy")!.Value, KubeObject.Number(budget, "status", "disruptionsAllowed")!.Value);
}
