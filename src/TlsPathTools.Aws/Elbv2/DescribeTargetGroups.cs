using TlsPathTools.Aws.Pipeline;
using TlsPathTools.Aws.Reading;
using TlsPathTools.Topology.Cloud;

namespace TlsPathTools.Aws.Elbv2;

internal static partial class Elbv2Operations
{
    /// <summary>Target groups of a load balancer, by ARN, or all.</summary>
    public static AwsCall<AwsPage<TargetGroup>> DescribeTargetGroups(string? loadBalancerArn, IReadOnlyList<string> arns, string? marker = null, int pageSize = 400) =>
        Page("DescribeTargetGroups", Paged(marker, arns.Count == 0 ? pageSize : null).Add("LoadBalancerArn", loadBalancerArn).AddMembers("TargetGroupArns", arns), "TargetGroups", ReadTargetGroup)
            with { About = loadBalancerArn ?? Several.Of(arns) };

    private static TargetGroup ReadTargetGroup(XmlElement element) => new()
    {
        TargetGroupArn = element.Text("TargetGroupArn"),
        TargetGroupName = element.Text("TargetGroupName"),
        TargetType = element.Text("TargetType"),
        Protocol = element.Text("Protocol"),
        ProtocolVersion = element.Text("ProtocolVersion"),
        Port = element.Int("Port"),
        VpcId = element.Text("VpcId"),
        IpAddressType = element.Text("IpAddressType"),
        HealthCheckEnabled = element.Flag("HealthCheckEnabled"),
        HealthCheckProtocol = element.Text("HealthCheckProtocol"),
        HealthCheckPort = element.Text("HealthCheckPort"),
        HealthCheckPath = element.Text("HealthCheckPath"),
        HealthCheckIntervalSeconds = element.Int("HealthCheckIntervalSeconds"),
        HealthCheckTimeoutSeconds = element.Int("HealthCheckTimeoutSeconds"),
        HealthyThresholdCount = element.Int("HealthyThresholdCount"),
        UnhealthyThresholdCount = element.Int("UnhealthyThresholdCount"),
        Matcher = element.Object("Matcher", ReadMatcher),
        LoadBalancerArns = element.Texts("LoadBalancerArns"),
    };

    private static Matcher ReadMatcher(XmlElement element) => new()
    {
        HttpCode = element.Text("HttpCode"),
        GrpcCode = element.Text("GrpcCode"),
    };
}
