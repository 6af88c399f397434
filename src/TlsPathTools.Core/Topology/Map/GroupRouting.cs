using System.Globalization;

namespace TlsPathTools.Topology.Map;

/// <summary>Whether a connection can be sent to a target, and why (not).</summary>
/// <param name="Reachable">Null where that cannot be told.</param>
/// <param name="Why">In words.</param>
internal sealed record TargetReach(bool? Reachable, string Why);

/// <summary>
/// The reach set of a load balancer's node in one zone: the targets that are registered, in an enabled zone, healthy or, where the group
/// fails open, any; and in the node's own zone when cross-zone is off. Health is the one state that DescribeTargetHealth merges from
/// all nodes: what the node of one zone sees is in no API.
/// </summary>
internal sealed class GroupRouting
{
    private const string Threshold = "target_group_health.unhealthy_state_routing.minimum_healthy_targets.";
    private const string DnsThreshold = "target_group_health.dns_failover.minimum_healthy_targets.";

    private GroupRouting(TargetReach[] targets, double? sharePerTarget, string? failsOpen, string? failsAway)
    {
        Targets = targets;
        ShareOfEach = sharePerTarget;
        FailsOpen = failsOpen;
        FailsAway = failsAway;
    }

    /// <summary>One for each target, in their order.</summary>
    public IReadOnlyList<TargetReach> Targets { get; }

    /// <summary>What each reachable target gets of the flows that choose the group; null where that cannot be told, 0 where there is none.</summary>
    public double? ShareOfEach { get; }

    /// <summary>Why ill targets get flows; null where they do not.</summary>
    public string? FailsOpen { get; }

    /// <summary>Why the address leaves DNS; null where it does not.</summary>
    public string? FailsAway { get; }

    /// <summary>Decides for the targets of a group, as a node in a zone sees them.</summary>
    /// <param name="targets">State and zone of each.</param>
    /// <param name="settings">The group's settings; null where they were not read, and then the defaults.</param>
    /// <param name="crossZone">The setting in force.</param>
    /// <param name="zone">The node's zone; null where it is not known.</param>
    /// <param name="enabledZones">The zones of the load balancer; empty where they are not known.</param>
    public static GroupRouting Of(
        IReadOnlyList<RoutedTarget> targets, IReadOnlyDictionary<string, string>? settings, CrossZone crossZone, string? zone, IReadOnlySet<string> enabledZones)
    {
        string how = crossZone.IsOn switch
        {
            true => $"cross-zone is on ({crossZone.Source})",
            false => $"cross-zone is off ({crossZone.Source})",
            null => crossZone.Source,
        };
        var reach = new TargetReach?[targets.Count];
        var candidates = new List<int>(targets.Count);
        for (int i = 0; i < targets.Count; i++)
        {
            reach[i] = Excluded(targets[i], crossZone, how, zone, enabledZones);
            if (reach[i] is null)
                candidates.Add(i);
        }

        // A zonal shift takes a zone's targets away, unless nothing else is left.
        List<int> unshifted = candidates.FindAll(i => !targets[i].Shifted || crossZone.IsOn != true);
        if (unshifted.Count > 0 && unshifted.Count < candidates.Count)
        {
            foreach (int i in candidates.Where(i => targets[i].Shifted))
                reach[i] = new(Reachable: false, "a zonal shift keeps flows from its zone");
            candidates = unshifted;
        }

        // With the setting or a zone unknown, some candidates may be out of reach: nothing can be counted then.
        bool sure = crossZone.IsOn == true || (crossZone.IsOn == false && zone is not null && candidates.TrueForAll(i => targets[i].Zone is not null));
        int healthy = candidates.Count(i => targets[i].IsHealthy);
        string scope = crossZone.IsOn == false && zone is not null ? $" in {zone}" : "";
        string? opens = Below(settings, Threshold, healthy, candidates.Count, scope);
        foreach (int i in candidates)
            reach[i] = Judge(targets[i], opens, how, sure, sure || targets[i].Zone == "all" || (zone is not null && targets[i].Zone == zone));

        int reached = reach.Count(item => item!.Reachable == true);
        bool told = sure && Array.TrueForAll(reach, item => item!.Reachable is not null);
        double? share = !told ? null : reached == 0 ? 0 : 1.0 / reached;
        return new(reach!, share, opens is null || candidates.Count == 0 ? null : opens, sure ? Away(settings, healthy, candidates.Count, targets.Count, scope) : null);
    }

    // Why a target is none for this zone whatever its health; null where it is one, or may be.
    private static TargetReach? Excluded(RoutedTarget target, CrossZone crossZone, string how, string? zone, IReadOnlySet<string> enabledZones)
    {
        if (target.State is "draining")
            return new(Reachable: false, "draining: no new connection");
        if (target.State is "unused")
            return new(Reachable: false, target.Reason is { } reason ? $"unused: {reason}" : "unused");
        if (target.Zone is { } own and not "all" && enabledZones.Count > 0 && !enabledZones.Contains(own))
            return new(Reachable: false, $"its zone {own} is not enabled at the load balancer");
        return crossZone.IsOn == false && zone is not null && target.Zone is { } other and not "all" && other != zone
            ? new(Reachable: false, $"in zone {other}, not {zone}; {how}")
            : null;
    }

    private static TargetReach Judge(RoutedTarget target, string? failsOpen, string how, bool sureOfAll, bool sureOfZone)
    {
        if (target.State is null)
            return new(Reachable: null, "its health is not known");
        if (target.State == "unavailable" && !target.IsHealthy)
            return new(Reachable: null, $"unavailable: {target.Reason}");
        // Whether too few others are healthy cannot be told while it is not known which others count.
        if (!target.IsHealthy && failsOpen is null)
            return new(sureOfAll ? false : null, target.State);
        string why = target.IsHealthy ? target.State : $"{target.State}, but reached: fail-open";
        return sureOfZone ? new(Reachable: true, $"{why}; {how}") : new(Reachable: null, $"{why}; {how}; zone not known or not certain to matter");
    }

    private static string? Away(IReadOnlyDictionary<string, string>? settings, int healthy, int candidates, int all, string scope) =>
        all > 0 ? Below(settings, DnsThreshold, healthy, candidates, scope) : null;

    private static string? Below(IReadOnlyDictionary<string, string>? settings, string threshold, int healthy, int of, string scope)
    {
        int count = Number(settings, threshold + "count", 1);
        int percentage = Number(settings, threshold + "percentage", 0);
        int needed = Math.Max(count, (int)Math.Ceiling(of * percentage / 100.0));
        return healthy >= needed ? null : string.Create(CultureInfo.InvariantCulture, $"{healthy} of {of} healthy{scope}, fewer than {needed}");
    }

    private static int Number(IReadOnlyDictionary<string, string>? settings, string key, int otherwise) => settings?.GetValueOrDefault(key) switch
    {
        "off" => 0,
        { } text when int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) => number,
        _ => otherwise,
    };
}

/// <summary>What routing looks at in a target.</summary>
/// <param name="Zone">Its zone, "all", or null where it is not known.</param>
/// <param name="State">Its health; null where it is not known.</param>
/// <param name="Reason">Why.</param>
/// <param name="Shifted">Whether a zonal shift is on its zone.</param>
internal readonly record struct RoutedTarget(string? Zone, string? State, string? Reason, bool Shifted)
{
    /// <summary>Healthy, or not checked at all.</summary>
    public bool IsHealthy => State == "healthy" || (State == "unavailable" && Reason == "Target.HealthCheckDisabled");
}
