namespace TlsPathTools.Topology.Cluster;

/// <summary>A network policy (networking.k8s.io/v1): which connections pods of its namespace take and make. It does nothing by itself: a network plugin that knows policies enforces it.</summary>
public sealed record NetworkPolicy
{
    public ObjectMeta? Metadata { get; init; }

    public NetworkPolicySpec? Spec { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Metadata}";
}

/// <summary>What a policy allows. PolicyTypes holds Ingress, Egress or both.</summary>
public sealed record NetworkPolicySpec
{
    public LabelSelector? PodSelector { get; init; }

    public string[] PolicyTypes { get; init => field = value ?? []; } = [];

    public NetworkPolicyIngressRule[] Ingress { get; init => field = value ?? []; } = [];

    public NetworkPolicyEgressRule[] Egress { get; init => field = value ?? []; } = [];
}

/// <summary>Who may connect, to which ports. An empty list of either means all.</summary>
public sealed record NetworkPolicyIngressRule
{
    public NetworkPolicyPeer[] From { get; init => field = value ?? []; } = [];

    public NetworkPolicyPort[] Ports { get; init => field = value ?? []; } = [];
}

/// <summary>Who may be connected to, on which ports. An empty list of either means all.</summary>
public sealed record NetworkPolicyEgressRule
{
    public NetworkPolicyPeer[] To { get; init => field = value ?? []; } = [];

    public NetworkPolicyPort[] Ports { get; init => field = value ?? []; } = [];
}

/// <summary>Pods, or addresses. A selector that is absent and one that is empty are two things.</summary>
public sealed record NetworkPolicyPeer
{
    public LabelSelector? PodSelector { get; init; }

    public LabelSelector? NamespaceSelector { get; init; }

    public IPBlock? IpBlock { get; init; }
}

/// <summary>A block of addresses without some of it.</summary>
public sealed record IPBlock
{
    public string? Cidr { get; init; }

    public string[] Except { get; init => field = value ?? []; } = [];
}

/// <summary>Ports of a protocol (TCP where none is said). Port is a number or the name of a container's port; none means all of them.</summary>
public sealed record NetworkPolicyPort
{
    public string? Protocol { get; init; }

    public string? Port { get; init; }

    public int? EndPort { get; init; }
}
