namespace TlsPathTools.Comparison;

/// <summary>
/// One property of the nodes of a path (or of the subnets of its load balancers) against each other: what each has, whether that is the same,
/// whether it splits the nodes as the fault does, and whether it can explain the fault at all. It names no single node for the next cmdlet to
/// act on, by intention: a difference is no verdict.
/// </summary>
public sealed record NodeConfigComparison : TlsPathRecord
{
    /// <summary>What is compared.</summary>
    public ComparedKind Subject { get; init; }

    /// <summary>The property.</summary>
    public required string Property { get; init; }

    /// <summary>What it belongs to.</summary>
    public required ConfigGroup Group { get; init; }

    /// <summary>The nodes (or subnets) in one order for all properties.</summary>
    public string[] Nodes { get; init => field = value ?? []; } = [];

    /// <summary>Their instances in the same order; null where there is none, or it is not known.</summary>
    public string?[] InstanceIds { get; init => field = value ?? []; } = [];

    /// <summary>Their values in the same order. "unknown: …" is no value and makes no difference; neither does "does not apply: …".</summary>
    public string[] Values { get; init => field = value ?? []; } = [];

    /// <summary>Whether all known values are the same: sets as sets, lists in order, numbers and ages within what is usual. Null where fewer than two are known.</summary>
    public bool? Same { get; init; }

    /// <summary>Whether the values split the nodes exactly as the fault does. Null where it is not known which nodes fail, or not what one side has.</summary>
    public bool? LinesUpWithFault { get; init; }

    /// <summary>How likely a difference of this form lines up by accident, 0 to 1; null where there is nothing to line up.</summary>
    public double? ChanceOfAccident { get; init; }

    /// <summary>The nodes that count as failing.</summary>
    public string[] FaultyNodes { get; init => field = value ?? []; } = [];

    /// <summary>Those of them whose value no working node has.</summary>
    public string[] OnlyFaulty { get; init => field = value ?? []; } = [];

    /// <summary>Whether such a property can explain a fault of one node's NodePort.</summary>
    public CanExplain CanExplain { get; init; }

    /// <summary>Why.</summary>
    public required string Reason { get; init; }

    /// <summary>The nodes that stand out from their siblings; none where there are two only, which have no norm.</summary>
    public string[] Outliers { get; init => field = value ?? []; } = [];

    /// <summary>By how much, in the same order.</summary>
    public string[] Deviations { get; init => field = value ?? []; } = [];

    /// <summary>What was asked for it.</summary>
    public string? Source { get; init; }

    /// <summary>When the oldest of it was read, in UTC.</summary>
    public DateTime? ReadUtc { get; init; }

    /// <summary>On how many nodes it is not known.</summary>
    public int Unknown { get; init; }

    /// <summary>The difference in words.</summary>
    public required string Detail { get; init; }

    /// <summary>How far that can be trusted; null where there is nothing to add.</summary>
    public string? Note { get; init; }

    /// <inheritdoc/>
    public bool Equals(NodeConfigComparison? other) => RecordValues.Same(this, other);

    /// <inheritdoc/>
    public override int GetHashCode() => RecordValues.Hash(this);

    /// <inheritdoc/>
    public override string ToString() => $"{Property}: {Detail}";
}

/// <summary>What is compared.</summary>
public enum ComparedKind
{
    /// <summary>Nodes.</summary>
    Node,

    /// <summary>The subnets in which a load balancer has its addresses.</summary>
    LoadBalancerSubnet,
}

/// <summary>Whether a property can explain a fault of one node's NodePort.</summary>
public enum CanExplain
{
    /// <summary>A difference can be the cause.</summary>
    Yes,

    /// <summary>A difference goes along with causes, and is none.</summary>
    CorrelationOnly,

    /// <summary>It has no part in forwarding.</summary>
    No,
}

/// <summary>What a property belongs to.</summary>
public enum ConfigGroup
{
    /// <summary>The instance.</summary>
    Instance,

    /// <summary>Where it runs.</summary>
    Placement,

    /// <summary>Its network interfaces.</summary>
    Interfaces,

    /// <summary>Their security groups.</summary>
    SecurityGroups,

    /// <summary>Their subnets.</summary>
    Subnet,

    /// <summary>The network ACLs of these.</summary>
    NetworkAcl,

    /// <summary>Their route tables.</summary>
    RouteTable,

    /// <summary>The status checks of EC2.</summary>
    Status,

    /// <summary>The Auto Scaling group.</summary>
    AutoScaling,

    /// <summary>The registration in target groups.</summary>
    Target,

    /// <summary>The node's software and size.</summary>
    Node,

    /// <summary>The node's conditions.</summary>
    Conditions,

    /// <summary>What keeps pods or load balancers off the node.</summary>
    Scheduling,

    /// <summary>kube-proxy.</summary>
    KubeProxy,

    /// <summary>The CNI plugin.</summary>
    Cni,

    /// <summary>The pods of the services.</summary>
    Pods,
}
