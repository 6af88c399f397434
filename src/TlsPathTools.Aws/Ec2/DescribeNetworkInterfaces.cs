using TlsPathTools.Aws.Pipeline;
using TlsPathTools.Aws.Reading;
using TlsPathTools.Topology;
using TlsPathTools.Topology.Cloud;

namespace TlsPathTools.Aws.Ec2;

internal static partial class Ec2Operations
{
    /// <summary>Network interfaces.</summary>
    public static AwsCall<AwsPage<NetworkInterface>> DescribeNetworkInterfaces(IReadOnlyList<CloudFilter> filters, string? nextToken = null, int maxResults = 1000) =>
        Page("DescribeNetworkInterfaces", Filtered(filters, nextToken, maxResults), "networkInterfaceSet/item", ReadNetworkInterface);

    private static NetworkInterface ReadNetworkInterface(XmlElement element) => new()
    {
        NetworkInterfaceId = element.Text("networkInterfaceId"),
        Description = element.Text("description"),
        InterfaceType = element.Text("interfaceType"),
        Status = element.Text("status"),
        AvailabilityZone = element.Text("availabilityZone"),
        AvailabilityZoneId = element.Text("availabilityZoneId"),
        SubnetId = element.Text("subnetId"),
        VpcId = element.Text("vpcId"),
        OwnerId = element.Text("ownerId"),
        RequesterId = element.Text("requesterId"),
        RequesterManaged = element.Flag("requesterManaged"),
        MacAddress = element.Text("macAddress"),
        PrivateIpAddress = element.Text("privateIpAddress"),
        PrivateDnsName = element.Text("privateDnsName"),
        SourceDestCheck = element.Flag("sourceDestCheck"),
        Association = element.Object("association", ReadNetworkInterfaceAssociation),
        Attachment = element.Object("attachment", ReadNetworkInterfaceAttachment),
        Operator = element.Object("operator", ReadOperatorResponse),
        Groups = element.List("groupSet", ReadGroupIdentifier),
        PrivateIpAddresses = element.List("privateIpAddressesSet", ReadNetworkInterfacePrivateIpAddress),
        Ipv6Addresses = element.List("ipv6AddressesSet", ReadNetworkInterfaceIpv6Address),
        Ipv4Prefixes = element.List("ipv4PrefixSet", ReadInstanceIpv4Prefix),
        TagSet = element.List("tagSet", ReadTag),
    };

    private static NetworkInterfaceAssociation ReadNetworkInterfaceAssociation(XmlElement element) => new()
    {
        PublicIp = element.Text("publicIp"),
        PublicDnsName = element.Text("publicDnsName"),
        AllocationId = element.Text("allocationId"),
        AssociationId = element.Text("associationId"),
        IpOwnerId = element.Text("ipOwnerId"),
    };

    private static NetworkInterfaceAttachment ReadNetworkInterfaceAttachment(XmlElement element) => new()
    {
        AttachmentId = element.Text("attachmentId"),
        InstanceId = element.Text("instanceId"),
        InstanceOwnerId = element.Text("instanceOwnerId"),
        DeviceIndex = element.Int("deviceIndex"),
        NetworkCardIndex = element.Int("networkCardIndex"),
        Status = element.Text("status"),
        AttachTime = element.Time("attachTime"),
        DeleteOnTermination = element.Flag("deleteOnTermination"),
    };

    private static NetworkInterfacePrivateIpAddress ReadNetworkInterfacePrivateIpAddress(XmlElement element) => new()
    {
        PrivateIpAddress = element.Text("privateIpAddress"),
        PrivateDnsName = element.Text("privateDnsName"),
        Primary = element.Flag("primary"),
        Association = element.Object("association", ReadNetworkInterfaceAssociation),
    };

    private static NetworkInterfaceIpv6Address ReadNetworkInterfaceIpv6Address(XmlElement element) => new()
    {
        Ipv6Address = element.Text("ipv6Address"),
        IsPrimaryIpv6 = element.Flag("isPrimaryIpv6"),
    };
}
