using TlsPathTools.Aws.Pipeline;
using TlsPathTools.Aws.Reading;
using TlsPathTools.Topology.Cloud;

namespace TlsPathTools.Aws.AutoScaling;

internal static partial class AutoScalingOperations
{
    /// <summary>What a group did, newest first.</summary>
    public static AwsCall<AwsPage<ScalingActivity>> DescribeScalingActivities(string autoScalingGroupName, string? nextToken = null, int maxRecords = 100) =>
        Page("DescribeScalingActivities", Paged(nextToken, maxRecords).Add("AutoScalingGroupName", autoScalingGroupName), "Activities", ReadScalingActivity)
            with { About = autoScalingGroupName };

    private static ScalingActivity ReadScalingActivity(XmlElement element) => new()
    {
        ActivityId = element.Text("ActivityId"),
        AutoScalingGroupName = element.Text("AutoScalingGroupName"),
        AutoScalingGroupARN = element.Text("AutoScalingGroupARN"),
        AutoScalingGroupState = element.Text("AutoScalingGroupState"),
        Description = element.Text("Description"),
        Cause = element.Text("Cause"),
        Details = element.Text("Details"),
        StartTime = element.Time("StartTime"),
        EndTime = element.Time("EndTime"),
        StatusCode = element.Text("StatusCode"),
        StatusMessage = element.Text("StatusMessage"),
        Progress = element.Int("Progress"),
    };
}
