using TlsPathTools.Aws.Pipeline;
using TlsPathTools.Aws.Reading;
using TlsPathTools.Topology.Cloud;

namespace TlsPathTools.Aws.Elbv2;

internal static partial class Elbv2Operations
{
    /// <summary>The tags of at most 20 resources.</summary>
    public static AwsCall<AwsPage<TagDescription>> DescribeTags(IReadOnlyList<string> resourceArns) =>
        Page("DescribeTags", new QueryParameters().AddMembers("ResourceArns", resourceArns), "TagDescriptions", ReadTagDescription)
            with { About = Several.Of(resourceArns) };

    private static TagDescription ReadTagDescription(XmlElement element) => new()
    {
        ResourceArn = element.Text("ResourceArn"),
        Tags = element.List("Tags", ReadTag),
    };

    private static Tag ReadTag(XmlElement element) => new()
    {
        Key = element.Text("Key"),
        Value = element.Text("Value"),
    };
}
