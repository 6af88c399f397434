using TlsPathTools.Aws.Pipeline;
using TlsPathTools.Aws.Reading;
using TlsPathTools.Topology.Cloud;

namespace TlsPathTools.Aws.Ec2;

internal static partial class Ec2Operations
{
    /// <summary>Status of instances, at most 100 ids. Ids and a page size exclude each other.</summary>
    public static AwsCall<AwsPage<InstanceStatus>> DescribeInstanceStatus(IReadOnlyList<string> instanceIds, string? nextToken = null, int maxResults = 1000) =>
        Page("DescribeInstanceStatus", Filtered([], nextToken, instanceIds.Count == 0 ? maxResults : null).AddList("InstanceId", instanceIds).Add("IncludeAllInstances", true), "instanceStatusSet/item", ReadInstanceStatus) with { About = Several.Of(instanceIds) };

    private static InstanceStatus ReadInstanceStatus(XmlElement element) => new()
    {
        InstanceId = element.Text("instanceId"),
        AvailabilityZone = element.Text("availabilityZone"),
        InstanceState = element.Object("instanceState", ReadInstanceState),
        Status = element.Object("instanceStatus", ReadInstanceStatusSummary),
        SystemStatus = element.Object("systemStatus", ReadInstanceStatusSummary),
        AttachedEbsStatus = element.Object("attachedEbsStatus", ReadInstanceStatusSummary),
        Events = element.List("eventsSet", ReadInstanceStatusEvent),
    };

    private static InstanceStatusSummary ReadInstanceStatusSummary(XmlElement element) => new()
    {
        Status = element.Text("status"),
        Details = element.List("details", ReadInstanceStatusDetails),
    };

    private static InstanceStatusDetails ReadInstanceStatusDetails(XmlElement element) => new()
    {
        Name = element.Text("name"),
        Status = element.Text("status"),
        ImpairedSince = element.Time("impairedSince"),
    };

    private static InstanceStatusEvent ReadInstanceStatusEvent(XmlElement element) => new()
    {
        InstanceEventId = element.Text("instanceEventId"),
        Code = element.Text("code"),
        Description = element.Text("description"),
        NotBefore = element.Time("notBefore"),
        NotAfter = element.Time("notAfter"),
        NotBeforeDeadline = element.Time("notBeforeDeadline"),
    };
}
