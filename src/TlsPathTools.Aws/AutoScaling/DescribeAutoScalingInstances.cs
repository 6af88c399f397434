using TlsPathTools.Aws.Pipeline;
using TlsPathTools.Aws.Reading;
using TlsPathTools.Topology.Cloud;

namespace TlsPathTools.Aws.AutoScaling;

internal static partial class AutoScalingOperations
{
    /// <summary>The groups of at most 50 instances, or of all. An id without a group is left out.</summary>
    public static AwsCall<AwsPage<AutoScalingInstanceDetails>> DescribeAutoScalingInstances(IReadOnlyList<string> instanceIds, string? nextToken = null, int maxRecords = 50) =>
        Page("DescribeAutoScalingInstances", Paged(nextToken, maxRecords).AddMembers("InstanceIds", instanceIds), "AutoScalingInstances", ReadAutoScalingInstanceDetails);

    private static AutoScalingInstanceDetails ReadAutoScalingInstanceDetails(XmlElement element) => new()
    {
        InstanceId = element.Text("InstanceId"),
        InstanceType = element.Text("InstanceType"),
        AutoScalingGroupName = element.Text("AutoScalingGroupName"),
        AvailabilityZone = element.Text("AvailabilityZone"),
        LifecycleState = element.Text("LifecycleState"),
        HealthStatus = element.Text("HealthStatus"),
        LaunchConfigurationName = element.Text("LaunchConfigurationName"),
        LaunchTemplate = element.Object("LaunchTemplate", ReadLaunchTemplateSpecification),
        ProtectedFromScaleIn = element.Flag("ProtectedFromScaleIn"),
    };
}
