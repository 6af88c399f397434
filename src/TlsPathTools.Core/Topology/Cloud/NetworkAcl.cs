namespace TlsPathTools.Topology.Cloud;

/// <summary>A network ACL: the first entry by number that matches decides.</summary>
public sealed record NetworkAcl
{
    public string? NetworkAclId { get; init; }

    public string? VpcId { get; init; }

    public string? OwnerId { get; init; }

    public bool? IsDefault { get; init; }

    public NetworkAclAssociation[] Associations { get; init => field = value ?? []; } = [];

    public NetworkAclEntry[] Entries { get; init => field = value ?? []; } = [];

    public Tag[] Tags { get; init => field = value ?? []; } = [];

    /// <inheritdoc/>
    public override string ToString() => NetworkAclId ?? "";
}

/// <summary>A subnet that a network ACL guards.</summary>
public sealed record NetworkAclAssociation
{
    public string? NetworkAclAssociationId { get; init; }

    public string? NetworkAclId { get; init; }

    public string? SubnetId { get; init; }
}

/// <summary>A rule of a network ACL. Protocol -1 is all.</summary>
public sealed record NetworkAclEntry
{
    public int? RuleNumber { get; init; }

    public string? Protocol { get; init; }

    public string? RuleAction { get; init; }

    public bool? Egress { get; init; }

    public string? CidrBlock { get; init; }

    public string? Ipv6CidrBlock { get; init; }

    public PortRange? PortRange { get; init; }

    public IcmpTypeCode? IcmpTypeCode { get; init; }
}

/// <summary>Ports from and to, both included.</summary>
public sealed record PortRange
{
    public int? From { get; init; }

    public int? To { get; init; }
}

/// <summary>An ICMP type and code; -1 is all.</summary>
public sealed record IcmpTypeCode
{
    public int? Type { get; init; }

    public int? Code { get; init; }
}
