using TlsPathTools.Lab.Cloud;
using TlsPathTools.Lab.World;

namespace TlsPathTools.Lab.LoadBalancing;

/// <summary>What one load balancer's nodes tell CloudWatch, under AWS's names and dimensions: for the whole and for the zone.</summary>
internal sealed class BalancerMetrics(LabWorld world, LoadBalancer balancer)
{
    private readonly string _namespace = balancer.IsNetwork ? "AWS/NetworkELB" : "AWS/ApplicationELB";
    private readonly (string, string) _balancer = ("LoadBalancer", balancer.Arn[(balancer.Arn.IndexOf(":loadbalancer/", StringComparison.Ordinal) + ":loadbalancer/".Length)..]);

    /// <summary>Counts something that a zone's node saw or did.</summary>
    public void Count(string name, string zone, double value = 1, TargetGroup? group = null)
    {
        Observe(name, value, _balancer);
        Observe(name, value, ("AvailabilityZone", zone), _balancer);
        if (group is null)
            return;
        Observe(name, value, Of(group), _balancer);
        Observe(name, value, Of(group), ("AvailabilityZone", zone), _balancer);
    }

    /// <summary>How many of a group's targets are well and ill; as one zone's node sees them, or in all.</summary>
    public void Hosts(TargetGroup group, string? zone, int healthy, int unhealthy)
    {
        (string, string)[] dimensions = zone is null ? [Of(group), _balancer] : [Of(group), ("AvailabilityZone", zone), _balancer];
        Observe("HealthyHostCount", healthy, dimensions);
        Observe("UnHealthyHostCount", unhealthy, dimensions);
    }

    private static (string, string) Of(TargetGroup group) => ("TargetGroup", group.Arn[(group.Arn.LastIndexOf(':') + 1)..]);

    private void Observe(string name, double value, params (string, string)[] dimensions) =>
        world.Cloud.Metrics.Observe(_namespace, name, dimensions, world.Now, value);
}
