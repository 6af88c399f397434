using TlsPathTools.Aws.Pipeline;
using TlsPathTools.Aws.Reading;
using TlsPathTools.Topology.Cloud;

namespace TlsPathTools.Aws.Elbv2;

internal static partial class Elbv2Operations
{
    /// <summary>The settings of a target group.</summary>
    public static AwsCall<AwsPage<TargetGroupAttribute>> DescribeTargetGroupAttributes(string targetGroupArn) =>
        Page("DescribeTargetGroupAttributes", new QueryParameters().Add("TargetGroupArn", targetGroupArn), "Attributes", ReadTargetGroupAttribute)
            with { About = targetGroupArn };

    private static TargetGroupAttribute ReadTargetGroupAttribute(XmlElement element) => new()
    {
        Key = element.Text("Key"),
        Value = element.Text("Value"),
    };
}
