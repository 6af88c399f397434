namespace TlsPathTools.Topology.Cloud;

/// <summary>A load balancer of the second generation. Type is application, network or gateway.</summary>
public sealed record LoadBalancer
{
    public string? LoadBalancerArn { get; init; }

    public string? LoadBalancerName { get; init; }

    public string? DNSName { get; init; }

    public string? CanonicalHostedZoneId { get; init; }

    public DateTime? CreatedTime { get; init; }

    public string? Scheme { get; init; }

    public string? Type { get; init; }

    public string? VpcId { get; init; }

    public LoadBalancerState? State { get; init; }

    public string? IpAddressType { get; init; }

    public string? CustomerOwnedIpv4Pool { get; init; }

    public string? EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic { get; init; }

    public AvailabilityZone[] AvailabilityZones { get; init => field = value ?? []; } = [];

    public string[] SecurityGroups { get; init => field = value ?? []; } = [];

    /// <inheritdoc/>
    public override string ToString() => $"{LoadBalancerName} ({Type})";
}

/// <summary>active, provisioning, active_impaired or failed.</summary>
public sealed record LoadBalancerState
{
    public string? Code { get; init; }

    public string? Reason { get; init; }
}

/// <summary>A zone in which a load balancer is enabled.</summary>
public sealed record AvailabilityZone
{
    public string? ZoneName { get; init; }

    public string? SubnetId { get; init; }

    public string? OutpostId { get; init; }

    public LoadBalancerAddress[] LoadBalancerAddresses { get; init => field = value ?? []; } = [];
}

/// <summary>A fixed address of a network load balancer.</summary>
public sealed record LoadBalancerAddress
{
    public string? IpAddress { get; init; }

    public string? AllocationId { get; init; }

    public string? PrivateIPv4Address { get; init; }

    public string? IPv6Address { get; init; }
}
