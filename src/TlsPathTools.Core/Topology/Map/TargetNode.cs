using TlsPathTools.Probing;

namespace TlsPathTools.Topology.Map;

/// <summary>
/// One target that the listener behind an address can choose: the whole chain from address to node and pods in one row, with what was
/// measured at the address beside what the load balancer says of the target. A row per address, target group, target and port.
/// </summary>
public sealed record TargetNode : TlsPathRecord
{
    /// <summary>The name that the address was found by.</summary>
    public string? HostName { get; init; }

    /// <summary>The address; null where the row was asked for by load balancer or target group.</summary>
    public string? IPAddress { get; init; }

    /// <summary>The front port.</summary>
    public int? Port { get; init; }

    /// <summary>The zone of the address.</summary>
    public string? AvailabilityZone { get; init; }

    /// <summary>The interface of the address.</summary>
    public string? NetworkInterfaceId { get; init; }

    /// <summary>The load balancer.</summary>
    public string? LoadBalancerArn { get; init; }

    /// <summary>Its name.</summary>
    public string? LoadBalancerName { get; init; }

    /// <summary>application, network or gateway.</summary>
    public string? LoadBalancerType { get; init; }

    /// <summary>The listener.</summary>
    public string? ListenerArn { get; init; }

    /// <summary>Its protocol.</summary>
    public string? ListenerProtocol { get; init; }

    /// <summary>Who ends the client's TLS.</summary>
    public TlsTermination TlsTermination { get; init; }

    /// <summary>The rule that chooses the target group: its priority and conditions in words; "default" for the default action.</summary>
    public string? Rule { get; init; }

    /// <summary>The share of the rule's requests that the target group gets, 0 to 1; null where it cannot be told.</summary>
    public double? Weight { get; init; }

    /// <summary>The target group.</summary>
    public string? TargetGroupArn { get; init; }

    /// <summary>Its name.</summary>
    public string? TargetGroupName { get; init; }

    /// <summary>instance, ip, alb or lambda.</summary>
    public string? TargetType { get; init; }

    /// <summary>The target as it is registered: an instance id, an address, an ARN.</summary>
    public string? TargetId { get; init; }

    /// <summary>The zone that the target counts as; "all" for an address outside of the VPC.</summary>
    public string? TargetZone { get; init; }

    /// <summary>The instance of the target's node; null where it is none, or is not known.</summary>
    public string? InstanceId { get; init; }

    /// <summary>The private address of the node.</summary>
    public string? PrivateIpAddress { get; init; }

    /// <summary>The NodePort; null for targets of type ip, which get the pod's own port.</summary>
    public int? NodePort { get; init; }

    /// <summary>The port that the target is registered with.</summary>
    public int? TargetPort { get; init; }

    /// <summary>The Kubernetes node; null without Kubernetes access.</summary>
    public string? NodeName { get; init; }

    /// <summary>Whether the node is Ready; null where that is not known.</summary>
    public bool? NodeReady { get; init; }

    /// <summary>The pod of a target of type ip.</summary>
    public string? PodName { get; init; }

    /// <summary>The service's namespace.</summary>
    public string? Namespace { get; init; }

    /// <summary>The service that has the NodePort.</summary>
    public string? ServiceName { get; init; }

    /// <summary>Cluster or Local.</summary>
    public string? ExternalTrafficPolicy { get; init; }

    /// <summary>ClientIP, or null where each connection may meet another pod.</summary>
    public string? SessionAffinity { get; init; }

    /// <summary>Ready endpoints on this node; null where that is not known.</summary>
    public int? LocalEndpoints { get; init; }

    /// <summary>Ready endpoints that a flow entering at this node can meet, hints and traffic policy applied; null where that is not known.</summary>
    public int? UsableEndpoints { get; init; }

    /// <summary>What the load balancer says of the target: healthy, unhealthy, initial, draining, unused, unavailable, ….</summary>
    public string? TargetHealth { get; init; }

    /// <summary>Its reason and description.</summary>
    public string? TargetHealthReason { get; init; }

    /// <summary>The check in short: "HTTP :10256/healthz every 10 s".</summary>
    public string? HealthCheck { get; init; }

    /// <summary>What the check exercises, and so what "healthy" means.</summary>
    public HealthCheckScope HealthCheckScope { get; init; }

    /// <summary>The same in a sentence.</summary>
    public string? HealthCheckMeaning { get; init; }

    /// <summary>The effective cross-zone setting; null where it could not be read.</summary>
    public bool? CrossZone { get; init; }

    /// <summary>Where it comes from: "target group", "load balancer", "default of a network load balancer".</summary>
    public string? CrossZoneSource { get; init; }

    /// <summary>Whether a connection to the address can be sent to this target now; null where that cannot be told.</summary>
    public bool? Reachable { get; init; }

    /// <summary>
    /// The share of new flows to the address that this target gets, 0 to 1, where all choices are equal; in the row of a target group without
    /// targets, the share that nobody answers; null where that cannot be told.
    /// </summary>
    public double? Share { get; init; }

    /// <summary>Why (not): zone, health, fail-open, zonal shift.</summary>
    public string? ReachableNote { get; init; }

    /// <summary>The Auto Scaling group of the instance.</summary>
    public string? AutoScalingGroupName { get; init; }

    /// <summary>Who made load balancer and target group.</summary>
    public string? ManagedBy { get; init; }

    /// <summary>Who would revert a change of the registration; null where nobody is known to.</summary>
    public string? RevertedBy { get; init; }

    /// <summary>Attempts at the address.</summary>
    public int? Attempts { get; init; }

    /// <summary>Those that failed.</summary>
    public int? Failures { get; init; }

    /// <summary>Failures / Attempts.</summary>
    public double? FailureRate { get; init; }

    /// <summary>The verdict on the address; null where it was not probed.</summary>
    public Verdict? Verdict { get; init; }

    /// <summary>The address fails, always or at times. It says nothing of this row's node: most rows of a failing address are innocent.</summary>
    public bool AddressFailing { get; init; }

    /// <summary>An observation from inside singles out this node, and no other.</summary>
    public bool Suspect { get; init; }

    /// <summary>Which one; null where the row is not suspect.</summary>
    public string? SuspectReason { get; init; }

    /// <summary>Whose address it is.</summary>
    public AddressOwner Owner { get; init; }

    /// <summary>What a reader should know: parts of the chain that could not be read, look-alikes, settings with consequences.</summary>
    public string[] Notes { get; init => field = value ?? []; } = [];

    /// <inheritdoc/>
    public bool Equals(TargetNode? other) => RecordValues.Same(this, other);

    /// <inheritdoc/>
    public override int GetHashCode() => RecordValues.Hash(this);

    /// <inheritdoc/>
    public override string ToString() => $"{IPAddress ?? LoadBalancerName} → {TargetGroupName} → {NodeName ?? TargetId}:{NodePort ?? TargetPort}";
}
