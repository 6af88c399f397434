namespace TlsPathTools.Topology.Cluster;

/// <summary>A deployment.</summary>
public sealed record Deployment
{
    public ObjectMeta? Metadata { get; init; }

    public DeploymentSpec? Spec { get; init; }

    public DeploymentStatus? Status { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Metadata}";
}

/// <summary>What a deployment is meant to be.</summary>
public sealed record DeploymentSpec
{
    public int? Replicas { get; init; }

    public bool? Paused { get; init; }

    public UpdateStrategy? Strategy { get; init; }
}

/// <summary>What a deployment is.</summary>
public sealed record DeploymentStatus
{
    public int? Replicas { get; init; }

    public int? ReadyReplicas { get; init; }

    public int? UpdatedReplicas { get; init; }

    public int? AvailableReplicas { get; init; }

    public int? UnavailableReplicas { get; init; }

    public long? ObservedGeneration { get; init; }

    public Condition[] Conditions { get; init => field = value ?? []; } = [];
}
