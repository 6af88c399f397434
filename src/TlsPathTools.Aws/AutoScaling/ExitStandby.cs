using TlsPathTools.Aws.Pipeline;
using TlsPathTools.Aws.Reading;
using TlsPathTools.Topology.Cloud;

namespace TlsPathTools.Aws.AutoScaling;

internal static partial class AutoScalingOperations
{
    /// <summary>Takes instances back into service.</summary>
    public static AwsCall<AwsPage<ScalingActivity>> ExitStandby(string autoScalingGroupName, IReadOnlyList<string> instanceIds) =>
        Page("ExitStandby", new QueryParameters().Add("AutoScalingGroupName", autoScalingGroupName).AddMembers("InstanceIds", instanceIds), "Activities", ReadScalingActivity)
            with { About = autoScalingGroupName };
}
