using TlsPathTools.Reachability.Rules;
using TlsPathTools.Topology.Map;

namespace TlsPathTools.Reachability;

/// <summary>Checks from rows of the map and what the controls say.</summary>
internal static class CheckWords
{
    private const string AllAllow = "Every rule on the way and back allows it.";

    /// <summary>A check of a row whose controls were judged.</summary>
    public static ReachabilityCheck Of(TargetNode row, ReachabilityHop hop, HopFlow flow, HopRuling ruling)
    {
        HopStep? decider = ruling.Decider;
        return Of(row, hop, flow.From.Words, flow.To.Words, flow.Port) with
        {
            Reachability = ruling.Verdict,
            DecidedBy = ruling.Verdict is ReachabilityVerdict.Unknown ? null : decider?.Ruling.ControlId,
            Rule = ruling.Verdict is ReachabilityVerdict.Unknown ? null : decider?.Ruling.Rule,
            OnlyAnswer = decider is { IsAnswer: true } && ruling.Verdict is ReachabilityVerdict.Denied or ReachabilityVerdict.Partial,
            Reason = decider is { } step ? Reason(ruling.Verdict, step) : ruling.Steps.Count == 0 ? "Nothing of the network is between the two." : AllAllow,
            SmallestChange = decider?.Ruling.SmallestChange,
            Controls = ruling.Words,
        };
    }

    /// <summary>A check whose verdict does not come from the controls.</summary>
    public static ReachabilityCheck Of(TargetNode row, ReachabilityHop hop, string source, string destination, int? port) => new()
    {
        HostName = row.HostName,
        IPAddress = row.IPAddress,
        Port = row.Port,
        AvailabilityZone = row.AvailabilityZone,
        LoadBalancerArn = row.LoadBalancerArn,
        LoadBalancerName = row.LoadBalancerName,
        TargetGroupArn = hop is ReachabilityHop.ClientToLoadBalancer ? null : row.TargetGroupArn,
        TargetId = hop is ReachabilityHop.ClientToLoadBalancer ? null : row.TargetId,
        InstanceId = hop is ReachabilityHop.ClientToLoadBalancer ? null : row.InstanceId,
        NodeName = hop is ReachabilityHop.ClientToLoadBalancer ? null : row.NodeName,
        NodePort = hop is ReachabilityHop.ClientToLoadBalancer ? null : row.NodePort,
        Namespace = hop is ReachabilityHop.ClientToLoadBalancer ? null : row.Namespace,
        ServiceName = hop is ReachabilityHop.ClientToLoadBalancer ? null : row.ServiceName,
        Hop = hop,
        Source = source,
        Destination = destination,
        DestinationPort = port,
        Reachability = ReachabilityVerdict.Unknown,
        Reason = "",
    };

    /// <summary>A check that cannot be made.</summary>
    public static ReachabilityCheck Unknown(TargetNode row, ReachabilityHop hop, string source, string destination, int? port, string missing) =>
        Of(row, hop, source, destination, port) with { Reason = $"Not known: {missing}." };

    /// <summary>The target of a row in words.</summary>
    public static string Target(TargetNode row) => row.NodeName ?? row.PodName ?? row.TargetId ?? "?";

    private static string Reason(ReachabilityVerdict verdict, HopStep step) => (verdict, step.IsAnswer) switch
    {
        (ReachabilityVerdict.Unknown, _) => $"Not known: {step.Ruling.Missing ?? step.Ruling.Rule}.",
        (ReachabilityVerdict.Partial, false) => $"Some connections are stopped by {step.Ruling.Control}: {step.Ruling.Rule}.",
        (ReachabilityVerdict.Partial, true) => $"Some answers are stopped by {step.Ruling.Control}: {step.Ruling.Rule}.",
        (_, true) => $"The request passes, and its answer is stopped by {step.Ruling.Control}: {step.Ruling.Rule}.",
        _ => $"Stopped by {step.Ruling.Control}: {step.Ruling.Rule}.",
    };
}
