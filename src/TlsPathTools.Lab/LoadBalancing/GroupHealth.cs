using System.Net;
using TlsPathTools.Lab.Cloud;
using TlsPathTools.Lab.Network;
using TlsPathTools.Lab.Scenarios;

namespace TlsPathTools.Lab.LoadBalancing;

/// <summary>
/// The checks of one target group: each node of its load balancer checks each target that it may reach, and keeps what it finds to itself; that is what
/// routes. What the API shows is one word for all of them: healthy when any node finds the target healthy.
/// </summary>
internal sealed class GroupHealth(LoadBalancers all, TargetGroup group)
{
    private readonly Dictionary<(TargetRegistration Target, string Zone), TargetView> _views = [];

    // What was so from the beginning is no news.
    private bool _tells;

    /// <summary>How many checks its last round had.</summary>
    public int Pairs { get; private set; }

    /// <summary>The scenario's interval.</summary>
    public double IntervalSeconds => group.HealthCheck.IntervalSeconds;

    private string Component => $"targetGroup:{group.Name}";

    /// <summary>Checks everything once.</summary>
    /// <param name="first">The first round's word counts at once, as thresholds were passed long ago.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task RoundAsync(bool first, CancellationToken cancellationToken)
    {
        List<Pair> pairs = Due();
        Pairs = pairs.Count;
        await Task.WhenAll(pairs.Select(pair => CheckAsync(pair, first, cancellationToken))).ConfigureAwait(false);
        if (!first)
            return;
        lock (all.World.Gate)
            Refresh();
        _tells = true;
    }

    /// <summary>Brings what the API shows of each target up to date, and lets go those that have drained. Called under the gate.</summary>
    public void Refresh()
    {
        DateTimeOffset now = all.World.Now;
        LoadBalancer? balancer = Balancer;
        foreach (TargetRegistration target in group.Targets.ToArray())
        {
            if (IsTerminated(target))
                target.DeregisteredAt ??= now;
            if (target.DeregisteredAt is { } since && (target.State == "unused" || (now - since).TotalSeconds >= all.World.Scenario.Timings.Deregistration))
            {
                group.Targets.Remove(target);
                Forget(target);
                if (balancer is { IsNetwork: false } || group.Attributes.Flag("deregistration_delay.connection_termination.enabled", otherwise: false))
                    all.Flows.End(target);
                all.Tell(Component, $"{target.Id} has drained and is gone.");
                continue;
            }

            (string state, string? reason, string? description) = Shown(target, balancer);
            if (_tells && state != target.State && state is "healthy" or "unhealthy")
                all.Tell(Component, $"{target.Id} is {state}{(reason is null ? "" : $": {reason}")}.");
            (target.State, target.Reason, target.Description) = (state, reason, description);
        }
    }

    /// <summary>Tells CloudWatch how many are well. Called under the gate.</summary>
    public void CountHosts(Dictionary<string, BalancerMetrics> ofBalancers)
    {
        if (Balancer is not { } balancer || !ofBalancers.TryGetValue(balancer.Arn, out BalancerMetrics? metrics))
            return;
        foreach (LoadBalancerZone zone in balancer.Zones)
        {
            List<TargetRegistration> reach = TargetRouting.Reach(balancer, group, zone.ZoneName);
            int well = reach.Count(target => target.HealthyFrom.GetValueOrDefault(zone.ZoneName));
            metrics.Hosts(group, zone.ZoneName, well, reach.Count - well);
        }

        metrics.Hosts(group, zone: null, group.Targets.Count(target => target.State == "healthy"), group.Targets.Count(target => target.State == "unhealthy"));
    }

    // A target group belongs to one load balancer at most.
    private LoadBalancer? Balancer => group.LoadBalancerArns.Count == 0 ? null : all.World.Cloud.LoadBalancers.GetValueOrDefault(group.LoadBalancerArns[0]);

    private List<Pair> Due()
    {
        lock (all.World.Gate)
        {
            Refresh();
            if (Balancer is not { } balancer)
                return [];
            return [.. balancer.Zones.SelectMany(
                zone => TargetRouting.Reach(balancer, group, zone.ZoneName),
                (zone, target) => new Pair(balancer, zone, target, TargetRouting.EndPoint(all.World.Cloud, group, target, zone.ZoneName, TargetRouting.CheckPort(group, target))))];
        }
    }

