using TlsPathTools.Lab.AwsApi.Protocols;
using TlsPathTools.Lab.Cloud;

namespace TlsPathTools.Lab.AwsApi;

/// <summary>CloudWatch: what the load balancers counted. Metric math is not computed.</summary>
internal static class CloudWatchOperations
{
    private static readonly Paging s_metricPages = new("MaxRecords", "NextToken", 1, 500, 500, _ => BadToken(), _ => BadToken());

    private static readonly Paging s_dataPages = new("MaxDatapoints", "NextToken", 1, 100_800, 100_800,
        size => Invalid($"The value {size} for parameter MaxDatapoints is not between 1 and 100800."), _ => BadToken());

    public static IEnumerable<AwsOperation> All { get; } = [new("monitoring", "GetMetricData", GetMetricData), new("monitoring", "ListMetrics", ListMetrics)];

    private static void ListMetrics(AwsCall call)
    {
        string? space = call.Input.Text("Namespace");
        string? name = call.Input.Text("MetricName");
        (string Name, string? Value)[] dimensions = [.. call.Input.Items("Dimensions").Select(item => (item.Required("Name"), item.Text("Value")))];
        var page = s_metricPages.Of(call,
        [
            .. call.Cloud.Metrics.Series.Where(series => (space is null || series.Namespace == space) && (name is null || series.Name == name)
                && Array.TrueForAll(dimensions, asked => series.Dimensions.Any(has => has.Name == asked.Name && has.Value == (asked.Value ?? has.Value)))),
        ]);
        call.Answer.List("Metrics", page.Items, series => call.Answer.Text("Namespace", series.Namespace).Text("MetricName", series.Name)
            .List("Dimensions", series.Dimensions, dimension => call.Answer.Text("Name", dimension.Name).Text("Value", dimension.Value)));
        call.Answer.Text("NextToken", page.Next);
    }

    private static void GetMetricData(AwsCall call)
    {
        DateTimeOffset start = call.Input.Time("StartTime") ?? throw Invalid("The parameter StartTime is required.");
        DateTimeOffset end = call.Input.Time("EndTime") ?? throw Invalid("The parameter EndTime is required.");
        if (start >= end)
            throw Invalid("The parameter StartTime must be less than the parameter EndTime.");
        bool ascending = call.Input.Text("ScanBy") == "TimestampAscending";
        MetricQuery[] queries = [.. call.Input.Items("MetricDataQueries").Select(MetricQuery.Read)];
        if (queries.Length == 0)
            throw Invalid("The collection MetricDataQueries must not be empty.");
        queries = [.. queries.Where(query => query.ReturnData)];
        (MetricQuery Query, DateTimeOffset Time, double Value)[] all =
        [
            .. queries.SelectMany(query => query.Points(call.Cloud.Metrics, start, end, ascending).Select(point => (query, point.Time, point.Value))),
        ];
        var page = s_dataPages.Of(call, all);
        call.Answer.List("MetricDataResults", queries, query =>
        {
            (MetricQuery Query, DateTimeOffset Time, double Value)[] points = [.. page.Items.Where(point => point.Query == query)];
            call.Answer.Text("Id", query.Id).Text("Label", query.Label).Times("Timestamps", points.Select(point => point.Time)).Reals("Values", points.Select(point => point.Value))
                .Text("StatusCode", page.Next is null ? "Complete" : "PartialData");
        });
        call.Answer.Text("NextToken", page.Next).Texts("Messages", []);
    }

    private static AwsException Invalid(string message) => new("InvalidParameterValue", message);

    private static AwsException BadToken() => new("InvalidNextToken", "The NextToken is not valid");

    // One query: a statistic of one metric, by periods of whole minutes.
    private sealed record MetricQuery(string Id, string Label, bool ReturnData, string Namespace, string Name, IReadOnlyList<(string, string)> Dimensions, int Period, string Stat)
    {
        public static MetricQuery Read(Input input)
        {
            string id = input.Required("Id");
            if (!input.Has("MetricStat"))
                throw Invalid($"The lab computes no metric math: the query '{id}' needs a MetricStat.");
            Input stat = input.Object("MetricStat");
            Input metric = stat.Object("Metric");
            string name = metric.Required("MetricName");
            int period = stat.Number("Period") ?? 60;
            if (period <= 0 || period % 60 != 0)
                throw Invalid($"The value {period} for parameter Period is not a multiple of 60.");
            string statistic = stat.Required("Stat");
            if (statistic is not ("Average" or "Sum" or "Minimum" or "Maximum" or "SampleCount"))
                throw Invalid($"The value {statistic} for parameter Stat is not supported.");
            return new MetricQuery(id, input.Text("Label") ?? name, input.Flag("ReturnData") ?? true, metric.Required("Namespace"), name,
                [.. metric.Items("Dimensions").Select(item => (item.Required("Name"), item.Required("Value")))], period, statistic);
        }

        public IEnumerable<(DateTimeOffset Time, double Value)> Points(CloudMetrics metrics, DateTimeOffset start, DateTimeOffset end, bool ascending)
        {
            var points = metrics.Read(Namespace, Name, Dimensions, start, end)
                .GroupBy(point => point.Minute.ToUnixTimeSeconds() / Period * Period)
                .Select(group => (Time: DateTimeOffset.FromUnixTimeSeconds(group.Key), Value: Of([.. group.Select(point => point.Point)])));
            return ascending ? points : points.Reverse();
        }

        private double Of(MetricPoint[] points) => Stat switch
        {
            "Sum" => points.Sum(point => point.Sum),
            "SampleCount" => points.Sum(point => point.SampleCount),
            "Minimum" => points.Min(point => point.Minimum),
            "Maximum" => points.Max(point => point.Maximum),
            _ => points.Sum(point => point.Sum) / points.Sum(point => point.SampleCount),
        };
    }
}
