using System.Diagnostics;
using System.Text.Json.Nodes;
using TlsPathTools.Lab.Cloud;
using TlsPathTools.Lab.Cluster;
using TlsPathTools.Lab.Controllers;
using TlsPathTools.Lab.Scenarios;
using TlsPathTools.Lab.Tests.World;

namespace TlsPathTools.Lab.Tests.Controllers;

public class BindingTests
{
    private const string A = "i-0aaaaaaaaaaaaaaaa";

    [Fact]
    public async Task A_binding_reverts_a_deregistration_by_hand_at_its_next_look()
    {
        await using RunningWorld world = await RunningWorld.StartAsync(NodeTests.Bound);
        Assert.Equal(2, world.Group.Targets.Count);
        await Task.Delay(50);
        var watch = Stopwatch.StartNew();
        lock (world.World.Gate)
        {
            TargetRegistration target = world.Group.Targets.Find(target => target.Id == A)!;
            target.DeregisteredAt = world.World.Now;
            target.State = "draining";
        }

        await world.UntilAsync(() => world.Group.Targets.Find(target => target.Id == A) is { IsRegistered: true, State: "initial" }, "registered again");
        Assert.True(watch.Elapsed >= TimeSpan.FromSeconds(0.25), $"Already after {watch.Elapsed}.");
        Assert.NotEmpty(world.Events("SuccessfullyReconciled"));
    }

    [Fact]
    public async Task A_binding_takes_away_what_somebody_registered_by_hand()
    {
        await using RunningWorld world = await RunningWorld.StartAsync(NodeTests.Bound);
        lock (world.World.Gate)
            world.Group.Targets.Add(new TargetRegistration { Id = A, Port = 31999, AvailabilityZone = "eu-west-2a" });

        await world.UntilAsync(() => world.Group.Targets.Find(target => target.Port == 31999) is { State: "draining" }, "draining");
    }

    [Fact]
    public async Task An_excluded_node_is_deregistered_and_stays_so()
    {
        await using RunningWorld world = await RunningWorld.StartAsync(NodeTests.Bound);
        world.Change(ResourceKinds.Nodes, null, Worlds.NodeA, node => node["metadata"]!["labels"]!["node.kubernetes.io/exclude-from-external-load-balancers"] = "true");

        await world.UntilAsync(() => world.Group.Targets.Find(target => target.Id == A) is { State: "draining" }, "draining");
        await Task.Delay(500);
        Assert.False(world.Group.Targets.Find(target => target.Id == A)!.IsRegistered);
    }

    [Fact]
    public async Task A_binding_to_pods_follows_them()
    {
        LabScenario scenario = NodeTests.Bound with { TargetGroups = [NodeTests.Bound.TargetGroups[0] with { TargetType = "ip", Port = 8443 }] };
        await using RunningWorld world = await RunningWorld.StartAsync(scenario);
        JsonObject old = world.PodOn("web", Worlds.NodeA);
        string ip = KubeObject.Text(old, "status", "podIP")!;
        Assert.Contains(world.Group.Targets, target => target.Id == ip && target.Port == 8443);
        world.Delete(old);

        await world.UntilAsync(() => !world.Group.Targets.Exists(target => target.Id == ip && target.IsRegistered) && world.Group.Targets.Count(target => target.IsRegistered) == 2, "the new pod's address");
    }

    [Fact]
    public async Task A_replacement_becomes_a_target_of_the_binding()
    {
        await using RunningWorld world = await RunningWorld.StartAsync(NodeTests.Bound);
        world.Terminate(A);

        await world.UntilAsync(() => world.Group.Targets.Exists(target => target is { IsRegistered: true, State: "initial" } && target.Id != A), "the new instance");
    }

    [Fact]
    public async Task A_group_of_the_service_controller_follows_nodes_and_is_left_alone_by_it_otherwise()
    {
        LabScenario scenario = Worlds.TwoNodes with
        {
            AutoScalingGroups = [new AutoScalingGroupSpec { Name = "workers" }],
            TargetGroups = [Worlds.TwoNodes.TargetGroups[0] with { Targets = [Worlds.NodeA, Worlds.NodeB], Tags = new Dictionary<string, string> { ["kubernetes.io/service-name"] = "shop/web" } }],
        };
        await using RunningWorld world = await RunningWorld.StartAsync(scenario);
        lock (world.World.Gate)
            world.Group.Targets.RemoveAll(target => target.Id == "i-0bbbbbbbbbbbbbbbb");
        world.Terminate(A);

        await world.UntilAsync(() => world.Group.Targets.Exists(target => target is { IsRegistered: true, State: "initial" }), "the new instance");
        Assert.DoesNotContain(world.Group.Targets, target => target.Id == "i-0bbbbbbbbbbbbbbbb");
        await world.UntilAsync(() => world.Events("UpdatedLoadBalancer").FirstOrDefault(), "the event");
    }

    [Fact]
    public async Task A_conflict_of_load_balancer_controllers_is_told_again_and_again()
    {
        ClusterSpec cluster = Worlds.TwoNodes.Cluster!;
        await using RunningWorld world = await RunningWorld.StartAsync(Worlds.TwoNodes with
        {
            Cluster = cluster with
            {
                Services =
                [
                    cluster.Services[0],
                    cluster.Services[0] with { Name = "front", Type = "LoadBalancer", Annotations = new Dictionary<string, string> { [LoadBalancerConflicts.Annotation] = "duplicate-listener" } },
                ],
            },
        });

        JsonObject told = await world.UntilAsync(() => world.Events("SyncLoadBalancerFailed").FirstOrDefault(), "the event");
        Assert.Contains("DuplicateListener", KubeObject.Text(told, "message"), StringComparison.Ordinal);
        Assert.Contains(world.World.Cloud.LoadBalancers.Keys.Single(), KubeObject.Text(told, "message"), StringComparison.Ordinal);
    }
}
