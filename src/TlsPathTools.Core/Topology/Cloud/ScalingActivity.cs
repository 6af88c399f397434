namespace TlsPathTools.Topology.Cloud;

/// <summary>What a group did or does (<c>Activity</c> in the API).</summary>
public sealed record ScalingActivity
{
    public string? ActivityId { get; init; }

    public string? AutoScalingGroupName { get; init; }

    public string? AutoScalingGroupARN { get; init; }

    public string? AutoScalingGroupState { get; init; }

    public string? Description { get; init; }

    public string? Cause { get; init; }

    public string? Details { get; init; }

    public DateTime? StartTime { get; init; }

    public DateTime? EndTime { get; init; }

    public string? StatusCode { get; init; }

    public string? StatusMessage { get; init; }

    public int? Progress { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{StatusCode} {Description}";
}
