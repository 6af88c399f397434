using TlsPathTools.Aws.Pipeline;
using TlsPathTools.Aws.Reading;
using TlsPathTools.Topology.Cloud;

namespace TlsPathTools.Aws.AutoScaling;

internal static partial class AutoScalingOperations
{
    /// <summary>Writes tags of groups.</summary>
    public static AwsCall<Acknowledgement> CreateOrUpdateTags(IReadOnlyList<AutoScalingTag> tags)
    {
        var parameters = new QueryParameters();
        for (int i = 0; i < tags.Count; i++)
        {
            string name = FormattableString.Invariant($"Tags.member.{i + 1}");
            parameters.Add(name + ".ResourceId", tags[i].ResourceId).Add(name + ".ResourceType", tags[i].ResourceType)
                .Add(name + ".Key", tags[i].Key).Add(name + ".Value", tags[i].Value).Add(name + ".PropagateAtLaunch", tags[i].PropagateAtLaunch);
        }

        return new(AwsService.AutoScaling, "CreateOrUpdateTags", static body => XmlAnswer.ReadNothing(body, "CreateOrUpdateTagsResponse"))
        {
            Parameters = parameters,
            About = tags.Count == 0 ? null : tags[0].ResourceId,
        };
    }
}
