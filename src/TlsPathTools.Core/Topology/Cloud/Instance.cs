namespace TlsPathTools.Topology.Cloud;

/// <summary>An EC2 instance, as DescribeInstances says.</summary>
public sealed record Instance
{
    public string? InstanceId { get; init; }

    public string? ImageId { get; init; }

    public string? InstanceType { get; init; }

    public string? InstanceLifecycle { get; init; }

    public string? Architecture { get; init; }

    public string? Hypervisor { get; init; }

    public DateTime? LaunchTime { get; init; }

    public InstanceState? State { get; init; }

    public string? StateTransitionReason { get; init; }

    public StateReason? StateReason { get; init; }

    public Placement? Placement { get; init; }

    public string? PrivateIpAddress { get; init; }

    public string? PublicIpAddress { get; init; }

    public string? PrivateDnsName { get; init; }

    public string? SubnetId { get; init; }

    public string? VpcId { get; init; }

    public bool? SourceDestCheck { get; init; }

    public bool? EnaSupport { get; init; }

    public IamInstanceProfile? IamInstanceProfile { get; init; }

    public InstanceMetadataOptions? MetadataOptions { get; init; }

    public OperatorResponse? Operator { get; init; }

    public GroupIdentifier[] SecurityGroups { get; init => field = value ?? []; } = [];

    public InstanceNetworkInterface[] NetworkInterfaces { get; init => field = value ?? []; } = [];

    public Tag[] Tags { get; init => field = value ?? []; } = [];

    /// <inheritdoc/>
    public override string ToString() => $"{InstanceId} {State?.Name}";
}

/// <summary>The state of an instance: pending, running, shutting-down, terminated, stopping, stopped.</summary>
public sealed record InstanceState
{
    public int? Code { get; init; }

    public string? Name { get; init; }
}

/// <summary>Why an instance changed its state.</summary>
public sealed record StateReason
{
    public string? Code { get; init; }

    public string? Message { get; init; }
}

/// <summary>Where an instance runs.</summary>
public sealed record Placement
{
    public string? AvailabilityZone { get; init; }

    public string? AvailabilityZoneId { get; init; }

    public string? Tenancy { get; init; }
}

/// <summary>The profile that an instance's role comes from.</summary>
public sealed record IamInstanceProfile
{
    public string? Arn { get; init; }

    public string? Id { get; init; }
}

/// <summary>How the metadata service answers.</summary>
public sealed record InstanceMetadataOptions
{
    public string? State { get; init; }

    public string? HttpTokens { get; init; }

    public int? HttpPutResponseHopLimit { get; init; }

    public string? HttpEndpoint { get; init; }
}

/// <summary>The AWS service that manages a resource, for example EKS Auto Mode: others' changes are refused.</summary>
public sealed record OperatorResponse
{
    public bool? Managed { get; init; }

    public string? Principal { get; init; }
}

/// <summary>A security group by id and name.</summary>
public sealed record GroupIdentifier
{
    public string? GroupId { get; init; }

    public string? GroupName { get; init; }
}

/// <summary>A network interface, as its instance shows it.</summary>
public sealed record InstanceNetworkInterface
{
    public string? NetworkInterfaceId { get; init; }

    public string? Description { get; init; }

    public string? InterfaceType { get; init; }

    public string? Status { get; init; }

    public string? SubnetId { get; init; }

    public string? VpcId { get; init; }

    public string? OwnerId { get; init; }

    public string? MacAddress { get; init; }

    public string? PrivateIpAddress { get; init; }

    public bool? SourceDestCheck { get; init; }

    public InstanceNetworkInterfaceAttachment? Attachment { get; init; }

    public GroupIdentifier[] Groups { get; init => field = value ?? []; } = [];

    public InstancePrivateIpAddress[] PrivateIpAddresses { get; init => field = value ?? []; } = [];

    public InstanceIpv4Prefix[] Ipv4Prefixes { get; init => field = value ?? []; } = [];
}

/// <summary>How an interface hangs on its instance.</summary>
public sealed record InstanceNetworkInterfaceAttachment
{
    public string? AttachmentId { get; init; }

    public int? DeviceIndex { get; init; }

    public int? NetworkCardIndex { get; init; }

    public string? Status { get; init; }

    public DateTime? AttachTime { get; init; }

    public bool? DeleteOnTermination { get; init; }
}

/// <summary>A private address of an instance.</summary>
public sealed record InstancePrivateIpAddress
{
    public string? PrivateIpAddress { get; init; }

    public string? PrivateDnsName { get; init; }

    public bool? Primary { get; init; }
}

/// <summary>A prefix that is delegated to an interface.</summary>
public sealed record InstanceIpv4Prefix
{
    public string? Ipv4Prefix { get; init; }
}
