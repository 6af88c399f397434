using TlsPathTools.Aws.Pipeline;
using TlsPathTools.Aws.Reading;
using TlsPathTools.Topology.Cloud;

namespace TlsPathTools.Aws.Elbv2;

internal static partial class Elbv2Operations
{
    /// <summary>Takes targets out of a target group.</summary>
    public static AwsCall<Acknowledgement> DeregisterTargets(string targetGroupArn, IReadOnlyList<TargetDescription> targets) =>
        Change("DeregisterTargets", targetGroupArn, targets);
}
