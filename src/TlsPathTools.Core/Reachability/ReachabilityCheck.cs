using TlsPathTools.Reachability.Rules;

namespace TlsPathTools.Reachability;

/// <summary>
/// What the rules say about one hop of the way from a client to a target: security groups, network ACLs and routes, there and back. A pure reading of
/// the snapshot: no packet is sent, and a node whose forwarding is broken looks well here. A row per address, target and hop.
/// </summary>
public sealed record ReachabilityCheck : TlsPathRecord
{
    /// <summary>The name that the address was found by.</summary>
    public string? HostName { get; init; }

    /// <summary>The address of the load balancer.</summary>
    public string? IPAddress { get; init; }

    /// <summary>The front port.</summary>
    public int? Port { get; init; }

    /// <summary>The zone of the address.</summary>
    public string? AvailabilityZone { get; init; }

    /// <summary>The load balancer.</summary>
    public string? LoadBalancerArn { get; init; }

    /// <summary>Its name.</summary>
    public string? LoadBalancerName { get; init; }

    /// <summary>The target group.</summary>
    public string? TargetGroupArn { get; init; }

    /// <summary>The target as it is registered.</summary>
    public string? TargetId { get; init; }

    /// <summary>The instance of the target's node.</summary>
    public string? InstanceId { get; init; }

    /// <summary>The Kubernetes node.</summary>
    public string? NodeName { get; init; }

    /// <summary>The NodePort; null for targets that are pods.</summary>
    public int? NodePort { get; init; }

    /// <summary>The service's namespace.</summary>
    public string? Namespace { get; init; }

    /// <summary>The service.</summary>
    public string? ServiceName { get; init; }

    /// <summary>The part of the way.</summary>
    public required ReachabilityHop Hop { get; init; }

    /// <summary>Where it begins, in words.</summary>
    public required string Source { get; init; }

    /// <summary>Where it ends, in words.</summary>
    public required string Destination { get; init; }

    /// <summary>The TCP port of the packets; null where it is not known.</summary>
    public int? DestinationPort { get; init; }

    /// <summary>Whether the rules let request and answer pass.</summary>
    public required ReachabilityVerdict Reachability { get; init; }

    /// <summary>The id of what decides (sg-…, acl-…, rtb-…, an interface, a service); null where everything allows.</summary>
    public string? DecidedBy { get; init; }

    /// <summary>The rule of it that decides, or that none does; null where everything allows.</summary>
    public string? Rule { get; init; }

    /// <summary>Whether the answer is what is stopped, and the request is not.</summary>
    public bool OnlyAnswer { get; init; }

    /// <summary>The same in a sentence; what is missing where it is not known.</summary>
    public required string Reason { get; init; }

    /// <summary>The least that would have to change for the hop to be allowed; null where it is, or where that is not known.</summary>
    public string? SmallestChange { get; init; }

    /// <summary>What each control on the way says, in the order in which a packet and its answer meet them.</summary>
    public string[] Controls { get; init => field = value ?? []; } = [];

    /// <summary>Whether the message that path MTU discovery needs passes the network ACLs; null where that plays no part or is not known.</summary>
    public bool? PathMtuDiscovery { get; init; }

    /// <summary>What a reader should know.</summary>
    public string[] Notes { get; init => field = value ?? []; } = [];

    /// <inheritdoc/>
    public bool Equals(ReachabilityCheck? other) => RecordValues.Same(this, other);

    /// <inheritdoc/>
    public override int GetHashCode() => RecordValues.Hash(this);

    /// <inheritdoc/>
    public override string ToString() => $"{Hop} {Source} → {Destination}: {Reachability}";
}
