using System.Text.Json.Nodes;
using TlsPathTools.Lab.Cluster;
using TlsPathTools.Lab.Scenarios;
using TlsPathTools.Lab.Tests.World;
using TlsPathTools.Lab.World;

namespace TlsPathTools.Lab.Tests.Controllers;

public class NodeTests
{
    [Fact]
    public async Task A_cordon_brings_the_taint_and_an_uncordon_takes_it_away()
    {
        await using RunningWorld world = await RunningWorld.StartAsync();
        world.Change(ResourceKinds.Nodes, null, Worlds.NodeA, node => node["spec"]!["unschedulable"] = true);
        await world.UntilAsync(() => NodeConditions.HasTaint(world.Node(Worlds.NodeA), NodeConditions.Unschedulable), "the taint");
        Assert.NotEmpty(world.Events("NodeNotSchedulable"));

        world.Change(ResourceKinds.Nodes, null, Worlds.NodeA, node => ((JsonObject)node["spec"]!).Remove("unschedulable"));
        await world.UntilAsync(() => !NodeConditions.HasTaint(world.Node(Worlds.NodeA), NodeConditions.Unschedulable), "no taint");
    }

    [Fact]
    public async Task A_cordoned_node_remains_a_target()
    {
        await using RunningWorld world = await RunningWorld.StartAsync(Bound);
        world.Change(ResourceKinds.Nodes, null, Worlds.NodeA, node => node["spec"]!["unschedulable"] = true);
        await world.UntilAsync(() => NodeConditions.HasTaint(world.Node(Worlds.NodeA), NodeConditions.Unschedulable), "the taint");
        await Task.Delay(200);

        Assert.All(world.Group.Targets, target => Assert.True(target.IsRegistered));
    }

