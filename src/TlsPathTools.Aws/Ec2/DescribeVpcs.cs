using TlsPathTools.Aws.Pipeline;
using TlsPathTools.Aws.Reading;
using TlsPathTools.Topology;
using TlsPathTools.Topology.Cloud;

namespace TlsPathTools.Aws.Ec2;

internal static partial class Ec2Operations
{
    /// <summary>VPCs.</summary>
    public static AwsCall<AwsPage<Vpc>> DescribeVpcs(IReadOnlyList<CloudFilter> filters, string? nextToken = null, int maxResults = 1000) =>
        Page("DescribeVpcs", Filtered(filters, nextToken, maxResults), "vpcSet/item", ReadVpc);

    private static Vpc ReadVpc(XmlElement element) => new()
    {
        VpcId = element.Text("vpcId"),
        OwnerId = element.Text("ownerId"),
        State = element.Text("state"),
        CidrBlock = element.Text("cidrBlock"),
        DhcpOptionsId = element.Text("dhcpOptionsId"),
        InstanceTenancy = element.Text("instanceTenancy"),
        IsDefault = element.Flag("isDefault"),
        CidrBlockAssociationSet = element.List("cidrBlockAssociationSet", ReadVpcCidrBlockAssociation),
        Ipv6CidrBlockAssociationSet = element.List("ipv6CidrBlockAssociationSet", ReadVpcIpv6CidrBlockAssociation),
        Tags = element.List("tagSet", ReadTag),
    };

    private static VpcCidrBlockAssociation ReadVpcCidrBlockAssociation(XmlElement element) => new()
    {
        AssociationId = element.Text("associationId"),
        CidrBlock = element.Text("cidrBlock"),
        CidrBlockState = element.Object("cidrBlockState", ReadCidrBlockState),
    };

    private static VpcIpv6CidrBlockAssociation ReadVpcIpv6CidrBlockAssociation(XmlElement element) => new()
    {
        AssociationId = element.Text("associationId"),
        Ipv6CidrBlock = element.Text("ipv6CidrBlock"),
        Ipv6CidrBlockState = element.Object("ipv6CidrBlockState", ReadCidrBlockState),
    };
}
