using TlsPathTools.Aws.Pipeline;
using TlsPathTools.Aws.Reading;
using TlsPathTools.Topology.Cloud;

namespace TlsPathTools.Aws.AutoScaling;

internal static partial class AutoScalingOperations
{
    /// <summary>Terminates an instance through its group, which runs its hooks; without the decrement the group launches another in its place.</summary>
    public static AwsCall<ScalingActivity> TerminateInstanceInAutoScalingGroup(string instanceId, bool shouldDecrementDesiredCapacity) =>
        new(AwsService.AutoScaling, "TerminateInstanceInAutoScalingGroup", ReadTermination)
        {
            Parameters = new QueryParameters().Add("InstanceId", instanceId).Add("ShouldDecrementDesiredCapacity", shouldDecrementDesiredCapacity),
            About = instanceId,
        };

    private static ScalingActivity ReadTermination(Stream body) => XmlAnswer.ReadOne(
        body, "TerminateInstanceInAutoScalingGroupResponse", "TerminateInstanceInAutoScalingGroupResult",
        static result => result.Object("Activity", ReadScalingActivity) ?? throw new FormatException("The answer has no Activity."));
}
