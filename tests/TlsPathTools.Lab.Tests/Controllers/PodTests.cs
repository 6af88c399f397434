using System.Text.Json.Nodes;
using TlsPathTools.Lab.Cluster;
using TlsPathTools.Lab.Scenarios;
using TlsPathTools.Lab.Tests.World;

namespace TlsPathTools.Lab.Tests.Controllers;

public class PodTests
{
    [Fact]
    public async Task A_deleted_pod_of_kube_proxy_comes_back_on_its_node()
    {
        await using RunningWorld world = await RunningWorld.StartAsync();
        JsonObject old = world.PodOn("kube-proxy", Worlds.NodeA);
        world.Delete(old);

        JsonObject made = await world.UntilAsync(() => world.ReadyPods("kube-proxy").FirstOrDefault(pod => RunningWorld.NodeOf(pod) == Worlds.NodeA && KubeObject.Uid(pod) != KubeObject.Uid(old)), "another kube-proxy");
        Assert.NotEqual(KubeObject.Name(old), KubeObject.Name(made));
        await world.UntilAsync(() => world.Pods("kube-proxy").Count() == 2, "the old one gone");
        Assert.Equal([$"startProxy {Worlds.NodeA}", $"stopProxy {Worlds.NodeA}", $"startProxy {Worlds.NodeA}"],
            world.Plane.Asked.Where(asked => asked.EndsWith(Worlds.NodeA, StringComparison.Ordinal) && asked.Contains("Proxy", StringComparison.Ordinal)));
        Assert.Contains(world.Events("SuccessfulCreate"), @event => KubeObject.Text(@event, "message") == $"Created pod: {KubeObject.Name(made)}");
        Assert.Contains(world.Events("Killing"), @event => KubeObject.Text(@event, "involvedObject", "name") == KubeObject.Name(old));
    }

    [Fact]
    public async Task A_restart_of_kube_proxy_ends_what_it_ends_and_nothing_else()
    {
        FaultSpec[] faults =
        [
            new() { Id = "stale", At = $"kubeProxy:{Worlds.NodeA}", Effect = FaultEffect.StopSyncing, EndedBy = [FaultEnd.KubeProxyRestart] },
            new() { Id = "rules", At = $"node:{Worlds.NodeA}/ingress", Effect = FaultEffect.Drop, EndedBy = [FaultEnd.KubeProxyRestart, FaultEnd.InstanceReplacement] },
            new() { Id = "foreign", At = $"node:{Worlds.NodeA}/ingress", Effect = FaultEffect.Drop, EndedBy = [FaultEnd.InstanceReplacement] },
            new() { Id = "other", At = $"kubeProxy:{Worlds.NodeB}", Effect = FaultEffect.StopSyncing, EndedBy = [FaultEnd.KubeProxyRestart] },
        ];
        await using RunningWorld world = await RunningWorld.StartAsync(Worlds.TwoNodes with { Faults = faults });
        world.Delete(world.PodOn("kube-proxy", Worlds.NodeA));

        await world.UntilAsync(() => world.World.Faults.All.Count(fault => fault.EndedAt is not null) == 2, "two faults ended");
        Assert.Equal(["rules", "stale"], world.World.Faults.All.Where(fault => fault.EndedAt is not null).Select(fault => fault.Spec.Id).Order());
    }

    [Fact]
    public async Task A_deleted_pod_is_seen_to_end_step_by_step_and_its_replacement_comes_before_it_is_gone()
    {
        await using RunningWorld world = await RunningWorld.StartAsync();
        JsonObject old = world.PodOn("web", Worlds.NodeA);
        long before = world.Store.Version;
        world.Delete(old);
        await world.UntilAsync(() => world.Store.Find(ResourceKinds.Pods, "shop", KubeObject.Name(old)) is null && world.ReadyPods("web").Count() == 2, "the replacement");

        StoreChange[] changes = [.. world.Store.ChangesAfter(before, out _).Where(change => change.Kind == ResourceKinds.Pods)];
        StoreChange[] ofOld = [.. changes.Where(change => KubeObject.Uid(change.Object) == KubeObject.Uid(old))];
        Assert.Equal([StoreChangeType.Modified, StoreChangeType.Modified, StoreChangeType.Deleted], ofOld.Select(change => change.Type));
        Assert.True(KubeObject.Holds(ofOld[0].Object, "Ready"));
        Assert.False(KubeObject.Holds(ofOld[1].Object, "Ready"));
        Assert.True(string.CompareOrdinal(KubeObject.Text(ofOld[1].Object, "metadata", "deletionTimestamp"), KubeObject.Text(ofOld[0].Object, "metadata", "deletionTimestamp")) < 0);
        Assert.True(changes.First(change => change.Type == StoreChangeType.Added).Version < ofOld[2].Version);
    }

