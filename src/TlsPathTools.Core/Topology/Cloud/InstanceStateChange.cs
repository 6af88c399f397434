namespace TlsPathTools.Topology.Cloud;

/// <summary>What TerminateInstances did to an instance.</summary>
public sealed record InstanceStateChange
{
    public string? InstanceId { get; init; }

    public InstanceState? CurrentState { get; init; }

    public InstanceState? PreviousState { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{InstanceId} {PreviousState?.Name} → {CurrentState?.Name}";
}
