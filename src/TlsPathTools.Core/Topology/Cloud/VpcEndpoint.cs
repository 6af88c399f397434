namespace TlsPathTools.Topology.Cloud;

/// <summary>An endpoint of a VPC. VpcEndpointType is Interface, Gateway, GatewayLoadBalancer, ….</summary>
public sealed record VpcEndpoint
{
    public string? VpcEndpointId { get; init; }

    public string? VpcEndpointType { get; init; }

    public string? VpcId { get; init; }

    public string? ServiceName { get; init; }

    public string? State { get; init; }

    public string? FailureReason { get; init; }

    public string? IpAddressType { get; init; }

    public bool? PrivateDnsEnabled { get; init; }

    public bool? RequesterManaged { get; init; }

    public string? OwnerId { get; init; }

    public DateTime? CreationTimestamp { get; init; }

    public LastError? LastError { get; init; }

    public string[] RouteTableIds { get; init => field = value ?? []; } = [];

    public string[] SubnetIds { get; init => field = value ?? []; } = [];

    public string[] NetworkInterfaceIds { get; init => field = value ?? []; } = [];

    public GroupIdentifier[] Groups { get; init => field = value ?? []; } = [];

    public DnsEntry[] DnsEntries { get; init => field = value ?? []; } = [];

    public Tag[] Tags { get; init => field = value ?? []; } = [];

    /// <inheritdoc/>
    public override string ToString() => $"{VpcEndpointId} {ServiceName}";
}

/// <summary>A name of an endpoint.</summary>
public sealed record DnsEntry
{
    public string? DnsName { get; init; }

    public string? HostedZoneId { get; init; }
}

/// <summary>Why an endpoint failed.</summary>
public sealed record LastError
{
    public string? Code { get; init; }

    public string? Message { get; init; }
}
