namespace TlsPathTools.Topology.Cloud;

/// <summary>A virtual private cloud.</summary>
public sealed record Vpc
{
    public string? VpcId { get; init; }

    public string? OwnerId { get; init; }

    public string? State { get; init; }

    public string? CidrBlock { get; init; }

    public string? DhcpOptionsId { get; init; }

    public string? InstanceTenancy { get; init; }

    public bool? IsDefault { get; init; }

    public VpcCidrBlockAssociation[] CidrBlockAssociationSet { get; init => field = value ?? []; } = [];

    public VpcIpv6CidrBlockAssociation[] Ipv6CidrBlockAssociationSet { get; init => field = value ?? []; } = [];

    public Tag[] Tags { get; init => field = value ?? []; } = [];

    /// <inheritdoc/>
    public override string ToString() => $"{VpcId} {CidrBlock}";
}

/// <summary>A range of a VPC.</summary>
public sealed record VpcCidrBlockAssociation
{
    public string? AssociationId { get; init; }

    public string? CidrBlock { get; init; }

    public CidrBlockState? CidrBlockState { get; init; }
}

/// <summary>An IPv6 range of a VPC.</summary>
public sealed record VpcIpv6CidrBlockAssociation
{
    public string? AssociationId { get; init; }

    public string? Ipv6CidrBlock { get; init; }

    public CidrBlockState? Ipv6CidrBlockState { get; init; }
}
