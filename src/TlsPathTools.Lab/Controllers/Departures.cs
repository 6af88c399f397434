using System.Text.Json.Nodes;
using TlsPathTools.Lab.Cloud;
using TlsPathTools.Lab.Cluster;
using TlsPathTools.Lab.Scenarios;
using TlsPathTools.Lab.World;

namespace TlsPathTools.Lab.Controllers;

/// <summary>Nodes that leave by a scenario's wish, as the cluster autoscaler lets them go: tainted, drained, terminated.</summary>
internal sealed class Departures(LabWorld world) : IController
{
    private const string Component = "cluster-autoscaler";
    private static readonly TimeSpan s_drain = TimeSpan.FromSeconds(3);

    private readonly List<(string Node, DateTimeOffset At)> _planned =
        [.. (world.Scenario.Cluster?.Nodes ?? []).Where(node => node.LeavesAfterSeconds is not null).Select(node => (node.Name, world.Start.AddSeconds(node.LeavesAfterSeconds!.Value)))];

    private readonly List<(string Node, DateTimeOffset Until)> _draining = [];

    public void Reconcile(Pass pass)
    {
        foreach ((string name, DateTimeOffset at) in _planned.ToList())
        {
            if (!pass.HasCome(at))
                continue;
            _planned.RemoveAll(entry => entry.Node == name);
            if (pass.Nodes.TryGetValue(name, out JsonObject? node))
                Begin(pass, node);
        }

        foreach ((string name, DateTimeOffset until) in _draining.ToList())
        {
            bool empty = pass.PodsByNode[name].All(pod => PodFactory.Controller(pod).Kind == "DaemonSet");
            if (!empty && !pass.HasCome(until))
                continue;
            _draining.RemoveAll(entry => entry.Node == name);
            if (pass.Machines.TryGetValue(name, out Instance? instance))
                Terminate(pass, instance);
        }
    }

    private void Begin(Pass pass, JsonObject node)
    {
        string name = KubeObject.Name(node);
        JsonObject taint = NodeConditions.Taint("ToBeDeletedByClusterAutoscaler", "NoSchedule");
        taint["value"] = $"{pass.Now.ToUnixTimeSeconds()}";
        pass.Update(ResourceKinds.Nodes, node, current =>
        {
            NodeConditions.AddTaint(current, taint);
            current["spec"]!["unschedulable"] = true;
        });
        pass.Events.Normal(node, "ScaleDown", "marked the node as toBeDeleted/unschedulable", Component);
        world.Log.Tell(pass.Now, $"node:{name}", "is leaving: tainted, its pods are evicted");
        foreach (JsonObject pod in pass.PodsByNode[name].Where(pod => PodFactory.Controller(pod).Kind != "DaemonSet"))
        {
            pass.Events.Normal(pod, "ScaleDown", "deleting pod for node scale down", Component);
            pass.Delete(pod);
        }

        _draining.Add((name, pass.Now + s_drain));
        pass.DueAt(pass.Now + s_drain);
    }

    private void Terminate(Pass pass, Instance instance)
    {
        lock (world.Gate)
        {
            if (instance.State != "running")
                return;
            if (instance.AutoScalingGroupName is { } name && world.Cloud.AutoScalingGroups.TryGetValue(name, out AutoScalingGroup? group))
            {
                // A scale-in makes the group smaller where it may be; where it may not, another instance comes.
                if (group.DesiredCapacity > group.MinSize)
                    group.DesiredCapacity--;
                ScaleIns.Terminate(world, group, instance, $"At {ScalingActivities.Time(pass.Now)} instance {instance.InstanceId} was taken out of service in response to a user request.");
            }
            else
            {
                instance.State = "shutting-down";
            }
        }
    }
}

/// <summary>The orderly end of a member of an Auto Scaling group. To be called under the world's gate.</summary>
internal static class ScaleIns
{
    public static void Terminate(LabWorld world, AutoScalingGroup group, Instance instance, string cause)
    {
        instance.State = "shutting-down";
        if (group.Members.Find(member => member.InstanceId == instance.InstanceId) is { } member)
            member.LifecycleState = "Terminating";
        group.Activities.Insert(0, ScalingActivities.Terminate(world, group, instance, world.Now, cause));
        world.Cloud.Trail.Add(TrailEvents.Create(world, world.Now, "TerminateInstances", "ec2.amazonaws.com", "AutoScaling", ("AWS::EC2::Instance", instance.InstanceId)));
    }
}
