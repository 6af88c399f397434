using TlsPathTools.Aws.Pipeline;
using TlsPathTools.Aws.Reading;
using TlsPathTools.Topology.Cloud;

namespace TlsPathTools.Aws.AutoScaling;

internal static partial class AutoScalingOperations
{
    /// <summary>Takes instances out of service and keeps them. Without the decrement the group launches others in their place.</summary>
    public static AwsCall<AwsPage<ScalingActivity>> EnterStandby(string autoScalingGroupName, IReadOnlyList<string> instanceIds, bool shouldDecrementDesiredCapacity) =>
        Page("EnterStandby", new QueryParameters()
            .Add("AutoScalingGroupName", autoScalingGroupName).AddMembers("InstanceIds", instanceIds).Add("ShouldDecrementDesiredCapacity", shouldDecrementDesiredCapacity), "Activities", ReadScalingActivity)
            with { About = autoScalingGroupName };
}
