using TlsPathTools.Aws.Pipeline;
using TlsPathTools.Aws.Reading;
using TlsPathTools.Topology;
using TlsPathTools.Topology.Cloud;

namespace TlsPathTools.Aws.Ec2;

internal static partial class Ec2Operations
{
    /// <summary>Endpoints of VPCs.</summary>
    public static AwsCall<AwsPage<VpcEndpoint>> DescribeVpcEndpoints(IReadOnlyList<CloudFilter> filters, string? nextToken = null, int maxResults = 1000) =>
        Page("DescribeVpcEndpoints", Filtered(filters, nextToken, maxResults), "vpcEndpointSet/item", ReadVpcEndpoint);

    private static VpcEndpoint ReadVpcEndpoint(XmlElement element) => new()
    {
        VpcEndpointId = element.Text("vpcEndpointId"),
        VpcEndpointType = element.Text("vpcEndpointType"),
        VpcId = element.Text("vpcId"),
        ServiceName = element.Text("serviceName"),
        State = element.Text("state"),
        FailureReason = element.Text("failureReason"),
        IpAddressType = element.Text("ipAddressType"),
        PrivateDnsEnabled = element.Flag("privateDnsEnabled"),
        RequesterManaged = element.Flag("requesterManaged"),
        OwnerId = element.Text("ownerId"),
        CreationTimestamp = element.Time("creationTimestamp"),
        LastError = element.Object("lastError", ReadLastError),
        RouteTableIds = element.Texts("routeTableIdSet"),
        SubnetIds = element.Texts("subnetIdSet"),
        NetworkInterfaceIds = element.Texts("networkInterfaceIdSet"),
        Groups = element.List("groupSet", ReadGroupIdentifier),
        DnsEntries = element.List("dnsEntrySet", ReadDnsEntry),
        Tags = element.List("tagSet", ReadTag),
    };

    private static LastError ReadLastError(XmlElement element) => new()
    {
        Code = element.Text("code"),
        Message = element.Text("message"),
    };

    private static DnsEntry ReadDnsEntry(XmlElement element) => new()
    {
        DnsName = element.Text("dnsName"),
        HostedZoneId = element.Text("hostedZoneId"),
    };
}
