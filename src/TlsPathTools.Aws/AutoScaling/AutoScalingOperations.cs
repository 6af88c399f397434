using TlsPathTools.Aws.Pipeline;
using TlsPathTools.Aws.Reading;
using TlsPathTools.Topology.Cloud;

namespace TlsPathTools.Aws.AutoScaling;

/// <summary>Auto Scaling: one file for each operation, with the records of its answer; here is what several have. Page sizes are the API's maxima.</summary>
internal static partial class AutoScalingOperations
{
    private static AwsCall<AwsPage<T>> Page<T>(string operation, QueryParameters parameters, string list, Func<XmlElement, T> read) =>
        new(AwsService.AutoScaling, operation, body => XmlAnswer.ReadPage(body, operation + "Response", $"{operation}Result/{list}/member", "NextToken", read))
        {
            Parameters = parameters,
        };

    private static QueryParameters Paged(string? nextToken, int maxRecords) => new QueryParameters().Add("NextToken", nextToken).Add("MaxRecords", maxRecords);

    private static LaunchTemplateSpecification ReadLaunchTemplateSpecification(XmlElement element) => new()
    {
        LaunchTemplateId = element.Text("LaunchTemplateId"),
        LaunchTemplateName = element.Text("LaunchTemplateName"),
        Version = element.Text("Version"),
    };
}
