namespace TlsPathTools.Topology.Cloud;

/// <summary>What EC2 says of an instance's health (DescribeInstanceStatus). Its member of the same name is called Status here, as in the SDK.</summary>
public sealed record InstanceStatus
{
    public string? InstanceId { get; init; }

    public string? AvailabilityZone { get; init; }

    public InstanceState? InstanceState { get; init; }

    public InstanceStatusSummary? Status { get; init; }

    public InstanceStatusSummary? SystemStatus { get; init; }

    public InstanceStatusSummary? AttachedEbsStatus { get; init; }

    public InstanceStatusEvent[] Events { get; init => field = value ?? []; } = [];

    /// <inheritdoc/>
    public override string ToString() => $"{InstanceId} {Status?.Status}/{SystemStatus?.Status}";
}

/// <summary>A group of status checks.</summary>
public sealed record InstanceStatusSummary
{
    public string? Status { get; init; }

    public InstanceStatusDetails[] Details { get; init => field = value ?? []; } = [];
}

/// <summary>One status check.</summary>
public sealed record InstanceStatusDetails
{
    public string? Name { get; init; }

    public string? Status { get; init; }

    public DateTime? ImpairedSince { get; init; }
}

/// <summary>Scheduled maintenance.</summary>
public sealed record InstanceStatusEvent
{
    public string? InstanceEventId { get; init; }

    public string? Code { get; init; }

    public string? Description { get; init; }

    public DateTime? NotBefore { get; init; }

    public DateTime? NotAfter { get; init; }

    public DateTime? NotBeforeDeadline { get; init; }
}