    [Fact]
    public async Task A_new_pod_gets_an_address_listens_and_becomes_an_endpoint()
    {
        await using RunningWorld world = await RunningWorld.StartAsync();
        JsonObject old = world.PodOn("web", Worlds.NodeA);
        string oldIp = KubeObject.Text(old, "status", "podIP")!;
        world.Delete(old);

        JsonObject made = await world.UntilAsync(() => world.ReadyPods("web").FirstOrDefault(pod => RunningWorld.NodeOf(pod) == Worlds.NodeA && KubeObject.Uid(pod) != KubeObject.Uid(old)), "a new pod");
        string ip = KubeObject.Text(made, "status", "podIP")!;
        Assert.NotEqual(oldIp, ip);
        Assert.True(world.Plane.Open.ContainsKey(KubeObject.Uid(made)));
        await world.UntilAsync(() => Endpoints(world).Contains(ip) && !Endpoints(world).Contains(oldIp), "its endpoint");
        await world.UntilAsync(() => world.World.Cloud.InterfaceOf(System.Net.IPAddress.Parse(oldIp)) is null, "the old address to be free");
        lock (world.World.Gate)
            Assert.Equal("i-0aaaaaaaaaaaaaaaa", world.World.Cloud.InterfaceOf(System.Net.IPAddress.Parse(ip))!.InstanceId);
    }

    [Fact]
    public async Task A_pod_that_is_taken_out_at_once_is_stopped_all_the_same()
    {
        await using RunningWorld world = await RunningWorld.StartAsync();
        JsonObject old = world.PodOn("web", Worlds.NodeA);
        world.Store.Remove(ResourceKinds.Pods, "shop", KubeObject.Name(old));

        await world.UntilAsync(() => !world.Plane.Open.ContainsKey(KubeObject.Uid(old)) && world.ReadyPods("web").Count() == 2, "stopped, and replaced");
    }

    [Fact]
    public async Task An_image_that_cannot_be_pulled_leaves_the_pod_waiting()
    {
        await using RunningWorld world = await RunningWorld.StartAsync();
        world.Change(ResourceKinds.Deployments, "shop", "web", deployment => deployment["spec"]!["template"]!["spec"]!["containers"]![0]!["image"] = "registry.example/app:missing");

        JsonObject waiting = await world.UntilAsync(
            () => world.Pods("web").FirstOrDefault(pod => KubeObject.Items(pod, "status", "containerStatuses").Any(status => KubeObject.Text(status, "state", "waiting", "reason") == "ImagePullBackOff")), "ImagePullBackOff");
        Assert.Equal("Pending", KubeObject.Text(waiting, "status", "phase"));
        Assert.Contains(world.Events("Failed"), @event => KubeObject.Text(@event, "message")!.StartsWith("Failed to pull image", StringComparison.Ordinal));
        Assert.Equal(2, world.ReadyPods("web").Count());
    }

    [Fact]
    public async Task A_bare_pod_is_scheduled_runs_and_listens_to_nothing()
    {
        await using RunningWorld world = await RunningWorld.StartAsync();
        world.Store.Create(ResourceKinds.Pods, (JsonObject)JsonNode.Parse(
            """{ "metadata": { "name": "shell", "namespace": "shop", "labels": { "app": "shell" } }, "spec": { "containers": [ { "name": "shell", "image": "busybox" } ] } }""")!);
        JsonObject pod = await world.UntilAsync(() => world.ReadyPods("shell").FirstOrDefault(), "a running pod");
        Assert.Equal(2, world.Plane.Open.Count);

        world.Delete(pod);
        await world.UntilAsync(() => !world.Pods("shell").Any(), "its end");
    }

    [Fact]
    public async Task A_pods_replacement_ends_its_fault()
    {
        FaultSpec[] faults =
        [
            new() { Id = "one", At = $"pod:shop/web@{Worlds.NodeA}", Effect = FaultEffect.Reset, EndedBy = [FaultEnd.PodReplacement] },
            new() { Id = "all", At = "pod:shop/web", Effect = FaultEffect.Reset, EndedBy = [FaultEnd.PodReplacement] },
        ];
        await using RunningWorld world = await RunningWorld.StartAsync(Worlds.TwoNodes with { Faults = faults });
        world.Delete(world.PodOn("web", Worlds.NodeA));
        await world.UntilAsync(() => world.World.Faults.All.Single(fault => fault.Spec.Id == "one").EndedAt, "the fault of one pod");
        Assert.Null(world.World.Faults.All.Single(fault => fault.Spec.Id == "all").EndedAt);

        world.Delete(world.PodOn("web", Worlds.NodeB));
        await world.UntilAsync(() => world.World.Faults.All.Single(fault => fault.Spec.Id == "all").EndedAt, "the fault of all pods");
    }

    private static IEnumerable<string> Endpoints(RunningWorld world) => world.Store.List(ResourceKinds.EndpointSlices, "shop")
        .SelectMany(slice => KubeObject.Items(slice, "endpoints")).Select(endpoint => ((JsonArray)endpoint["addresses"]!)[0]!.GetValue<string>());
}
