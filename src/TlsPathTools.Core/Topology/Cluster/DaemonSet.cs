namespace TlsPathTools.Topology.Cluster;

/// <summary>A daemon set.</summary>
public sealed record DaemonSet
{
    public ObjectMeta? Metadata { get; init; }

    public DaemonSetSpec? Spec { get; init; }

    public DaemonSetStatus? Status { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Metadata}";
}

/// <summary>What a daemon set is meant to be.</summary>
public sealed record DaemonSetSpec
{
    public PodTemplate? Template { get; init; }

    public UpdateStrategy? UpdateStrategy { get; init; }
}

/// <summary>What its pods are made from.</summary>
public sealed record PodTemplate
{
    public ObjectMeta? Metadata { get; init; }

    public PodSpec? Spec { get; init; }
}

/// <summary>RollingUpdate or OnDelete.</summary>
public sealed record UpdateStrategy
{
    public string? Type { get; init; }
}

/// <summary>What a daemon set is.</summary>
public sealed record DaemonSetStatus
{
    public int? CurrentNumberScheduled { get; init; }

    public int? DesiredNumberScheduled { get; init; }

    public int? NumberReady { get; init; }

    public int? NumberAvailable { get; init; }

    public int? NumberUnavailable { get; init; }

    public int? UpdatedNumberScheduled { get; init; }

    public long? ObservedGeneration { get; init; }
}
