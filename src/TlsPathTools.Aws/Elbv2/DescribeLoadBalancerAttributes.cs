using TlsPathTools.Aws.Pipeline;
using TlsPathTools.Aws.Reading;
using TlsPathTools.Topology.Cloud;

namespace TlsPathTools.Aws.Elbv2;

internal static partial class Elbv2Operations
{
    /// <summary>The settings of a load balancer.</summary>
    public static AwsCall<AwsPage<LoadBalancerAttribute>> DescribeLoadBalancerAttributes(string loadBalancerArn) =>
        Page("DescribeLoadBalancerAttributes", new QueryParameters().Add("LoadBalancerArn", loadBalancerArn), "Attributes", ReadLoadBalancerAttribute)
            with { About = loadBalancerArn };

    private static LoadBalancerAttribute ReadLoadBalancerAttribute(XmlElement element) => new()
    {
        Key = element.Text("Key"),
        Value = element.Text("Value"),
    };
}
