namespace TlsPathTools.Topology.Cluster;

/// <summary>A disruption budget (policy/v1).</summary>
public sealed record PodDisruptionBudget
{
    public ObjectMeta? Metadata { get; init; }

    public PodDisruptionBudgetSpec? Spec { get; init; }

    public PodDisruptionBudgetStatus? Status { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Metadata}";
}

/// <summary>What a budget asks for. MinAvailable and MaxUnavailable are numbers or percentages.</summary>
public sealed record PodDisruptionBudgetSpec
{
    public string? MinAvailable { get; init; }

    public string? MaxUnavailable { get; init; }

    public LabelSelector? Selector { get; init; }
}

/// <summary>What a budget allows.</summary>
public sealed record PodDisruptionBudgetStatus
{
    public int? DisruptionsAllowed { get; init; }

    public int? CurrentHealthy { get; init; }

    public int? DesiredHealthy { get; init; }

    public int? ExpectedPods { get; init; }

    public long? ObservedGeneration { get; init; }

    public Condition[] Conditions { get; init => field = value ?? []; } = [];
}
