using TlsPathTools.Aws.Pipeline;
using TlsPathTools.Aws.Reading;
using TlsPathTools.Topology;
using TlsPathTools.Topology.Cloud;

namespace TlsPathTools.Aws.Ec2;

internal static partial class Ec2Operations
{
    /// <summary>Security groups with their rules.</summary>
    public static AwsCall<AwsPage<SecurityGroup>> DescribeSecurityGroups(IReadOnlyList<CloudFilter> filters, string? nextToken = null, int maxResults = 1000) =>
        Page("DescribeSecurityGroups", Filtered(filters, nextToken, maxResults), "securityGroupInfo/item", ReadSecurityGroup);

    private static SecurityGroup ReadSecurityGroup(XmlElement element) => new()
    {
        GroupId = element.Text("groupId"),
        GroupName = element.Text("groupName"),
        Description = element.Text("groupDescription"),
        VpcId = element.Text("vpcId"),
        OwnerId = element.Text("ownerId"),
        IpPermissions = element.List("ipPermissions", ReadIpPermission),
        IpPermissionsEgress = element.List("ipPermissionsEgress", ReadIpPermission),
        Tags = element.List("tagSet", ReadTag),
    };

    private static IpPermission ReadIpPermission(XmlElement element) => new()
    {
        IpProtocol = element.Text("ipProtocol"),
        FromPort = element.Int("fromPort"),
        ToPort = element.Int("toPort"),
        IpRanges = element.List("ipRanges", ReadIpRange),
        Ipv6Ranges = element.List("ipv6Ranges", ReadIpv6Range),
        PrefixListIds = element.List("prefixListIds", ReadPrefixListId),
        UserIdGroupPairs = element.List("groups", ReadUserIdGroupPair),
    };

    private static IpRange ReadIpRange(XmlElement element) => new()
    {
        CidrIp = element.Text("cidrIp"),
        Description = element.Text("description"),
    };

    private static Ipv6Range ReadIpv6Range(XmlElement element) => new()
    {
        CidrIpv6 = element.Text("cidrIpv6"),
        Description = element.Text("description"),
    };

    private static PrefixListId ReadPrefixListId(XmlElement element) => new()
    {
        Id = element.Text("prefixListId"),
        Description = element.Text("description"),
    };

    private static UserIdGroupPair ReadUserIdGroupPair(XmlElement element) => new()
    {
        GroupId = element.Text("groupId"),
        GroupName = element.Text("groupName"),
        UserId = element.Text("userId"),
        VpcId = element.Text("vpcId"),
        VpcPeeringConnectionId = element.Text("vpcPeeringConnectionId"),
        PeeringStatus = element.Text("peeringStatus"),
        Description = element.Text("description"),
    };
}
