using System.Globalization;
using System.Net;
using TlsPathTools.Lab.Cloud;

namespace TlsPathTools.Lab.LoadBalancing;

/// <summary>Which targets the node of a load balancer may send new flows to. Everything here is called under the world's gate.</summary>
internal static class TargetRouting
{
    private const string RoutingThreshold = "target_group_health.unhealthy_state_routing.minimum_healthy_targets.";
    private const string DnsThreshold = "target_group_health.dns_failover.minimum_healthy_targets.";

    /// <summary>Whether nodes reach targets of other zones: the group's word, or else the load balancer's (application: yes, network: no).</summary>
    public static bool IsCrossZone(LoadBalancer balancer, TargetGroup group) =>
        group.Attributes.Flag("load_balancing.cross_zone.enabled", balancer.Attributes.Flag("load_balancing.cross_zone.enabled", !balancer.IsNetwork));

    /// <summary>Whether a target is in a zone that its load balancer has a node in; an address outside the network is in all of them.</summary>
    public static bool IsInUse(LoadBalancer balancer, TargetRegistration target) =>
        target.AvailabilityZone == "all" || balancer.Zones.Exists(zone => zone.ZoneName == target.AvailabilityZone);

    /// <summary>The registered targets that a zone's node may reach at all: these are the ones that it checks.</summary>
    public static List<TargetRegistration> Reach(LoadBalancer balancer, TargetGroup group, string zone)
    {
        bool crossZone = IsCrossZone(balancer, group);
        return group.Targets.FindAll(target => target.IsRegistered && target.State != "unused" && IsInUse(balancer, target)
            && (crossZone || target.AvailabilityZone == zone || target.AvailabilityZone == "all"));
    }

    /// <summary>Those that get new flows from a zone's node: the healthy ones, or all of them when too few are.</summary>
    public static Routable Routable(LoadBalancer balancer, TargetGroup group, string zone)
    {
        List<TargetRegistration> reach = Reach(balancer, group, zone);
        // A zonal shift takes the zone's targets from the other zones' nodes as well.
        List<TargetRegistration> unshifted = reach.FindAll(target => target.AvailabilityZone == zone || !balancer.Zones.Exists(other => other.ZonalShift && other.ZoneName == target.AvailabilityZone));
        if (unshifted.Count > 0)
            reach = unshifted;
        List<TargetRegistration> healthy = reach.FindAll(target => IsHealthy(target, zone));
        return healthy.Count >= Needed(group, RoutingThreshold, reach.Count) ? new(healthy, FailsOpen: false) : new(reach, FailsOpen: true);
    }

    /// <summary>Whether DNS gives out a zone's address as far as this group goes. A group without any target says nothing about it.</summary>
    public static bool KeepsInDns(LoadBalancer balancer, TargetGroup group, string zone)
    {
        if (!group.Targets.Exists(target => target.IsRegistered))
            return true;
        List<TargetRegistration> reach = Reach(balancer, group, zone);
        return reach.Count > 0 && reach.Count(target => IsHealthy(target, zone)) >= Needed(group, DnsThreshold, reach.Count);
    }

    /// <summary>Where a target is; null for an instance or a load balancer that is gone.</summary>
    public static IPEndPoint? EndPoint(CloudState cloud, TargetGroup group, TargetRegistration target, string zone, int port)
    {
        IPAddress? address = group.TargetType switch
        {
            "instance" => cloud.Instances.GetValueOrDefault(target.Id)?.PrivateIp,
            "alb" => cloud.LoadBalancers.GetValueOrDefault(target.Id) is { } balancer
                ? (balancer.Zones.Find(candidate => candidate.ZoneName == zone) ?? balancer.Zones.Find(candidate => candidate.InDns))?.PrivateIp : null,
            _ => IPAddress.TryParse(target.Id, out IPAddress? literal) ? literal : null,
        };
        return address is null ? null : new IPEndPoint(address, port);
    }

    /// <summary>Where a target's health is asked for.</summary>
    public static int CheckPort(TargetGroup group, TargetRegistration target) =>
        int.TryParse(group.HealthCheck.Port, NumberStyles.None, CultureInfo.InvariantCulture, out int port) ? port : target.Port;

    /// <summary>Draws one of several groups by their weights; null when none has any.</summary>
    public static TargetGroup? Draw(CloudState cloud, IReadOnlyList<WeightedTargetGroup> groups)
    {
        int point = Random.Shared.Next(Math.Max(1, groups.Sum(group => group.Weight)));
        foreach (WeightedTargetGroup group in groups)
        {
            if (point < group.Weight)
                return cloud.TargetGroups.GetValueOrDefault(group.TargetGroupArn);
            point -= group.Weight;
        }

        return null;
    }

    private static bool IsHealthy(TargetRegistration target, string zone) => target.HealthyFrom.GetValueOrDefault(zone);

    private static int Needed(TargetGroup group, string threshold, int targets) => Math.Max(
        group.Attributes.Threshold(threshold + "count", 1),
        (int)Math.Ceiling(targets * group.Attributes.Threshold(threshold + "percentage", 0) / 100.0));
}

/// <summary>The targets that get new flows; all of them, the ill ones included, where the group fails open.</summary>
internal readonly record struct Routable(List<TargetRegistration> Targets, bool FailsOpen);
