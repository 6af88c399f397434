using System.Text.Json.Nodes;
using TlsPathTools.Lab.Cloud;
using TlsPathTools.Lab.Cluster;
using TlsPathTools.Lab.Scenarios;
using TlsPathTools.Lab.World;

namespace TlsPathTools.Lab.Controllers;

/// <summary>Auto Scaling: members that end are replaced, new ones are registered with the attached target groups, suspended processes do nothing.</summary>
internal sealed class AutoScaling(LabWorld world, NodeJoins joins) : IController
{
    private const string By = "AutoScaling";
    private static readonly TimeSpan s_toStandby = TimeSpan.FromMilliseconds(300);

    private readonly HashSet<string> _attached = new(StringComparer.Ordinal);
    private readonly Dictionary<string, NodeSpec> _specs = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Queue<Instance>> _lost = new(StringComparer.Ordinal);
    private readonly Dictionary<string, HashSet<string>> _taken = new(StringComparer.Ordinal);
    private readonly Dictionary<string, DateTimeOffset> _entering = new(StringComparer.Ordinal);

    /// <summary>Takes over what is there at the beginning.</summary>
    public void Start()
    {
        Dictionary<string, NodeSpec> byName = (world.Scenario.Cluster?.Nodes ?? []).ToDictionary(node => node.Name, StringComparer.Ordinal);
        lock (world.Gate)
        {
            foreach (Instance instance in world.Cloud.Instances.Values)
            {
                _attached.Add(instance.InstanceId);
                if (instance.NodeName is { } node && byName.TryGetValue(node, out NodeSpec? spec))
                    _specs[instance.InstanceId] = spec;
            }
        }
    }

    public void Reconcile(Pass pass)
    {
        lock (world.Gate)
        {
            foreach (AutoScalingGroup group in world.Cloud.AutoScalingGroups.Values)
            {
                foreach (GroupMember member in group.Members.ToList())
                    Look(pass, group, member);
                Launch(pass, group);
            }
        }
    }

    private void Look(Pass pass, AutoScalingGroup group, GroupMember member)
    {
        Instance? instance = world.Cloud.Instances.GetValueOrDefault(member.InstanceId);
        bool ending = instance is null or { State: "shutting-down" or "terminated" };
        if (ending && !member.LifecycleState.StartsWith("Terminating", StringComparison.Ordinal))
        {
            // Somebody ended it outside the group; its health check is what notices.
            if (group.SuspendedProcesses.Contains("HealthCheck") || group.SuspendedProcesses.Contains("ReplaceUnhealthy"))
                return;
            member.HealthStatus = "Unhealthy";
            member.LifecycleState = "Terminating";
            if (instance is not null)
            {
                group.Activities.Insert(0, ScalingActivities.Terminate(world, group, instance, pass.Now,
                    $"At {ScalingActivities.Time(pass.Now)} an instance was taken out of service in response to an EC2 health check indicating it has been terminated or stopped."));
            }
        }

        switch (member.LifecycleState)
        {
            case "Terminating" or "Terminating:Wait" or "Terminating:Proceed" when instance is null or { State: "terminated" }:
                Remove(pass, group, member, instance);
                break;
            case "Pending" when instance is { State: "running" }:
                member.LifecycleState = "InService";
                Finish(pass, group, member.InstanceId);
                world.Log.Tell(pass.Now, $"asg:{group.Name}", $"{member.InstanceId} is InService");
                break;
            case "InService" when instance is not null && !_attached.Contains(member.InstanceId):
                Attach(pass, group, instance);
                break;
            case "EnteringStandby":
                _entering.TryAdd(member.InstanceId, pass.Now + s_toStandby);
                if (!pass.HasCome(_entering[member.InstanceId]))
                    break;
                member.LifecycleState = "Standby";
                _entering.Remove(member.InstanceId);
                _attached.Remove(member.InstanceId);
                break;
            case "Standby":
                _attached.Remove(member.InstanceId);
                break;
        }
    }

    private void Remove(Pass pass, AutoScalingGroup group, GroupMember member, Instance? instance)
    {
        group.Members.Remove(member);
        _attached.Remove(member.InstanceId);
        Finish(pass, group, member.InstanceId);
        world.Log.Tell(pass.Now, $"asg:{group.Name}", $"{member.InstanceId} left the group");
        if (instance is not null && !IsTaken(group, instance))
            Lost(group).Enqueue(instance);
    }

    private static void Finish(Pass pass, AutoScalingGroup group, string instanceId)
    {
        foreach (ScalingActivity activity in group.Activities.Where(activity => activity.EndTime is null && activity.Description.EndsWith(instanceId, StringComparison.Ordinal)))
        {
            activity.EndTime = pass.Now;
            activity.StatusCode = "Successful";
            activity.Progress = 100;
        }
    }

    // Registered once, when its node is Ready: what somebody deregisters by hand afterwards stays so.
    private void Attach(Pass pass, AutoScalingGroup group, Instance instance)
    {
        if (group.SuspendedProcesses.Contains("AddToLoadBalancer"))
            return;
        if (instance.NodeName is { } name && world.Scenario.Cluster is not null
            && (world.Cluster.Find(ResourceKinds.Nodes, null, name) is not { } node || !KubeObject.Holds(node, "Ready")))
        {
            return;
        }

        _attached.Add(instance.InstanceId);
        foreach (TargetGroup target in group.TargetGroupArns.Select(arn => world.Cloud.TargetGroups.GetValueOrDefault(arn)).OfType<TargetGroup>())
            Registrations.Register(world, target, Target.Of(instance, target.Port), By);
    }

