using TlsPathTools.Aws.Pipeline;
using TlsPathTools.Aws.Reading;
using TlsPathTools.Topology;
using TlsPathTools.Topology.Cloud;

namespace TlsPathTools.Aws.Ec2;

internal static partial class Ec2Operations
{
    /// <summary>Subnets.</summary>
    public static AwsCall<AwsPage<Subnet>> DescribeSubnets(IReadOnlyList<CloudFilter> filters, string? nextToken = null, int maxResults = 1000) =>
        Page("DescribeSubnets", Filtered(filters, nextToken, maxResults), "subnetSet/item", ReadSubnet);

    private static Subnet ReadSubnet(XmlElement element) => new()
    {
        SubnetId = element.Text("subnetId"),
        SubnetArn = element.Text("subnetArn"),
        VpcId = element.Text("vpcId"),
        OwnerId = element.Text("ownerId"),
        State = element.Text("state"),
        CidrBlock = element.Text("cidrBlock"),
        AvailabilityZone = element.Text("availabilityZone"),
        AvailabilityZoneId = element.Text("availabilityZoneId"),
        AvailableIpAddressCount = element.Int("availableIpAddressCount"),
        MapPublicIpOnLaunch = element.Flag("mapPublicIpOnLaunch"),
        DefaultForAz = element.Flag("defaultForAz"),
        Ipv6CidrBlockAssociationSet = element.List("ipv6CidrBlockAssociationSet", ReadSubnetIpv6CidrBlockAssociation),
        Tags = element.List("tagSet", ReadTag),
    };

    private static SubnetIpv6CidrBlockAssociation ReadSubnetIpv6CidrBlockAssociation(XmlElement element) => new()
    {
        AssociationId = element.Text("associationId"),
        Ipv6CidrBlock = element.Text("ipv6CidrBlock"),
        Ipv6CidrBlockState = element.Object("ipv6CidrBlockState", ReadCidrBlockState),
    };
}
