using TlsPathTools.Aws.Pipeline;
using TlsPathTools.Aws.Reading;
using TlsPathTools.Topology.Cloud;

namespace TlsPathTools.Aws.Elbv2;

/// <summary>Elastic Load Balancing v2: one file for each operation, with the records of its answer. Page sizes are the API's maxima.</summary>
internal static partial class Elbv2Operations
{
    private static AwsCall<AwsPage<T>> Page<T>(string operation, QueryParameters parameters, string list, Func<XmlElement, T> read) =>
        new(AwsService.Elbv2, operation, body => XmlAnswer.ReadPage(body, operation + "Response", $"{operation}Result/{list}/member", "NextMarker", read))
        {
            Parameters = parameters,
        };

    private static AwsCall<Acknowledgement> Change(string operation, string targetGroupArn, IReadOnlyList<TargetDescription> targets)
    {
        QueryParameters parameters = new QueryParameters().Add("TargetGroupArn", targetGroupArn);
        for (int i = 0; i < targets.Count; i++)
        {
            string name = FormattableString.Invariant($"Targets.member.{i + 1}");
            parameters.Add(name + ".Id", targets[i].Id).Add(name + ".Port", targets[i].Port).Add(name + ".AvailabilityZone", targets[i].AvailabilityZone);
        }

        return new(AwsService.Elbv2, operation, body => XmlAnswer.ReadNothing(body, operation + "Response")) { Parameters = parameters, About = targetGroupArn };
    }

    private static QueryParameters Paged(string? marker, int? pageSize) => new QueryParameters().Add("Marker", marker).Add("PageSize", pageSize);
}