    private void Launch(Pass pass, AutoScalingGroup group)
    {
        int active = group.Members.Count(member => member.LifecycleState.StartsWith("Pending", StringComparison.Ordinal) || member.LifecycleState == "InService");
        if (group.SuspendedProcesses.Contains("Launch"))
            return;
        for (int capacity = active; capacity < group.DesiredCapacity; capacity++)
        {
            if (!LaunchOne(pass, group, capacity))
                return;
        }
    }

    private bool LaunchOne(Pass pass, AutoScalingGroup group, int capacity)
    {
        Instance? predecessor = Predecessor(group);
        Instance? model = predecessor ?? group.Members.Select(member => world.Cloud.Instances.GetValueOrDefault(member.InstanceId)).FirstOrDefault(instance => instance is not null);
        NodeSpec? spec = model is null ? world.Scenario.Cluster?.Nodes.FirstOrDefault(node => node.AutoScalingGroup == group.Name) : _specs.GetValueOrDefault(model.InstanceId);
        if (Subnet(group, predecessor) is not { } subnet || (model is null && spec is null) || world.FreeAddresses.TryTake(subnet) is not { } address)
            return false;
        string? image = world.Scenario.AutoScalingGroups.FirstOrDefault(known => known.Name == group.Name)?.ImageId;
        Instance instance = InstanceFactory.Add(world, new InstancePlan
        {
            InstanceId = world.Ids.Ec2("i", world.Ids.Unique(group.Name)), Subnet = subnet, Address = address, State = "pending", SystemStatus = "initializing",
            SecurityGroupIds = model?.SecurityGroupIds ?? [.. spec!.SecurityGroups], InstanceType = model?.InstanceType ?? spec!.InstanceType,
            ImageId = image ?? model?.ImageId ?? spec!.ImageId, AutoScalingGroup = group.Name, LaunchTime = pass.Now,
        });
        if (spec is not null)
        {
            NodeSpec next = spec with { Ready = true, Unschedulable = false, LeavesAfterSeconds = null };
            _specs[instance.InstanceId] = next;
            joins.Plan(instance.InstanceId, next);
        }

        group.Members.Add(new GroupMember { InstanceId = instance.InstanceId, AvailabilityZone = instance.AvailabilityZone, LifecycleState = "Pending" });
        group.Activities.Insert(0, ScalingActivities.Launch(world, group, instance, pass.Now,
            $"At {ScalingActivities.Time(pass.Now)} an instance was started in response to a difference between desired and actual capacity, increasing the capacity from {capacity} to {capacity + 1}."));
        world.Cloud.Trail.Add(TrailEvents.Create(world, pass.Now, "RunInstances", "ec2.amazonaws.com", By, ("AWS::EC2::Instance", instance.InstanceId)));
        world.Log.Tell(pass.Now, $"asg:{group.Name}", $"launches {instance.InstanceId} in {instance.AvailabilityZone}{(predecessor is null ? "" : $" for {predecessor.InstanceId}")}");
        if (predecessor is { NodeName: { } oldNode } && instance.NodeName is { } newNode)
            Machines.CarryOver(world, oldNode, newNode);
        pass.DueAt(pass.Now.AddSeconds(world.Scenario.Timings.InstanceLaunch));
        return true;
    }

    // The zone with the fewest members; of several, that of the one which is replaced.
    private Subnet? Subnet(AutoScalingGroup group, Instance? predecessor) => group.SubnetIds
        .Where(world.Cloud.Subnets.ContainsKey)
        .OrderBy(id => group.Members.Count(member => !member.LifecycleState.StartsWith("Terminating", StringComparison.Ordinal) && world.Cloud.Instances.GetValueOrDefault(member.InstanceId)?.SubnetId == id))
        .ThenBy(id => id != predecessor?.SubnetId)
        .Select(id => world.Cloud.Subnets[id]).FirstOrDefault();

    // The one that a launch replaces: a member that ends and has no successor yet.
    private Instance? Predecessor(AutoScalingGroup group)
    {
        foreach (GroupMember member in group.Members.Where(member => member.LifecycleState.StartsWith("Terminating", StringComparison.Ordinal)))
        {
            if (world.Cloud.Instances.TryGetValue(member.InstanceId, out Instance? instance) && !IsTaken(group, instance))
            {
                Taken(group).Add(instance.InstanceId);
                return instance;
            }
        }

        if (!Lost(group).TryDequeue(out Instance? lost))
            return null;
        Taken(group).Add(lost.InstanceId);
        return lost;
    }

    private HashSet<string> Taken(AutoScalingGroup group) => _taken.TryGetValue(group.Name, out HashSet<string>? taken) ? taken : _taken[group.Name] = new(StringComparer.Ordinal);

    private bool IsTaken(AutoScalingGroup group, Instance instance) => Taken(group).Contains(instance.InstanceId);

    private Queue<Instance> Lost(AutoScalingGroup group) => _lost.TryGetValue(group.Name, out Queue<Instance>? lost) ? lost : _lost[group.Name] = new();
}
