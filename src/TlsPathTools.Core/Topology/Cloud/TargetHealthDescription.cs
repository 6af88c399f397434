namespace TlsPathTools.Topology.Cloud;

/// <summary>A target and its health, as the load balancer's nodes together say.</summary>
public sealed record TargetHealthDescription
{
    public string? HealthCheckPort { get; init; }

    public TargetDescription? Target { get; init; }

    public TargetHealth? TargetHealth { get; init; }

    public AnomalyDetection? AnomalyDetection { get; init; }

    public AdministrativeOverride? AdministrativeOverride { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Target?.Id}:{Target?.Port} {TargetHealth?.State}";
}

/// <summary>An instance id, an address, or the ARN of a load balancer. The zone "all" means an address outside of the VPC.</summary>
public sealed record TargetDescription
{
    public string? Id { get; init; }

    public int? Port { get; init; }

    public string? AvailabilityZone { get; init; }
}

/// <summary>initial, healthy, unhealthy, unhealthy.draining, unused, draining, unavailable; and why.</summary>
public sealed record TargetHealth
{
    public string? State { get; init; }

    public string? Reason { get; init; }

    public string? Description { get; init; }
}

/// <summary>What the balancer's own anomaly detection says.</summary>
public sealed record AnomalyDetection
{
    public string? Result { get; init; }

    public string? MitigationInEffect { get; init; }
}

/// <summary>Whether a zonal shift overrides the health.</summary>
public sealed record AdministrativeOverride
{
    public string? State { get; init; }

    public string? Reason { get; init; }

    public string? Description { get; init; }
}
