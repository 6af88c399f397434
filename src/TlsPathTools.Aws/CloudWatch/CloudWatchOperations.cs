using System.Globalization;
using TlsPathTools.Aws.Pipeline;
using TlsPathTools.Aws.Reading;
using TlsPathTools.Topology.Cloud;

namespace TlsPathTools.Aws.CloudWatch;

/// <summary>CloudWatch.</summary>
internal static class CloudWatchOperations
{
    /// <summary>At most 500 metrics between two times; a page has 100,800 points at most.</summary>
    public static AwsCall<AwsPage<MetricDataResult>> GetMetricData(IReadOnlyList<MetricQuery> queries, DateTime beginUtc, DateTime endUtc, string? nextToken = null)
    {
        QueryParameters parameters = new QueryParameters().Add("StartTime", Time(beginUtc)).Add("EndTime", Time(endUtc)).Add("NextToken", nextToken);
        for (int i = 0; i < queries.Count; i++)
        {
            string query = FormattableString.Invariant($"MetricDataQueries.member.{i + 1}");
            string metric = query + ".MetricStat.Metric";
            parameters.Add(query + ".Id", queries[i].Id).Add(query + ".MetricStat.Period", queries[i].Period).Add(query + ".MetricStat.Stat", queries[i].Stat)
                .Add(metric + ".Namespace", queries[i].Namespace).Add(metric + ".MetricName", queries[i].MetricName);
            for (int j = 0; j < queries[i].Dimensions.Count; j++)
            {
                string dimension = FormattableString.Invariant($"{metric}.Dimensions.member.{j + 1}");
                parameters.Add(dimension + ".Name", queries[i].Dimensions[j].Name).Add(dimension + ".Value", queries[i].Dimensions[j].Value);
            }
        }

        return new(AwsService.CloudWatch, "GetMetricData", static body => XmlAnswer.ReadOne(body, "GetMetricDataResponse", "GetMetricDataResult", ReadPage)) { Parameters = parameters };
    }

    /// <summary>Puts together what several pages have of a metric; what the last says of it stands.</summary>
    public static IReadOnlyList<MetricDataResult> Join(IReadOnlyList<MetricDataResult> parts) =>
    [
        .. parts.GroupBy(part => part.Id, StringComparer.Ordinal).Select(group => group.Count() == 1 ? group.First() : group.Last() with
        {
            Timestamps = [.. group.SelectMany(part => part.Timestamps)],
            Values = [.. group.SelectMany(part => part.Values)],
            Messages = [.. group.SelectMany(part => part.Messages)],
        }),
    ];

    private static AwsPage<MetricDataResult> ReadPage(XmlElement result)
    {
        MessageData[] messages = result.List("Messages", ReadMessageData);
        return new(result.List("MetricDataResults", ReadMetricDataResult), result.Text("NextToken") is { Length: > 0 } token ? token : null)
        {
            Warning = messages.Length == 0 ? null : string.Join("; ", messages.Select(message => $"{message.Code}: {message.Value}")),
        };
    }

    private static string Time(DateTime utc) => utc.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    private static MetricDataResult ReadMetricDataResult(XmlElement element) => new()
    {
        Id = element.Text("Id"),
        Label = element.Text("Label"),
        StatusCode = element.Text("StatusCode"),
        Timestamps = element.Times("Timestamps"),
        Values = element.Doubles("Values"),
        Messages = element.List("Messages", ReadMessageData),
    };

    private static MessageData ReadMessageData(XmlElement element) => new()
    {
        Code = element.Text("Code"),
        Value = element.Text("Value"),
    };
}
