using TlsPathTools.Aws.Pipeline;
using TlsPathTools.Aws.Reading;
using TlsPathTools.Topology;
using TlsPathTools.Topology.Cloud;

namespace TlsPathTools.Aws.Ec2;

internal static partial class Ec2Operations
{
    /// <summary>Network ACLs.</summary>
    public static AwsCall<AwsPage<NetworkAcl>> DescribeNetworkAcls(IReadOnlyList<CloudFilter> filters, string? nextToken = null, int maxResults = 1000) =>
        Page("DescribeNetworkAcls", Filtered(filters, nextToken, maxResults), "networkAclSet/item", ReadNetworkAcl);

    private static NetworkAcl ReadNetworkAcl(XmlElement element) => new()
    {
        NetworkAclId = element.Text("networkAclId"),
        VpcId = element.Text("vpcId"),
        OwnerId = element.Text("ownerId"),
        IsDefault = element.Flag("default"),
        Associations = element.List("associationSet", ReadNetworkAclAssociation),
        Entries = element.List("entrySet", ReadNetworkAclEntry),
        Tags = element.List("tagSet", ReadTag),
    };

    private static NetworkAclAssociation ReadNetworkAclAssociation(XmlElement element) => new()
    {
        NetworkAclAssociationId = element.Text("networkAclAssociationId"),
        NetworkAclId = element.Text("networkAclId"),
        SubnetId = element.Text("subnetId"),
    };

    private static NetworkAclEntry ReadNetworkAclEntry(XmlElement element) => new()
    {
        RuleNumber = element.Int("ruleNumber"),
        Protocol = element.Text("protocol"),
        RuleAction = element.Text("ruleAction"),
        Egress = element.Flag("egress"),
        CidrBlock = element.Text("cidrBlock"),
        Ipv6CidrBlock = element.Text("ipv6CidrBlock"),
        PortRange = element.Object("portRange", ReadPortRange),
        IcmpTypeCode = element.Object("icmpTypeCode", ReadIcmpTypeCode),
    };

    private static PortRange ReadPortRange(XmlElement element) => new()
    {
        From = element.Int("from"),
        To = element.Int("to"),
    };

    private static IcmpTypeCode ReadIcmpTypeCode(XmlElement element) => new()
    {
        Type = element.Int("type"),
        Code = element.Int("code"),
    };
}
