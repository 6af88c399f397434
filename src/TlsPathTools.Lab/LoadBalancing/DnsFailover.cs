using TlsPathTools.Lab.Cloud;

namespace TlsPathTools.Lab.LoadBalancing;

/// <summary>Decides which zones of a load balancer DNS gives out: those that are well; when none is, all of them.</summary>
internal static class DnsFailover
{
    /// <summary>Decides anew. Called under the gate.</summary>
    /// <returns>The zones that came or went.</returns>
    public static List<LoadBalancerZone> Decide(CloudState cloud, LoadBalancer balancer)
    {
        List<TargetGroup> groups = [.. cloud.TargetGroups.Values.Where(group => group.LoadBalancerArns.Contains(balancer.Arn, StringComparer.Ordinal))];
        // Somebody moved traffic away: that holds unless there is nowhere else to go.
        List<LoadBalancerZone> open = balancer.Zones.FindAll(zone => !zone.ZonalShift);
        if (open.Count == 0)
            open = balancer.Zones;
        List<LoadBalancerZone> well = open.FindAll(zone => groups.TrueForAll(group => TargetRouting.KeepsInDns(balancer, group, zone.ZoneName)));
        List<LoadBalancerZone> shown = well.Count > 0 ? well : open;
        List<LoadBalancerZone> changed = balancer.Zones.FindAll(zone => zone.InDns != shown.Contains(zone));
        foreach (LoadBalancerZone zone in changed)
            zone.InDns = shown.Contains(zone);
        return changed;
    }
}
