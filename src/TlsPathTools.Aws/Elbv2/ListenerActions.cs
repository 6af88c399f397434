using TlsPathTools.Aws.Reading;
using TlsPathTools.Topology.Cloud;

namespace TlsPathTools.Aws.Elbv2;

// Actions, which listeners and rules have.
internal static partial class Elbv2Operations
{
    private static ListenerAction ReadListenerAction(XmlElement element) => new()
    {
        Type = element.Text("Type"),
        Order = element.Int("Order"),
        TargetGroupArn = element.Text("TargetGroupArn"),
        ForwardConfig = element.Object("ForwardConfig", ReadForwardActionConfig),
        RedirectConfig = element.Object("RedirectConfig", ReadRedirectActionConfig),
        FixedResponseConfig = element.Object("FixedResponseConfig", ReadFixedResponseActionConfig),
    };

    private static ForwardActionConfig ReadForwardActionConfig(XmlElement element) => new()
    {
        TargetGroups = element.List("TargetGroups", ReadTargetGroupTuple),
        TargetGroupStickinessConfig = element.Object("TargetGroupStickinessConfig", ReadTargetGroupStickinessConfig),
    };

    private static TargetGroupTuple ReadTargetGroupTuple(XmlElement element) => new()
    {
        TargetGroupArn = element.Text("TargetGroupArn"),
        Weight = element.Int("Weight"),
    };

    private static TargetGroupStickinessConfig ReadTargetGroupStickinessConfig(XmlElement element) => new()
    {
        Enabled = element.Flag("Enabled"),
        DurationSeconds = element.Int("DurationSeconds"),
    };

    private static RedirectActionConfig ReadRedirectActionConfig(XmlElement element) => new()
    {
        Protocol = element.Text("Protocol"),
        Port = element.Text("Port"),
        Host = element.Text("Host"),
        Path = element.Text("Path"),
        Query = element.Text("Query"),
        StatusCode = element.Text("StatusCode"),
    };

    private static FixedResponseActionConfig ReadFixedResponseActionConfig(XmlElement element) => new()
    {
        StatusCode = element.Text("StatusCode"),
        ContentType = element.Text("ContentType"),
        MessageBody = element.Text("MessageBody"),
    };
}
