namespace TlsPathTools.Topology.Cloud;

/// <summary>A subnet.</summary>
public sealed record Subnet
{
    public string? SubnetId { get; init; }

    public string? SubnetArn { get; init; }

    public string? VpcId { get; init; }

    public string? OwnerId { get; init; }

    public string? State { get; init; }

    public string? CidrBlock { get; init; }

    public string? AvailabilityZone { get; init; }

    public string? AvailabilityZoneId { get; init; }

    public int? AvailableIpAddressCount { get; init; }

    public bool? MapPublicIpOnLaunch { get; init; }

    public bool? DefaultForAz { get; init; }

    public SubnetIpv6CidrBlockAssociation[] Ipv6CidrBlockAssociationSet { get; init => field = value ?? []; } = [];

    public Tag[] Tags { get; init => field = value ?? []; } = [];

    /// <inheritdoc/>
    public override string ToString() => $"{SubnetId} {CidrBlock}";
}

/// <summary>An IPv6 range of a subnet.</summary>
public sealed record SubnetIpv6CidrBlockAssociation
{
    public string? AssociationId { get; init; }

    public string? Ipv6CidrBlock { get; init; }

    public CidrBlockState? Ipv6CidrBlockState { get; init; }
}

/// <summary>Whether a range is in use.</summary>
public sealed record CidrBlockState
{
    public string? State { get; init; }

    public string? StatusMessage { get; init; }
}
