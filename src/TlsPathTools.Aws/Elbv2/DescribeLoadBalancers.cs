using TlsPathTools.Aws.Pipeline;
using TlsPathTools.Aws.Reading;
using TlsPathTools.Topology.Cloud;

namespace TlsPathTools.Aws.Elbv2;

internal static partial class Elbv2Operations
{
    /// <summary>Load balancers by ARN (at most 20), by name, or all.</summary>
    public static AwsCall<AwsPage<LoadBalancer>> DescribeLoadBalancers(IReadOnlyList<string> arns, IReadOnlyList<string> names, string? marker = null, int pageSize = 400) =>
        Page("DescribeLoadBalancers", Paged(marker, arns.Count + names.Count == 0 ? pageSize : null).AddMembers("LoadBalancerArns", arns).AddMembers("Names", names), "LoadBalancers", ReadLoadBalancer)
            with { About = Several.Of(arns.Count > 0 ? arns : names) };

    private static LoadBalancer ReadLoadBalancer(XmlElement element) => new()
    {
        LoadBalancerArn = element.Text("LoadBalancerArn"),
        LoadBalancerName = element.Text("LoadBalancerName"),
        DNSName = element.Text("DNSName"),
        CanonicalHostedZoneId = element.Text("CanonicalHostedZoneId"),
        CreatedTime = element.Time("CreatedTime"),
        Scheme = element.Text("Scheme"),
        Type = element.Text("Type"),
        VpcId = element.Text("VpcId"),
        State = element.Object("State", ReadLoadBalancerState),
        IpAddressType = element.Text("IpAddressType"),
        CustomerOwnedIpv4Pool = element.Text("CustomerOwnedIpv4Pool"),
        EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic = element.Text("EnforceSecurityGroupInboundRulesOnPrivateLinkTraffic"),
        AvailabilityZones = element.List("AvailabilityZones", ReadAvailabilityZone),
        SecurityGroups = element.Texts("SecurityGroups"),
    };

    private static LoadBalancerState ReadLoadBalancerState(XmlElement element) => new()
    {
        Code = element.Text("Code"),
        Reason = element.Text("Reason"),
    };

    private static AvailabilityZone ReadAvailabilityZone(XmlElement element) => new()
    {
        ZoneName = element.Text("ZoneName"),
        SubnetId = element.Text("SubnetId"),
        OutpostId = element.Text("OutpostId"),
        LoadBalancerAddresses = element.List("LoadBalancerAddresses", ReadLoadBalancerAddress),
    };

    private static LoadBalancerAddress ReadLoadBalancerAddress(XmlElement element) => new()
    {
        IpAddress = element.Text("IpAddress"),
        AllocationId = element.Text("AllocationId"),
        PrivateIPv4Address = element.Text("PrivateIPv4Address"),
        IPv6Address = element.Text("IPv6Address"),
    };
}
