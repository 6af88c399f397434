using TlsPathTools.Topology.Cloud;

namespace TlsPathTools.Topology.Map;

/// <summary>
/// Whether the nodes of a load balancer send to targets of other zones: the target group's word, unless that is to use the load
/// balancer's; then the load balancer's, or the default of its type (application: yes, others: no).
/// </summary>
/// <param name="IsOn">The setting in force; null where it could not be read.</param>
/// <param name="Source">Where it comes from, or why it is not known.</param>
internal sealed record CrossZone(bool? IsOn, string Source)
{
    private const string Key = "load_balancing.cross_zone.enabled";
    private const string UseBalancer = "use_load_balancer_configuration";

    public static CrossZone Of(SnapshotIndex index, string groupArn, string? balancerArn, string? balancerType)
    {
        if (!index.Settings.TryGetValue(groupArn, out IReadOnlyDictionary<string, string>? group))
            return Unread(index, groupArn, "DescribeTargetGroupAttributes", "the settings of the target group were");
        if (group.GetValueOrDefault(Key, UseBalancer) is var own && Flag(own) is { } ofGroup)
            return new(ofGroup, "target group");

        // On at the load balancer cannot be turned off for an application load balancer: its settings need not be known.
        if (balancerType == "application")
            return new(IsOn: true, "default of an application load balancer");
        if (balancerArn is null || !index.Settings.TryGetValue(balancerArn, out IReadOnlyDictionary<string, string>? balancer))
            return Unread(index, balancerArn, "DescribeLoadBalancerAttributes", "the settings of the load balancer were");
        return Flag(balancer.GetValueOrDefault(Key)) is { } ofBalancer
            ? new(ofBalancer, "load balancer")
            : new(IsOn: false, $"default of a {balancerType ?? "network"} load balancer");
    }

    private static CrossZone Unread(SnapshotIndex index, string? arn, string operation, string what) =>
        new(IsOn: null, GapIndex.Words(what, index.Gaps.Of(index.CloudOf(arn), operation, arn)));

    private static bool? Flag(string? value) => value switch
    {
        "true" => true,
        "false" => false,
        _ => null,
    };
}

/// <summary>Who ends the client's TLS at a listener.</summary>
internal static class Termination
{
    /// <summary>What a listener does, an application load balancer behind a network load balancer included.</summary>
    public static TlsTermination Of(SnapshotIndex index, Listener? listener, IEnumerable<string> groupArns)
    {
        switch (listener?.Protocol)
        {
            case "HTTPS" or "TLS":
                return TlsTermination.LoadBalancer;
            case "HTTP" or "UDP" or "QUIC":
                return TlsTermination.None;
            case "TCP" or "TCP_UDP" or "TCP_QUIC":
                TlsTermination[] behind = [.. groupArns.Select(arn => Behind(index, arn)).Distinct()];
                return behind switch
                {
                    [] => TlsTermination.Target,
                    [var one] => one,
                    _ => TlsTermination.Unknown,
                };
            default:
                return TlsTermination.Unknown;
        }
    }

    // TLS that passes a network load balancer through ends at the listener of the application load balancer that is its target.
    private static TlsTermination Behind(SnapshotIndex index, string groupArn)
    {
        if (!index.Groups.TryGetValue(groupArn, out TargetGroup? group))
            return TlsTermination.Unknown;
        if (group.TargetType != "alb")
            return TlsTermination.Target;
        TlsTermination[] ends = [.. (index.Targets.GetValueOrDefault(groupArn) ?? []).Select(target => ListenerBehind(index, target.Target, group.Port)).Select(behind => Of(index, behind, [])).Distinct()];
        return ends is [var one] ? one : TlsTermination.Unknown;
    }

    /// <summary>The listener of an application load balancer that is a target.</summary>
    public static Listener? ListenerBehind(SnapshotIndex index, TargetDescription? target, int? groupPort) => target?.Id is { } arn && index.ListenersOfBalancer.TryGetValue(arn, out Listener[]? listeners)
        ? listeners.FirstOrDefault(listener => listener.Port == (target.Port ?? groupPort))
        : null;
}
