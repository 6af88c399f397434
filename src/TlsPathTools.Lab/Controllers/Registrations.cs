using TlsPathTools.Lab.Cloud;
using TlsPathTools.Lab.World;

namespace TlsPathTools.Lab.Controllers;

/// <summary>Registers and deregisters targets, as Auto Scaling and the load balancer controller do through the API. To be called under the world's gate.</summary>
internal static class Registrations
{
    /// <summary>Registers a target unless it is; one that is draining begins anew.</summary>
    /// <returns>Whether something changed.</returns>
    public static bool Register(LabWorld world, TargetGroup group, Target target, string by)
    {
        TargetRegistration? known = Find(group, target);
        if (known is { IsRegistered: true })
            return false;
        if (known is not null)
            group.Targets.Remove(known);
        group.Targets.Add(target.Register());
        Tell(world, group, target.Id, "RegisterTargets", by, "was registered with");
        return true;
    }

    /// <summary>Begins a target's deregistration; it drains from now on.</summary>
    /// <returns>Whether something changed.</returns>
    public static bool Deregister(LabWorld world, TargetGroup group, TargetRegistration target, string by)
    {
        if (!target.IsRegistered)
            return false;
        target.DeregisteredAt = world.Now;
        target.State = "draining";
        target.Reason = "Target.DeregistrationInProgress";
        target.Description = "Target deregistration is in progress";
        Tell(world, group, target.Id, "DeregisterTargets", by, "was deregistered from");
        return true;
    }

    /// <summary>Begins the deregistration of an instance wherever it is a target.</summary>
    public static void DeregisterEverywhere(LabWorld world, Instance instance, string by)
    {
        string address = instance.PrivateIp.ToString();
        foreach (TargetGroup group in world.Cloud.TargetGroups.Values)
        {
            foreach (TargetRegistration target in group.Targets.Where(target => target.Id == instance.InstanceId || target.Id == address).ToList())
                Deregister(world, group, target, by);
        }
    }

    public static TargetRegistration? Find(TargetGroup group, Target target) => group.Targets.Find(known => known.Id == target.Id && known.Port == target.Port);

    private static void Tell(LabWorld world, TargetGroup group, string id, string operation, string by, string words)
    {
        world.Cloud.Trail.Add(TrailEvents.Create(world, world.Now, operation, "elasticloadbalancing.amazonaws.com", by, ("AWS::ElasticLoadBalancingV2::TargetGroup", group.Arn)));
        world.Log.Tell(world.Now, $"targetGroup:{group.Name}", $"{id} {words} it by {by}");
    }
}
