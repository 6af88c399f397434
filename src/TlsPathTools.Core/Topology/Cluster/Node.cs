namespace TlsPathTools.Topology.Cluster;

/// <summary>A node.</summary>
public sealed record Node
{
    public ObjectMeta? Metadata { get; init; }

    public NodeSpec? Spec { get; init; }

    public NodeStatus? Status { get; init; }

    /// <inheritdoc/>
    public override string ToString() => Metadata?.Name ?? "";
}

/// <summary>What a node is meant to be. ProviderID of EKS: <c>aws:///ZONE/INSTANCE-ID</c>.</summary>
public sealed record NodeSpec
{
    public string? ProviderID { get; init; }

    public string? PodCIDR { get; init; }

    public bool? Unschedulable { get; init; }

    public Taint[] Taints { get; init => field = value ?? []; } = [];
}

/// <summary>What keeps pods off a node.</summary>
public sealed record Taint
{
    public string? Key { get; init; }

    public string? Value { get; init; }

    public string? Effect { get; init; }

    public DateTime? TimeAdded { get; init; }
}

/// <summary>What a node is.</summary>
public sealed record NodeStatus
{
    private static readonly IReadOnlyDictionary<string, string> s_none = new Dictionary<string, string>(StringComparer.Ordinal);

    public NodeSystemInfo? NodeInfo { get; init; }

    public NodeAddress[] Addresses { get; init => field = value ?? []; } = [];

    public Condition[] Conditions { get; init => field = value ?? []; } = [];

    public IReadOnlyDictionary<string, string> Allocatable { get; init => field = value ?? s_none; } = s_none;
}

/// <summary>The node's software.</summary>
public sealed record NodeSystemInfo
{
    public string? MachineID { get; init; }

    public string? KernelVersion { get; init; }

    public string? OsImage { get; init; }

    public string? ContainerRuntimeVersion { get; init; }

    public string? KubeletVersion { get; init; }

    public string? OperatingSystem { get; init; }

    public string? Architecture { get; init; }
}

/// <summary>An address of a node: InternalIP, ExternalIP, Hostname, InternalDNS, ExternalDNS.</summary>
public sealed record NodeAddress
{
    public string? Type { get; init; }

    public string? Address { get; init; }
}
