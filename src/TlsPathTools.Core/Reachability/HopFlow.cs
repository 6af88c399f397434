using TlsPathTools.Reachability.Rules;

namespace TlsPathTools.Reachability;

/// <summary>The connections of a hop: TCP from one place to a port of another, and the answers to the ports that they come from.</summary>
internal sealed record HopFlow(NetworkPlace From, NetworkPlace To, int Port)
{
    // What clients, load balancers, NAT gateways and kube-proxy use (docs.aws.amazon.com/vpc/latest/userguide/custom-network-acl.html, "Ephemeral ports").
    public (int First, int Last) ClientPorts { get; init; } = (1024, TrafficBox.LastPort);

    /// <summary>The clients, where the receiver sees their addresses and not that of the place before it.</summary>
    public NetworkPlace? PreservedClient { get; init; }

    /// <summary>Whether the clients, where they are not known, are some on the Internet.</summary>
    public bool ClientsArePublic { get; init; }

    /// <summary>Whom the receiver sees.</summary>
    public AddressRange Peer => PreservedClient?.Addresses ?? From.Addresses;

    /// <summary>Whether packets leave one subnet for another: only then network ACLs see them.</summary>
    public bool Crosses => From.SubnetId is null || To.SubnetId is null || From.SubnetId != To.SubnetId;
}

/// <summary>What a control says, and whether it is about the answer.</summary>
internal readonly record struct HopStep(Ruling Ruling, bool IsAnswer);

/// <summary>What all controls of a hop say together.</summary>
internal sealed record HopRuling(IReadOnlyList<HopStep> Steps)
{
    /// <summary>What stops every packet stops it whatever else is not known; what is not known leaves open whether the rest passes.</summary>
    public ReachabilityVerdict Verdict { get; } =
        Steps.Any(step => step.Ruling.Verdict is ReachabilityVerdict.Denied) ? ReachabilityVerdict.Denied
        : Steps.Any(step => step.Ruling.Verdict is ReachabilityVerdict.Unknown) ? ReachabilityVerdict.Unknown
        : Steps.Any(step => step.Ruling.Verdict is ReachabilityVerdict.Partial) ? ReachabilityVerdict.Partial
        : ReachabilityVerdict.Allowed;

    /// <summary>The first control that the verdict comes from; null where all allow.</summary>
    public HopStep? Decider => Verdict is ReachabilityVerdict.Allowed ? null : Steps.First(step => step.Ruling.Verdict == Verdict);

    /// <summary>Each control in words.</summary>
    public string[] Words => field ??= [.. Steps.Select(step => $"{(step.IsAnswer ? "answer" : "request")}: {step.Ruling.Control}: {step.Ruling.Rule}")];
}
