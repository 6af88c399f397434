using TlsPathTools.Aws.Pipeline;
using TlsPathTools.Aws.Reading;
using TlsPathTools.Topology.Cloud;

namespace TlsPathTools.Aws.Elbv2;

internal static partial class Elbv2Operations
{
    /// <summary>Adds targets to a target group, or overwrites their ports.</summary>
    public static AwsCall<Acknowledgement> RegisterTargets(string targetGroupArn, IReadOnlyList<TargetDescription> targets) =>
        Change("RegisterTargets", targetGroupArn, targets);
}
