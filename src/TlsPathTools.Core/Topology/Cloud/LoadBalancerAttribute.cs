namespace TlsPathTools.Topology.Cloud;

/// <summary>A setting of a load balancer.</summary>
public sealed record LoadBalancerAttribute
{
    public string? Key { get; init; }

    public string? Value { get; init; }
}

/// <summary>A setting of a target group.</summary>
public sealed record TargetGroupAttribute
{
    public string? Key { get; init; }

    public string? Value { get; init; }
}
