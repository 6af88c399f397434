using TlsPathTools.Topology.Cloud;

namespace TlsPathTools.Topology.Map;

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
        TlsTermination[] ends = [.. (index.Targets.GetValueOrDefault(groupArn) ?? []).Select(target => ListenerBehind(index, target.Target?.Id, target.Target?.Port ?? group.Port)).Select(behind => Of(index, behind, [])).Distinct()];
        return ends is [var one] ? one : TlsTermination.Unknown;
    }

    /// <summary>The listener of an application load balancer that is a target; null where it was not read.</summary>
    public static Listener? ListenerBehind(SnapshotIndex index, string? balancerArn, int? port) => balancerArn is not null && index.ListenersOfBalancer.TryGetValue(balancerArn, out Listener[]? listeners)
        ? listeners.FirstOrDefault(listener => listener.Port == port)
        : null;
}
