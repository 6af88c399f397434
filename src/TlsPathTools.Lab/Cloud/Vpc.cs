namespace TlsPathTools.Lab.Cloud;

/// <summary>The network (DescribeVpcs).</summary>
internal sealed class Vpc
{
    public required string VpcId { get; init; }

    public required Cidr Cidr { get; init; }

    /// <summary>The internet gateway that is attached to it (igw-…).</summary>
    public required string InternetGatewayId { get; init; }

    public Dictionary<string, string> Tags { get; init; } = new(StringComparer.Ordinal);
}

/// <summary>A subnet (DescribeSubnets).</summary>
internal sealed class Subnet
{
    public required string SubnetId { get; init; }

    /// <summary>Such as eu-west-2a.</summary>
    public required string AvailabilityZone { get; init; }

    /// <summary>Such as euw2-az1.</summary>
    public required string AvailabilityZoneId { get; init; }

    public required Cidr Cidr { get; init; }

    /// <summary>Null: the network's main table.</summary>
    public string? RouteTableId { get; set; }

    public required string NetworkAclId { get; set; }

    public bool MapPublicIpOnLaunch { get; init; }

    public Dictionary<string, string> Tags { get; init; } = new(StringComparer.Ordinal);
}

/// <summary>A route table (DescribeRouteTables).</summary>
internal sealed class RouteTable
{
    public required string RouteTableId { get; init; }

    public bool Main { get; init; }

    public List<Route> Routes { get; init; } = [];

    public Dictionary<string, string> Tags { get; init; } = new(StringComparer.Ordinal);
}

/// <summary>One route; the longest prefix wins.</summary>
/// <param name="Destination">The block; or a prefix list where <paramref name="DestinationPrefixListId"/> is set.</param>
/// <param name="Target">What AWS names it by: local, igw-…, nat-…, eni-…, tgw-…, pcx-….</param>
/// <param name="Blackhole">The target is gone: packets are dropped.</param>
/// <param name="DestinationPrefixListId">pl-…, or null.</param>
internal sealed record Route(Cidr Destination, string Target, bool Blackhole = false, string? DestinationPrefixListId = null);

/// <summary>A network ACL (DescribeNetworkAcls): stateless, its rules in the order of their numbers, and then a denial.</summary>
internal sealed class NetworkAcl
{
    public required string NetworkAclId { get; init; }

    public bool IsDefault { get; init; }

    public List<NetworkAclEntry> Entries { get; init; } = [];

    public Dictionary<string, string> Tags { get; init; } = new(StringComparer.Ordinal);
}

/// <summary>One rule of a network ACL.</summary>
/// <param name="Number">1–32766; 32767 is the denial at the end, which need not be listed.</param>
/// <param name="Egress">For what leaves the subnet.</param>
/// <param name="Allow">Allow or deny.</param>
/// <param name="Protocol">IANA's number as text; -1 for all.</param>
/// <param name="Cidr">The other side.</param>
/// <param name="FromPort">Null with protocols that have none, and for all.</param>
/// <param name="ToPort">Inclusive.</param>
internal sealed record NetworkAclEntry(int Number, bool Egress, bool Allow, string Protocol, Cidr Cidr, int? FromPort = null, int? ToPort = null);

/// <summary>A managed prefix list (DescribeManagedPrefixLists, GetManagedPrefixListEntries).</summary>
internal sealed class PrefixList
{
    public required string PrefixListId { get; init; }

    public required string Name { get; init; }

    public List<Cidr> Entries { get; init; } = [];
}

/// <summary>A security group (DescribeSecurityGroups): stateful; what no rule allows is dropped.</summary>
internal sealed class SecurityGroup
{
    public required string GroupId { get; init; }

    public required string GroupName { get; init; }

    public string Description { get; init; } = "";

    public List<SecurityGroupRule> Ingress { get; init; } = [];

    public List<SecurityGroupRule> Egress { get; init; } = [];

    public Dictionary<string, string> Tags { get; init; } = new(StringComparer.Ordinal);
}

/// <summary>One rule of a security group: a protocol and ports, and exactly one kind of peer.</summary>
/// <param name="Protocol">tcp, udp, icmp, or -1 for all.</param>
/// <param name="FromPort">Null for all.</param>
/// <param name="ToPort">Inclusive.</param>
/// <param name="Cidr">Peers by address, or null.</param>
/// <param name="GroupId">Peers by their group (sg-…), or null.</param>
/// <param name="PrefixListId">Peers by a prefix list (pl-…), or null.</param>
/// <param name="Description">As somebody wrote it.</param>
internal sealed record SecurityGroupRule(
    string Protocol, int? FromPort, int? ToPort, Cidr? Cidr = null, string? GroupId = null, string? PrefixListId = null, string? Description = null);
