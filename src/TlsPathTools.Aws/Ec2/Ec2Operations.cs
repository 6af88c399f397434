using TlsPathTools.Aws.Pipeline;
using TlsPathTools.Aws.Reading;
using TlsPathTools.Topology;
using TlsPathTools.Topology.Cloud;

namespace TlsPathTools.Aws.Ec2;

/// <summary>
/// EC2: one file for each operation, with the records of its answer; here is what several have. Page sizes are the API's maxima (botocore's model, and the
/// API's reference where the model has none).
/// </summary>
internal static partial class Ec2Operations
{
    private static AwsCall<AwsPage<T>> Page<T>(string operation, QueryParameters parameters, string path, Func<XmlElement, T> read) =>
        new(AwsService.Ec2, operation, body => XmlAnswer.ReadPage(body, operation + "Response", path, "nextToken", read)) { Parameters = parameters };

    private static QueryParameters Filtered(IReadOnlyList<CloudFilter> filters, string? nextToken, int? maxResults)
    {
        QueryParameters parameters = new QueryParameters().Add("NextToken", nextToken).Add("MaxResults", maxResults);
        for (int i = 0; i < filters.Count; i++)
        {
            string name = FormattableString.Invariant($"Filter.{i + 1}");
            parameters.Add(name + ".Name", filters[i].Name).AddList(name + ".Value", filters[i].Values);
        }

        return parameters;
    }

    private static GroupIdentifier ReadGroupIdentifier(XmlElement element) => new()
    {
        GroupId = element.Text("groupId"),
        GroupName = element.Text("groupName"),
    };

    private static Tag ReadTag(XmlElement element) => new()
    {
        Key = element.Text("key"),
        Value = element.Text("value"),
    };

    private static OperatorResponse ReadOperatorResponse(XmlElement element) => new()
    {
        Managed = element.Flag("managed"),
        Principal = element.Text("principal"),
    };

    private static InstanceState ReadInstanceState(XmlElement element) => new()
    {
        Code = element.Int("code"),
        Name = element.Text("name"),
    };

    private static CidrBlockState ReadCidrBlockState(XmlElement element) => new()
    {
        State = element.Text("state"),
        StatusMessage = element.Text("statusMessage"),
    };

    private static InstanceIpv4Prefix ReadInstanceIpv4Prefix(XmlElement element) => new()
    {
        Ipv4Prefix = element.Text("ipv4Prefix"),
    };
}
