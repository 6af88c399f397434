using TlsPathTools.Aws.Pipeline;
using TlsPathTools.Aws.Reading;
using TlsPathTools.Topology.Cloud;

namespace TlsPathTools.Aws.AutoScaling;

internal static partial class AutoScalingOperations
{
    /// <summary>Groups by name (at most 100), or all. A name without a group is left out.</summary>
    public static AwsCall<AwsPage<AutoScalingGroup>> DescribeAutoScalingGroups(IReadOnlyList<string> names, string? nextToken = null, int maxRecords = 100) =>
        Page("DescribeAutoScalingGroups", Paged(nextToken, maxRecords).AddMembers("AutoScalingGroupNames", names), "AutoScalingGroups", ReadAutoScalingGroup);

    private static AutoScalingGroup ReadAutoScalingGroup(XmlElement element) => new()
    {
        AutoScalingGroupName = element.Text("AutoScalingGroupName"),
        AutoScalingGroupARN = element.Text("AutoScalingGroupARN"),
        MinSize = element.Int("MinSize"),
        MaxSize = element.Int("MaxSize"),
        DesiredCapacity = element.Int("DesiredCapacity"),
        DefaultCooldown = element.Int("DefaultCooldown"),
        HealthCheckType = element.Text("HealthCheckType"),
        HealthCheckGracePeriod = element.Int("HealthCheckGracePeriod"),
        VPCZoneIdentifier = element.Text("VPCZoneIdentifier"),
        Status = element.Text("Status"),
        CreatedTime = element.Time("CreatedTime"),
        CapacityRebalance = element.Flag("CapacityRebalance"),
        NewInstancesProtectedFromScaleIn = element.Flag("NewInstancesProtectedFromScaleIn"),
        LaunchTemplate = element.Object("LaunchTemplate", ReadLaunchTemplateSpecification),
        AvailabilityZones = element.Texts("AvailabilityZones"),
        LoadBalancerNames = element.Texts("LoadBalancerNames"),
        TargetGroupARNs = element.Texts("TargetGroupARNs"),
        TerminationPolicies = element.Texts("TerminationPolicies"),
        SuspendedProcesses = element.List("SuspendedProcesses", ReadSuspendedProcess),
        Instances = element.List("Instances", ReadAutoScalingInstance),
        Tags = element.List("Tags", ReadAutoScalingTag),
    };

    private static SuspendedProcess ReadSuspendedProcess(XmlElement element) => new()
    {
        ProcessName = element.Text("ProcessName"),
        SuspensionReason = element.Text("SuspensionReason"),
    };

    private static AutoScalingInstance ReadAutoScalingInstance(XmlElement element) => new()
    {
        InstanceId = element.Text("InstanceId"),
        InstanceType = element.Text("InstanceType"),
        AvailabilityZone = element.Text("AvailabilityZone"),
        LifecycleState = element.Text("LifecycleState"),
        HealthStatus = element.Text("HealthStatus"),
        LaunchConfigurationName = element.Text("LaunchConfigurationName"),
        LaunchTemplate = element.Object("LaunchTemplate", ReadLaunchTemplateSpecification),
        ProtectedFromScaleIn = element.Flag("ProtectedFromScaleIn"),
    };

    private static AutoScalingTag ReadAutoScalingTag(XmlElement element) => new()
    {
        ResourceId = element.Text("ResourceId"),
        ResourceType = element.Text("ResourceType"),
        Key = element.Text("Key"),
        Value = element.Text("Value"),
        PropagateAtLaunch = element.Flag("PropagateAtLaunch"),
    };
}