    [Fact]
    public async Task Pods_of_a_drained_node_go_to_another()
    {
        await using RunningWorld world = await RunningWorld.StartAsync();
        world.Change(ResourceKinds.Nodes, null, Worlds.NodeA, node => node["spec"]!["unschedulable"] = true);
        world.Delete(world.PodOn("web", Worlds.NodeA));

        await world.UntilAsync(() => world.ReadyPods("web").Count() == 2 && world.Pods("web").Count() == 2, "both pods");
        Assert.All(world.Pods("web"), pod => Assert.Equal(Worlds.NodeB, RunningWorld.NodeOf(pod)));
        Assert.Contains(world.Events("Scheduled"), @event => KubeObject.Text(@event, "message")!.EndsWith($"to {Worlds.NodeB}", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_pod_that_no_node_takes_waits_and_says_why()
    {
        await using RunningWorld world = await RunningWorld.StartAsync();
        foreach (string node in (string[])[Worlds.NodeA, Worlds.NodeB])
            world.Change(ResourceKinds.Nodes, null, node, item => item["spec"]!["unschedulable"] = true);
        world.Delete(world.PodOn("web", Worlds.NodeA));

        JsonObject failed = await world.UntilAsync(() => world.Events("FailedScheduling").FirstOrDefault(), "FailedScheduling");
        Assert.StartsWith("0/2 nodes are available: 2 node(s) were unschedulable.", KubeObject.Text(failed, "message"), StringComparison.Ordinal);
        world.Change(ResourceKinds.Nodes, null, Worlds.NodeB, node => ((JsonObject)node["spec"]!).Remove("unschedulable"));
        await world.UntilAsync(() => world.ReadyPods("web").Count() == 2, "both pods");
    }

    [Fact]
    public async Task A_pinned_pod_comes_back_on_its_node_and_nowhere_else()
    {
        ClusterSpec cluster = Worlds.TwoNodes.Cluster!;
        await using RunningWorld world = await RunningWorld.StartAsync(Worlds.TwoNodes with { Cluster = cluster with { Deployments = [cluster.Deployments[0] with { Pinned = true }] } });
        world.Change(ResourceKinds.Nodes, null, Worlds.NodeA, node => node["spec"]!["unschedulable"] = true);
        world.Delete(world.PodOn("web", Worlds.NodeA));
        await world.UntilAsync(() => world.Events("FailedScheduling").FirstOrDefault(), "FailedScheduling");

        world.Change(ResourceKinds.Nodes, null, Worlds.NodeA, node => ((JsonObject)node["spec"]!).Remove("unschedulable"));
        await world.UntilAsync(() => world.ReadyPods("web").Count() == 2, "both pods");
        Assert.Equal([Worlds.NodeA, Worlds.NodeB], world.ReadyPods("web").Select(RunningWorld.NodeOf).Order());
    }

    [Fact]
    public async Task A_silent_kubelet_ends_no_pod()
    {
        ClusterSpec cluster = Worlds.TwoNodes.Cluster!;
        await using RunningWorld world = await RunningWorld.StartAsync(Worlds.TwoNodes with { Cluster = cluster with { Nodes = [cluster.Nodes[0] with { Ready = false }, cluster.Nodes[1]] } });
        JsonObject old = world.PodOn("web", Worlds.NodeA);
        world.Delete(old);
        await world.UntilAsync(() => world.ReadyPods("web").Count() == 2, "another one on the other node");

        Assert.True(KubeObject.IsTerminating(world.Store.Find(ResourceKinds.Pods, "shop", KubeObject.Name(old))!));
        Assert.True(world.Plane.Open.ContainsKey(KubeObject.Uid(old)));
    }

    [Fact]
    public async Task A_node_whose_machine_ends_slowly_becomes_unknown_and_its_pods_are_no_endpoints_any_more()
    {
        await using RunningWorld world = await RunningWorld.StartAsync(Worlds.TwoNodes with { Timings = RunningWorld.Quick with { InstanceTermination = 2, NodeMonitorGrace = 0.2 } });
        world.Terminate("i-0aaaaaaaaaaaaaaaa");

        await world.UntilAsync(() => world.Store.Find(ResourceKinds.Nodes, null, Worlds.NodeA) is { } node && KubeObject.Text(KubeObject.Condition(node, "Ready"), "status") == "Unknown", "Unknown");
        Assert.True(NodeConditions.HasTaint(world.Node(Worlds.NodeA), NodeConditions.Unreachable));
        await world.UntilAsync(() => world.Store.List(ResourceKinds.EndpointSlices, "shop").SelectMany(slice => KubeObject.Items(slice, "endpoints"))
            .Where(endpoint => KubeObject.IsTrue(endpoint, "conditions", "ready")).All(endpoint => KubeObject.Text(endpoint, "nodeName") != Worlds.NodeA), "its endpoints");
    }

    [Fact]
    public async Task A_NoExecute_taint_sends_pods_away()
    {
        await using RunningWorld world = await RunningWorld.StartAsync();
        world.Change(ResourceKinds.Nodes, null, Worlds.NodeA, node => NodeConditions.AddTaint(node, NodeConditions.Taint("maintenance", "NoExecute")));

        await world.UntilAsync(() => world.Pods("web").Count() == 2 && world.ReadyPods("web").Count() == 2 && world.Pods("web").All(pod => RunningWorld.NodeOf(pod) == Worlds.NodeB), "the pods elsewhere");
        Assert.NotEmpty(world.Events("TaintManagerEviction"));
        Assert.Single(world.Pods("kube-proxy"), pod => RunningWorld.NodeOf(pod) == Worlds.NodeA);
    }

    [Fact]
    public async Task Pods_of_a_node_that_somebody_deletes_are_replaced_elsewhere()
    {
        await using RunningWorld world = await RunningWorld.StartAsync();
        JsonObject old = world.PodOn("web", Worlds.NodeA);
        world.Store.Remove(ResourceKinds.Nodes, null, Worlds.NodeA);

        await world.UntilAsync(() => world.ReadyPods("web").Count() == 2 && world.Pods("web").All(pod => RunningWorld.NodeOf(pod) == Worlds.NodeB), "the pods elsewhere");
        await world.UntilAsync(() => !world.Plane.Open.ContainsKey(KubeObject.Uid(old)), "the old one stopped");
    }

    /// <summary>The nodes are targets by a binding, not by Auto Scaling.</summary>
    internal static LabScenario Bound { get; } = Worlds.TwoNodes with
    {
        AutoScalingGroups = [new AutoScalingGroupSpec { Name = "workers" }],
        Cluster = Worlds.TwoNodes.Cluster! with { TargetGroupBindings = [new TargetGroupBindingSpec { Namespace = "shop", Name = "web", Service = "web", TargetGroup = "nodes" }] },
    };
}
