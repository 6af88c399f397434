using System.Text.Json.Nodes;
using TlsPathTools.Lab.Cloud;
using TlsPathTools.Lab.Cluster;
using TlsPathTools.Lab.Scenarios;
using TlsPathTools.Lab.Tests.World;
using TlsPathTools.Lab.World;

namespace TlsPathTools.Lab.Tests.Controllers;

public class ReplacementTests
{
    private const string A = "i-0aaaaaaaaaaaaaaaa";

    [Fact]
    public async Task A_terminated_instance_is_replaced_by_a_node_with_a_new_id_address_and_name()
    {
        await using RunningWorld world = await RunningWorld.StartAsync();
        string[] pods = [.. world.Pods("web").Select(KubeObject.Name)];
        world.Terminate(A);

        Instance made = await world.UntilAsync(() => world.World.Cloud.Instances.Values.FirstOrDefault(instance => instance.InstanceId is not (A or "i-0bbbbbbbbbbbbbbbb")), "a launch");
        Assert.Matches("^i-0[0-9a-f]{16}$", made.InstanceId);
        Assert.Equal("eu-west-2a", made.AvailabilityZone);
        byte[] ip = made.PrivateIp.GetAddressBytes();
        Assert.Equal($"ip-10-0-1-{ip[3]}.eu-west-2.compute.internal", made.NodeName);
        Assert.Equal(made.NodeName, made.PrivateDnsName);
        Assert.NotEqual(Worlds.NodeA, made.NodeName);
        await world.UntilAsync(() => world.World.Cloud.AutoScalingGroups["workers"].Members.Find(member => member.InstanceId == made.InstanceId) is { LifecycleState: "InService" }, "InService");
        await world.UntilAsync(() => world.Store.Find(ResourceKinds.Nodes, null, made.NodeName!) is { } node && KubeObject.Holds(node, "Ready"), "Ready");
        JsonObject registered = world.History(ResourceKinds.Nodes, made.NodeName!)[0];
        Assert.False(KubeObject.Holds(registered, "Ready"));
        Assert.True(NodeConditions.HasTaint(registered, NodeConditions.NotReady));
        Assert.False(NodeConditions.HasTaint(world.Node(made.NodeName!), NodeConditions.NotReady));
        TargetRegistration target = await world.UntilAsync(() => world.Group.Targets.Find(target => target.Id == made.InstanceId), "registered");
        Assert.Equal(("initial", "Elb.RegistrationInProgress", 32080), (target.State, target.Reason, target.Port));

        await world.UntilAsync(() => world.Store.Find(ResourceKinds.Nodes, null, Worlds.NodeA) is null && world.World.Cloud.Instances[A].State == "terminated", "the old one gone");
        await world.UntilAsync(() => world.ReadyPods("web").Count() == 2 && world.Pods("web").All(pod => RunningWorld.NodeOf(pod) != Worlds.NodeA), "the pods elsewhere");
        Assert.Contains(world.Pods("web"), pod => !pods.Contains(KubeObject.Name(pod)));
        Assert.Contains(made.NodeName!, world.Plane.Proxies.Keys);
        Assert.DoesNotContain(Worlds.NodeA, world.Plane.Proxies.Keys);
        Assert.Equal([made.PrivateIp], world.Plane.Nodes.Where(pair => pair.Key == made.NodeName).Select(pair => pair.Value));
    }

