using TlsPathTools.Aws.Pipeline;
using TlsPathTools.Aws.Reading;
using TlsPathTools.Topology.Cloud;

namespace TlsPathTools.Aws.Elbv2;

internal static partial class Elbv2Operations
{
    /// <summary>The targets of a target group with their health, and what anomaly detection says, which has to be asked for.</summary>
    public static AwsCall<AwsPage<TargetHealthDescription>> DescribeTargetHealth(string targetGroupArn) =>
        Page("DescribeTargetHealth", new QueryParameters().Add("TargetGroupArn", targetGroupArn).AddMembers("Include", ["AnomalyDetection"]), "TargetHealthDescriptions", ReadTargetHealthDescription)
            with { About = targetGroupArn };

    private static TargetHealthDescription ReadTargetHealthDescription(XmlElement element) => new()
    {
        HealthCheckPort = element.Text("HealthCheckPort"),
        Target = element.Object("Target", ReadTargetDescription),
        TargetHealth = element.Object("TargetHealth", ReadTargetHealth),
        AnomalyDetection = element.Object("AnomalyDetection", ReadAnomalyDetection),
        AdministrativeOverride = element.Object("AdministrativeOverride", ReadAdministrativeOverride),
    };

    private static TargetDescription ReadTargetDescription(XmlElement element) => new()
    {
        Id = element.Text("Id"),
        Port = element.Int("Port"),
        AvailabilityZone = element.Text("AvailabilityZone"),
    };

    private static TargetHealth ReadTargetHealth(XmlElement element) => new()
    {
        State = element.Text("State"),
        Reason = element.Text("Reason"),
        Description = element.Text("Description"),
    };

    private static AnomalyDetection ReadAnomalyDetection(XmlElement element) => new()
    {
        Result = element.Text("Result"),
        MitigationInEffect = element.Text("MitigationInEffect"),
    };

    private static AdministrativeOverride ReadAdministrativeOverride(XmlElement element) => new()
    {
        State = element.Text("State"),
        Reason = element.Text("Reason"),
        Description = element.Text("Description"),
    };
}
