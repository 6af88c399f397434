using TlsPathTools.Aws.Pipeline;
using TlsPathTools.Aws.Reading;
using TlsPathTools.Topology;
using TlsPathTools.Topology.Cloud;

namespace TlsPathTools.Aws.Ec2;

internal static partial class Ec2Operations
{
    /// <summary>Instances. Ids and a page size exclude each other.</summary>
    public static AwsCall<AwsPage<Instance>> DescribeInstances(IReadOnlyList<string> instanceIds, IReadOnlyList<CloudFilter> filters, string? nextToken = null, int maxResults = 1000) =>
        Page("DescribeInstances", Filtered(filters, nextToken, instanceIds.Count == 0 ? maxResults : null).AddList("InstanceId", instanceIds), "reservationSet/item/instancesSet/item", ReadInstance) with { About = Several.Of(instanceIds) };

    private static Instance ReadInstance(XmlElement element) => new()
    {
        InstanceId = element.Text("instanceId"),
        ImageId = element.Text("imageId"),
        InstanceType = element.Text("instanceType"),
        InstanceLifecycle = element.Text("instanceLifecycle"),
        Architecture = element.Text("architecture"),
        Hypervisor = element.Text("hypervisor"),
        LaunchTime = element.Time("launchTime"),
        State = element.Object("instanceState", ReadInstanceState),
        StateTransitionReason = element.Text("reason"),
        StateReason = element.Object("stateReason", ReadStateReason),
        Placement = element.Object("placement", ReadPlacement),
        PrivateIpAddress = element.Text("privateIpAddress"),
        PublicIpAddress = element.Text("ipAddress"),
        PrivateDnsName = element.Text("privateDnsName"),
        SubnetId = element.Text("subnetId"),
        VpcId = element.Text("vpcId"),
        SourceDestCheck = element.Flag("sourceDestCheck"),
        EnaSupport = element.Flag("enaSupport"),
        IamInstanceProfile = element.Object("iamInstanceProfile", ReadIamInstanceProfile),
        MetadataOptions = element.Object("metadataOptions", ReadInstanceMetadataOptions),
        Operator = element.Object("operator", ReadOperatorResponse),
        SecurityGroups = element.List("groupSet", ReadGroupIdentifier),
        NetworkInterfaces = element.List("networkInterfaceSet", ReadInstanceNetworkInterface),
        Tags = element.List("tagSet", ReadTag),
    };

    private static StateReason ReadStateReason(XmlElement element) => new()
    {
        Code = element.Text("code"),
        Message = element.Text("message"),
    };

    private static Placement ReadPlacement(XmlElement element) => new()
    {
        AvailabilityZone = element.Text("availabilityZone"),
        AvailabilityZoneId = element.Text("availabilityZoneId"),
        Tenancy = element.Text("tenancy"),
    };

    private static IamInstanceProfile ReadIamInstanceProfile(XmlElement element) => new()
    {
        Arn = element.Text("arn"),
        Id = element.Text("id"),
    };

    private static InstanceMetadataOptions ReadInstanceMetadataOptions(XmlElement element) => new()
    {
        State = element.Text("state"),
        HttpTokens = element.Text("httpTokens"),
        HttpPutResponseHopLimit = element.Int("httpPutResponseHopLimit"),
        HttpEndpoint = element.Text("httpEndpoint"),
    };

    private static InstanceNetworkInterface ReadInstanceNetworkInterface(XmlElement element) => new()
    {
        NetworkInterfaceId = element.Text("networkInterfaceId"),
        Description = element.Text("description"),
        InterfaceType = element.Text("interfaceType"),
        Status = element.Text("status"),
        SubnetId = element.Text("subnetId"),
        VpcId = element.Text("vpcId"),
        OwnerId = element.Text("ownerId"),
        MacAddress = element.Text("macAddress"),
        PrivateIpAddress = element.Text("privateIpAddress"),
        SourceDestCheck = element.Flag("sourceDestCheck"),
        Attachment = element.Object("attachment", ReadInstanceNetworkInterfaceAttachment),
        Groups = element.List("groupSet", ReadGroupIdentifier),
        PrivateIpAddresses = element.List("privateIpAddressesSet", ReadInstancePrivateIpAddress),
        Ipv4Prefixes = element.List("ipv4PrefixSet", ReadInstanceIpv4Prefix),
    };

    private static InstanceNetworkInterfaceAttachment ReadInstanceNetworkInterfaceAttachment(XmlElement element) => new()
    {
        AttachmentId = element.Text("attachmentId"),
        DeviceIndex = element.Int("deviceIndex"),
        NetworkCardIndex = element.Int("networkCardIndex"),
        Status = element.Text("status"),
        AttachTime = element.Time("attachTime"),
        DeleteOnTermination = element.Flag("deleteOnTermination"),
    };

    private static InstancePrivateIpAddress ReadInstancePrivateIpAddress(XmlElement element) => new()
    {
        PrivateIpAddress = element.Text("privateIpAddress"),
        PrivateDnsName = element.Text("privateDnsName"),
        Primary = element.Flag("primary"),
    };
}