    [Fact]
    public async Task What_belonged_to_the_instance_goes_with_it()
    {
        await using RunningWorld world = await RunningWorld.StartAsync();
        CloudState cloud = world.World.Cloud;
        world.Terminate(A);

        await world.UntilAsync(() => world.Group.Targets.Find(target => target.Id == A) is { State: "draining", DeregisteredAt: not null }, "draining");
        await world.UntilAsync(() => cloud.Instances[A].State == "terminated", "terminated");
        lock (world.World.Gate)
        {
            Assert.DoesNotContain(cloud.NetworkInterfaces.Values, networkInterface => networkInterface.InstanceId == A);
            Assert.StartsWith("User initiated (", cloud.Instances[A].StateTransitionReason, StringComparison.Ordinal);
        }

        await world.UntilAsync(() => world.Store.Find(ResourceKinds.Leases, "kube-node-lease", Worlds.NodeA) is null, "the lease");
        AutoScalingGroup group = cloud.AutoScalingGroups["workers"];
        await world.UntilAsync(() => group.Members.Count == 2 && group.Members.TrueForAll(member => member.InstanceId != A && member.LifecycleState == "InService"), "the member");
        await world.UntilAsync(() => group.Activities.Find(activity => activity.Description == $"Terminating EC2 instance: {A}") is { StatusCode: "Successful", EndTime: not null }, "the activity");
        lock (world.World.Gate)
            Assert.Contains("EC2 health check", group.Activities.Single(activity => activity.Description.EndsWith(A, StringComparison.Ordinal) && activity.Description.StartsWith("Terminating", StringComparison.Ordinal)).Cause, StringComparison.Ordinal);
        Assert.Contains($"removeNode {Worlds.NodeA}", world.Plane.Asked);
    }

    [Fact]
    public async Task A_fault_that_replacement_ends_is_over_and_another_goes_on_at_the_replacement()
    {
        FaultSpec[] faults =
        [
            new() { Id = "ends", At = $"node:{Worlds.NodeA}/ingress", Effect = FaultEffect.Fin, EndedBy = [FaultEnd.InstanceReplacement] },
            new() { Id = "stays", At = $"node:{Worlds.NodeA}/pods", Effect = FaultEffect.Drop, EndedBy = [FaultEnd.ConfigurationChange] },
        ];
        await using RunningWorld world = await RunningWorld.StartAsync(Worlds.TwoNodes with { Faults = faults });
        world.Terminate(A);

        await world.UntilAsync(() => world.World.Faults.All.Single(fault => fault.Spec.Id == "ends").EndedAt, "its end");
        FaultSpec carried = await world.UntilAsync(() => world.World.Faults.All.FirstOrDefault(fault => fault.Spec.Id == "stays" && fault.EndedAt is null && !fault.Spec.At.Contains(Worlds.NodeA, StringComparison.Ordinal))?.Spec, "the other's way");
        Assert.Matches(@"^node:ip-10-0-1-\d+\.eu-west-2\.compute\.internal/pods$", carried.At);
        Assert.Single(world.World.Faults.All, fault => fault.Spec.Id == "ends");
    }

    [Fact]
    public async Task Nothing_is_launched_while_that_is_suspended()
    {
        await using RunningWorld world = await RunningWorld.StartAsync(Worlds.TwoNodes with { AutoScalingGroups = [Worlds.TwoNodes.AutoScalingGroups[0] with { SuspendedProcesses = ["Launch"] }] });
        world.Terminate(A);

        await world.UntilAsync(() => world.World.Cloud.AutoScalingGroups["workers"].Members.Count == 1, "the member gone");
        await Task.Delay(200);
        Assert.Equal(2, world.World.Cloud.Instances.Count);
    }

    [Fact]
    public async Task A_decremented_group_stays_smaller()
    {
        await using RunningWorld world = await RunningWorld.StartAsync();
        AutoScalingGroup group = world.World.Cloud.AutoScalingGroups["workers"];
        lock (world.World.Gate)
        {
            group.DesiredCapacity = 1;
            group.Members.Single(member => member.InstanceId == A).LifecycleState = "Terminating";
            world.World.Cloud.Instances[A].State = "shutting-down";
        }

        await world.UntilAsync(() => group.Members.Count == 1, "the member gone");
        await Task.Delay(200);
        Assert.Equal(2, world.World.Cloud.Instances.Count);
    }

