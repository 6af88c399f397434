namespace TlsPathTools.Topology.Cloud;

/// <summary>An elastic network interface. A load balancer has one per zone, and its description names it: <c>ELB app/NAME/ID</c>, <c>ELB net/NAME/ID</c>.</summary>
public sealed record NetworkInterface
{
    public string? NetworkInterfaceId { get; init; }

    public string? Description { get; init; }

    public string? InterfaceType { get; init; }

    public string? Status { get; init; }

    public string? AvailabilityZone { get; init; }

    public string? AvailabilityZoneId { get; init; }

    public string? SubnetId { get; init; }

    public string? VpcId { get; init; }

    public string? OwnerId { get; init; }

    public string? RequesterId { get; init; }

    public bool? RequesterManaged { get; init; }

    public string? MacAddress { get; init; }

    public string? PrivateIpAddress { get; init; }

    public string? PrivateDnsName { get; init; }

    public bool? SourceDestCheck { get; init; }

    public NetworkInterfaceAssociation? Association { get; init; }

    public NetworkInterfaceAttachment? Attachment { get; init; }

    public OperatorResponse? Operator { get; init; }

    public GroupIdentifier[] Groups { get; init => field = value ?? []; } = [];

    public NetworkInterfacePrivateIpAddress[] PrivateIpAddresses { get; init => field = value ?? []; } = [];

    public NetworkInterfaceIpv6Address[] Ipv6Addresses { get; init => field = value ?? []; } = [];

    public InstanceIpv4Prefix[] Ipv4Prefixes { get; init => field = value ?? []; } = [];

    public Tag[] TagSet { get; init => field = value ?? []; } = [];

    /// <inheritdoc/>
    public override string ToString() => $"{NetworkInterfaceId} {Description}";
}

/// <summary>The public address of a private one.</summary>
public sealed record NetworkInterfaceAssociation
{
    public string? PublicIp { get; init; }

    public string? PublicDnsName { get; init; }

    public string? AllocationId { get; init; }

    public string? AssociationId { get; init; }

    public string? IpOwnerId { get; init; }
}

/// <summary>What an interface is attached to.</summary>
public sealed record NetworkInterfaceAttachment
{
    public string? AttachmentId { get; init; }

    public string? InstanceId { get; init; }

    public string? InstanceOwnerId { get; init; }

    public int? DeviceIndex { get; init; }

    public int? NetworkCardIndex { get; init; }

    public string? Status { get; init; }

    public DateTime? AttachTime { get; init; }

    public bool? DeleteOnTermination { get; init; }
}

/// <summary>A private address of an interface.</summary>
public sealed record NetworkInterfacePrivateIpAddress
{
    public string? PrivateIpAddress { get; init; }

    public string? PrivateDnsName { get; init; }

    public bool? Primary { get; init; }

    public NetworkInterfaceAssociation? Association { get; init; }
}

/// <summary>An IPv6 address of an interface.</summary>
public sealed record NetworkInterfaceIpv6Address
{
    public string? Ipv6Address { get; init; }

    public bool? IsPrimaryIpv6 { get; init; }
}
