namespace TlsPathTools.Topology.Cloud;

/// <summary>A security group with its rules.</summary>
public sealed record SecurityGroup
{
    public string? GroupId { get; init; }

    public string? GroupName { get; init; }

    public string? Description { get; init; }

    public string? VpcId { get; init; }

    public string? OwnerId { get; init; }

    public IpPermission[] IpPermissions { get; init => field = value ?? []; } = [];

    public IpPermission[] IpPermissionsEgress { get; init => field = value ?? []; } = [];

    public Tag[] Tags { get; init => field = value ?? []; } = [];

    /// <inheritdoc/>
    public override string ToString() => $"{GroupId} {GroupName}";
}

/// <summary>What a rule of a security group allows. Protocol -1 is all; ports are null then.</summary>
public sealed record IpPermission
{
    public string? IpProtocol { get; init; }

    public int? FromPort { get; init; }

    public int? ToPort { get; init; }

    public IpRange[] IpRanges { get; init => field = value ?? []; } = [];

    public Ipv6Range[] Ipv6Ranges { get; init => field = value ?? []; } = [];

    public PrefixListId[] PrefixListIds { get; init => field = value ?? []; } = [];

    public UserIdGroupPair[] UserIdGroupPairs { get; init => field = value ?? []; } = [];
}

/// <summary>A range that a rule names.</summary>
public sealed record IpRange
{
    public string? CidrIp { get; init; }

    public string? Description { get; init; }
}

/// <summary>An IPv6 range that a rule names.</summary>
public sealed record Ipv6Range
{
    public string? CidrIpv6 { get; init; }

    public string? Description { get; init; }
}

/// <summary>A prefix list that a rule names. Its member of the same name is called Id here, as in the SDK.</summary>
public sealed record PrefixListId
{
    public string? Id { get; init; }

    public string? Description { get; init; }
}

/// <summary>A security group that a rule names.</summary>
public sealed record UserIdGroupPair
{
    public string? GroupId { get; init; }

    public string? GroupName { get; init; }

    public string? UserId { get; init; }

    public string? VpcId { get; init; }

    public string? VpcPeeringConnectionId { get; init; }

    public string? PeeringStatus { get; init; }

    public string? Description { get; init; }
}
