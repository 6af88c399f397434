namespace TlsPathTools.Topology.Cloud;

/// <summary>A target group. TargetType is instance, ip, lambda or alb.</summary>
public sealed record TargetGroup
{
    public string? TargetGroupArn { get; init; }

    public string? TargetGroupName { get; init; }

    public string? TargetType { get; init; }

    public string? Protocol { get; init; }

    public string? ProtocolVersion { get; init; }

    public int? Port { get; init; }

    public string? VpcId { get; init; }

    public string? IpAddressType { get; init; }

    public bool? HealthCheckEnabled { get; init; }

    public string? HealthCheckProtocol { get; init; }

    public string? HealthCheckPort { get; init; }

    public string? HealthCheckPath { get; init; }

    public int? HealthCheckIntervalSeconds { get; init; }

    public int? HealthCheckTimeoutSeconds { get; init; }

    public int? HealthyThresholdCount { get; init; }

    public int? UnhealthyThresholdCount { get; init; }

    public Matcher? Matcher { get; init; }

    public string[] LoadBalancerArns { get; init => field = value ?? []; } = [];

    /// <inheritdoc/>
    public override string ToString() => TargetGroupName ?? "";
}

/// <summary>Which answers are healthy: "200", "200-399".</summary>
public sealed record Matcher
{
    public string? HttpCode { get; init; }

    public string? GrpcCode { get; init; }
}
