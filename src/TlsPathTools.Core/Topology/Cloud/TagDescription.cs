namespace TlsPathTools.Topology.Cloud;

/// <summary>The tags of a load balancer, listener or target group.</summary>
public sealed record TagDescription
{
    public string? ResourceArn { get; init; }

    public Tag[] Tags { get; init => field = value ?? []; } = [];
}