    [Fact]
    public async Task A_replacement_has_the_groups_own_image()
    {
        await using RunningWorld world = await RunningWorld.StartAsync(Worlds.TwoNodes with { AutoScalingGroups = [Worlds.TwoNodes.AutoScalingGroups[0] with { ImageId = "ami-0broken" }] });
        world.Terminate(A);

        Instance made = await world.UntilAsync(() => world.World.Cloud.Instances.Values.FirstOrDefault(instance => instance.InstanceId is not (A or "i-0bbbbbbbbbbbbbbbb")), "a launch");
        Assert.Equal("ami-0broken", made.ImageId);
        Assert.Equal(["sg-0nodes"], made.SecurityGroupIds);
    }

    [Fact]
    public async Task A_member_in_standby_is_registered_again_when_it_comes_back()
    {
        await using RunningWorld world = await RunningWorld.StartAsync();
        AutoScalingGroup group = world.World.Cloud.AutoScalingGroups["workers"];
        GroupMember member = group.Members.Single(member => member.InstanceId == A);
        lock (world.World.Gate)
        {
            group.DesiredCapacity--;
            member.LifecycleState = "EnteringStandby";
            world.Group.Targets.RemoveAll(target => target.Id == A);
        }

        await world.UntilAsync(() => member.LifecycleState == "Standby", "Standby");
        await Task.Delay(100);
        Assert.Single(world.Group.Targets);
        lock (world.World.Gate)
        {
            group.DesiredCapacity++;
            member.LifecycleState = "Pending";
        }

        await world.UntilAsync(() => member.LifecycleState == "InService" && world.Group.Targets.Exists(target => target.Id == A), "registered again");
    }

    [Fact]
    public async Task What_somebody_deregisters_of_an_attached_group_stays_deregistered()
    {
        await using RunningWorld world = await RunningWorld.StartAsync();
        lock (world.World.Gate)
            world.Group.Targets.RemoveAll(target => target.Id == A);
        await Task.Delay(600);

        Assert.Single(world.Group.Targets);
    }

    [Fact]
    public async Task An_instance_refresh_replaces_every_member()
    {
        await using RunningWorld world = await RunningWorld.StartAsync(Worlds.TwoNodes with { AutoScalingGroups = [Worlds.TwoNodes.AutoScalingGroups[0] with { RefreshSeconds = 1.5 }] });
        AutoScalingGroup group = world.World.Cloud.AutoScalingGroups["workers"];

        await world.UntilAsync(() => group.Members.Count == 2 && group.Members.TrueForAll(member => member.LifecycleState == "InService" && member.InstanceId is not (A or "i-0bbbbbbbbbbbbbbbb")), "both replaced");
        Assert.Equal(["eu-west-2a", "eu-west-2b"], group.Members.Select(member => member.AvailabilityZone).Order());
        Assert.Equal(2, group.Activities.Count(activity => activity.Cause.EndsWith("instance refresh.", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_node_that_leaves_is_tainted_drained_and_terminated()
    {
        ClusterSpec cluster = Worlds.TwoNodes.Cluster!;
        await using RunningWorld world = await RunningWorld.StartAsync(Worlds.TwoNodes with { Cluster = cluster with { Nodes = [cluster.Nodes[0] with { LeavesAfterSeconds = 0.2 }, cluster.Nodes[1]] } });

        await world.UntilAsync(() => world.World.Cloud.Instances[A].State == "terminated", "its end");
        Assert.Contains(world.History(ResourceKinds.Nodes, Worlds.NodeA), node => NodeConditions.HasTaint(node, "ToBeDeletedByClusterAutoscaler") && KubeObject.IsTrue(node, "spec", "unschedulable"));
        await world.UntilAsync(() => world.Pods("web").Count() == 2 && world.ReadyPods("web").Count(pod => RunningWorld.NodeOf(pod) == Worlds.NodeB) == 2, "the pods");
        Assert.Equal(1, world.World.Cloud.AutoScalingGroups["workers"].DesiredCapacity);
    }
}
