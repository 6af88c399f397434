namespace TlsPathTools.Topology.Cluster;

/// <summary>What every object of the API has.</summary>
public sealed record ObjectMeta
{
    private static readonly IReadOnlyDictionary<string, string> s_none = new Dictionary<string, string>(StringComparer.Ordinal);

    public string? Name { get; init; }

    public string? Namespace { get; init; }

    public string? Uid { get; init; }

    public string? ResourceVersion { get; init; }

    public long? Generation { get; init; }

    public DateTime? CreationTimestamp { get; init; }

    public DateTime? DeletionTimestamp { get; init; }

    public IReadOnlyDictionary<string, string> Labels { get; init => field = value ?? s_none; } = s_none;

    public IReadOnlyDictionary<string, string> Annotations { get; init => field = value ?? s_none; } = s_none;

    public OwnerReference[] OwnerReferences { get; init => field = value ?? []; } = [];

    public string[] Finalizers { get; init => field = value ?? []; } = [];

    /// <inheritdoc/>
    public override string ToString() => Namespace is null ? Name ?? "" : $"{Namespace}/{Name}";
}

/// <summary>The object that another one belongs to.</summary>
public sealed record OwnerReference
{
    public string? ApiVersion { get; init; }

    public string? Kind { get; init; }

    public string? Name { get; init; }

    public string? Uid { get; init; }

    public bool? Controller { get; init; }
}

/// <summary>A condition of an object. Status is "True", "False" or "Unknown".</summary>
public sealed record Condition
{
    public string? Type { get; init; }

    public string? Status { get; init; }

    public string? Reason { get; init; }

    public string? Message { get; init; }

    public long? ObservedGeneration { get; init; }

    public DateTime? LastHeartbeatTime { get; init; }

    public DateTime? LastProbeTime { get; init; }

    public DateTime? LastTransitionTime { get; init; }
}

/// <summary>An object that another one names.</summary>
public sealed record ObjectReference
{
    public string? Kind { get; init; }

    public string? Namespace { get; init; }

    public string? Name { get; init; }

    public string? Uid { get; init; }

    public string? FieldPath { get; init; }
}