    private async Task CheckAsync(Pair pair, bool first, CancellationToken cancellationToken)
    {
        await all.Checks.WaitAsync(cancellationToken).ConfigureAwait(false);
        HealthResult result;
        try
        {
            result = Lie(pair) ?? (pair.EndPoint is null ? HealthResult.TimedOut
                : await HealthProbe.RunAsync(all.Fabric, pair.Zone.PrivateIp, pair.EndPoint, group.HealthCheck, waits: !first, cancellationToken).ConfigureAwait(false));
        }
        finally
        {
            all.Checks.Release();
        }

        lock (all.World.Gate)
            Take(pair, result, first);
    }

    private void Take(Pair pair, HealthResult result, bool first)
    {
        if (!group.Targets.Contains(pair.Target))
            return;
        var key = (pair.Target, pair.Zone.ZoneName);
        if (!_views.TryGetValue(key, out TargetView? view))
            _views.Add(key, view = new TargetView());
        // An application load balancer trusts a new target after one good check.
        int toHealthy = first || (view.IsHealthy is null && !pair.Balancer.IsNetwork) ? 1 : group.HealthCheck.HealthyThreshold;
        bool fell = view.Take(result, toHealthy, first ? 1 : group.HealthCheck.UnhealthyThreshold);
        pair.Target.HealthyFrom[pair.Zone.ZoneName] = view.IsHealthy == true;
        if (fell && pair.Balancer.IsNetwork && group.Attributes.Flag("target_health_state.unhealthy.connection_termination.enabled", otherwise: true))
            all.Flows.End(pair.Target, pair.Zone.ZoneName);
    }

    /// <summary>The result that a fault has put in the place of checks, or null.</summary>
    private HealthResult? Lie(Pair pair)
    {
        IReadOnlyList<FaultSpec> active = all.World.Faults.At(Component);
        if (active.Count == 0)
            return null;
        var flow = new Flow(new IPEndPoint(pair.Zone.PrivateIp, 0), pair.EndPoint ?? new IPEndPoint(IPAddress.None, 0), FlowPurpose.HealthCheck);
        if (all.Fabric.Faults.Choose(active, flow).FirstOrDefault(fault => fault.Effect is FaultEffect.HealthLies) is not { } lie)
            return null;
        int status = lie.Value ?? 200;
        bool good = group.HealthCheck.Protocol == "TCP" ? status is >= 200 and < 400 : HealthProbe.Matches(group.HealthCheck.Matcher, status);
        return good ? HealthResult.Good : HealthResult.Mismatch(status);
    }

    private (string State, string? Reason, string? Description) Shown(TargetRegistration target, LoadBalancer? balancer)
    {
        if (!target.IsRegistered)
            return ("draining", "Target.DeregistrationInProgress", "Target deregistration is in progress");
        if (balancer is null)
            return ("unused", "Target.NotInUse", "Target group is not configured to receive traffic from the load balancer");
        if (!TargetRouting.IsInUse(balancer, target))
            return ("unused", "Target.NotInUse", "Target is in an Availability Zone that is not enabled for the load balancer");
        if (group.TargetType == "instance" && all.World.Cloud.Instances.GetValueOrDefault(target.Id) is { State: "stopping" or "stopped" } instance)
            return ("unused", "Target.InvalidState", $"Target is in the {instance.State} state");
        TargetView[] views = [.. balancer.Zones.Select(zone => _views.GetValueOrDefault((target, zone.ZoneName))).OfType<TargetView>()];
        if (views.Length == 0)
            return ("initial", "Elb.RegistrationInProgress", "Target registration is in progress");
        if (views.Any(view => view.IsHealthy == true))
            return ("healthy", null, null);
        if (views.Any(view => view.IsHealthy is null))
            return ("initial", "Elb.InitialHealthChecking", "Initial health checks in progress");
        // Only application load balancers tell a timeout or a wrong code from other failures (API reference, TargetHealth).
        HealthResult failure = balancer.IsNetwork ? HealthResult.Failed : views.Select(view => view.Failure).OfType<HealthResult>().FirstOrDefault() ?? HealthResult.Failed;
        return ("unhealthy", failure.Reason, failure.Description);
    }

    private bool IsTerminated(TargetRegistration target) => group.TargetType == "instance"
        && (!all.World.Cloud.Instances.TryGetValue(target.Id, out Instance? instance) || instance.State is "shutting-down" or "terminated");

    private void Forget(TargetRegistration target)
    {
        foreach ((TargetRegistration Target, string Zone) key in _views.Keys.Where(key => key.Target == target).ToArray())
            _views.Remove(key);
    }

    /// <summary>A check: whose, and of what.</summary>
    private sealed record Pair(LoadBalancer Balancer, LoadBalancerZone Zone, TargetRegistration Target, IPEndPoint? EndPoint);
}
