using TlsPathTools.Aws.Pipeline;
using TlsPathTools.Aws.Reading;
using TlsPathTools.Topology.Cloud;

namespace TlsPathTools.Aws.Ec2;

internal static partial class Ec2Operations
{
    /// <summary>Terminates instances. A dry run answers with the error <c>DryRunOperation</c> where it would succeed.</summary>
    public static AwsCall<AwsPage<InstanceStateChange>> TerminateInstances(IReadOnlyList<string> instanceIds, bool dryRun) =>
        Page("TerminateInstances", new QueryParameters().AddList("InstanceId", instanceIds).Add("DryRun", dryRun ? true : null), "instancesSet/item", ReadInstanceStateChange)
            with { About = Several.Of(instanceIds) };

    private static InstanceStateChange ReadInstanceStateChange(XmlElement element) => new()
    {
        InstanceId = element.Text("instanceId"),
        CurrentState = element.Object("currentState", ReadInstanceState),
        PreviousState = element.Object("previousState", ReadInstanceState),
    };
}
