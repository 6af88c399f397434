using System.Text;
using TlsPathTools.Aws.Pipeline;
using TlsPathTools.Topology;
using TlsPathTools.Topology.Cloud;

namespace TlsPathTools.Aws.Tests;

/// <summary>The reader over a pipeline that answers what a test says.</summary>
public class AwsCloudReaderTests
{
    [Fact]
    public async Task Every_page_is_read_in_order()
    {
        var pipeline = new FakePipeline(request => request["NextToken"] switch { null => Vpcs("vpc-1", "b"), "b" => Vpcs("vpc-2", "c"), _ => Vpcs("vpc-3", null) });
        using AwsCloudReader reader = Reader(pipeline);

        Reading<Vpc> read = await reader.DescribeVpcsAsync([], default);

        Assert.Equal(["vpc-1", "vpc-2", "vpc-3"], read.Items.Select(vpc => vpc.VpcId));
        Assert.True(read.IsComplete);
        Assert.Equal(3, reader.RequestCount);
        Assert.All(pipeline.Requests, request => Assert.Equal("1000", request["MaxResults"]));
    }

    [Fact]
    public async Task A_token_that_comes_again_ends_the_reading_with_a_gap()
    {
        var pipeline = new FakePipeline(request => Vpcs("vpc-1", request["NextToken"] == "a" ? "b" : "a"));
        using AwsCloudReader reader = Reader(pipeline);

        Reading<Vpc> read = await reader.DescribeVpcsAsync([], default);

        Assert.Equal(3, read.Items.Count);
        Assert.Equal(GapKind.Malformed, read.Gap!.Kind);
        Assert.Equal(3, read.Gap.ItemsRead);
        Assert.Equal("ec2:DescribeVpcs", read.Gap.Operation);
        Assert.Equal("123456789012/eu-west-2", read.Gap.Source);
    }

    [Fact]
    public async Task Pages_without_end_end()
    {
        int number = 0;
        using AwsCloudReader reader = Reader(new FakePipeline(_ => Vpcs("vpc-1", FormattableString.Invariant($"t{++number}"))));

        Reading<Vpc> read = await reader.DescribeVpcsAsync([], default);

        Assert.Equal(GapKind.TooLarge, read.Gap!.Kind);
        Assert.Equal(1000, reader.RequestCount);
    }

    [Fact]
    public async Task What_was_read_before_a_failure_stays()
    {
        using AwsCloudReader reader = Reader(new FakePipeline(request => request["NextToken"] is null
            ? Vpcs("vpc-1", "b")
            : throw FakePipeline.Refusal("UnauthorizedOperation", "You are not authorized to perform this operation.")));

        Reading<Vpc> read = await reader.DescribeVpcsAsync([], default);

        Assert.Equal("vpc-1", read.Items.Single().VpcId);
        Assert.Equal((GapKind.Denied, "UnauthorizedOperation", 1), (read.Gap!.Kind, read.Gap.Code, read.Gap.ItemsRead));
    }

    [Fact]
    public async Task An_answer_that_cannot_be_understood_is_a_gap_and_never_none()
    {
        using AwsCloudReader reader = Reader(new FakePipeline(_ => "<html><body>Log in</body></html>"));

        Assert.Equal(GapKind.Malformed, (await reader.DescribeVpcsAsync([], default)).Gap?.Kind);
        Assert.Equal(GapKind.Malformed, (await reader.GetCallerIdentityAsync(default)).Gap?.Kind);
        Assert.Equal(GapKind.Malformed, (await reader.ListClustersAsync(default)).Gap?.Kind);
    }

    [Fact]
    public async Task Cancellation_is_thrown()
    {
        var pipeline = new FakePipeline(_ => Vpcs("vpc-1", null)) { Delay = token => Task.Delay(Timeout.Infinite, token) };
        using AwsCloudReader reader = Reader(pipeline);
        using var cancellation = new CancellationTokenSource();

        Task<Reading<Vpc>> one = reader.DescribeVpcsAsync([], cancellation.Token);
        Task<Reading<Instance>> many = reader.DescribeInstancesAsync(Ids(20_000), [], cancellation.Token);
        await cancellation.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => one.WaitAsync(TimeSpan.FromSeconds(10)));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => many.WaitAsync(TimeSpan.FromSeconds(10)));
    }

    [Fact]
    public async Task A_timeout_of_the_pipeline_is_a_gap()
    {
        using AwsCloudReader reader = Reader(new FakePipeline(_ => throw new TimeoutException()));

        Assert.Equal(GapKind.TimedOut, (await reader.DescribeVpcsAsync([], default)).Gap?.Kind);
    }

    [Fact]
    public async Task Eight_requests_run_at_a_time_whoever_asks()
    {
        using var gate = new SemaphoreSlim(0);
        var pipeline = new FakePipeline(_ => TargetHealth) { Delay = token => gate.WaitAsync(token) };
        using AwsCloudReader reader = Reader(pipeline);

        Task<Reading<TargetHealthDescription>>[] reads = [.. Enumerable.Range(0, 500).Select(number => reader.DescribeTargetHealthAsync($"arn{number}", default))];
        Assert.Equal(8, pipeline.Requests.Count);
        gate.Release(500);
        await Task.WhenAll(reads).WaitAsync(TimeSpan.FromSeconds(30));

        Assert.Equal(500, pipeline.Requests.Count);
        Assert.Equal(8, pipeline.MostAtATime);
    }

    [Fact]
    public async Task Ids_are_asked_for_in_requests_that_the_api_takes()
    {
        var pipeline = new FakePipeline(request => request.Operation switch
        {
            "DescribeTags" => "<DescribeTagsResponse><DescribeTagsResult><TagDescriptions/></DescribeTagsResult></DescribeTagsResponse>",
            "DescribeAutoScalingInstances" => "<DescribeAutoScalingInstancesResponse><DescribeAutoScalingInstancesResult><AutoScalingInstances/></DescribeAutoScalingInstancesResult></DescribeAutoScalingInstancesResponse>",
            "GetMetricData" => "<GetMetricDataResponse><GetMetricDataResult><MetricDataResults/></GetMetricDataResult></GetMetricDataResponse>",
            var name => $"<{name}Response/>",
        });
        using AwsCloudReader reader = Reader(pipeline);

        await reader.DescribeInstancesAsync(Ids(2500), [], default);
        await reader.DescribeInstanceStatusAsync(Ids(250), default);
        await reader.DescribeAutoScalingInstancesAsync([.. Ids(120), .. Ids(3)], default);
        await reader.DescribeTagsAsync(Ids(41), default);
        await reader.DescribeInstanceTypesAsync(Ids(101), default);
        await reader.GetMetricDataAsync([.. Ids(1001).Select(id => new MetricQuery("m" + id[2..], "AWS/NetworkELB", "HealthyHostCount", "Minimum", 60))], DateTime.UnixEpoch, DateTime.UnixEpoch, default);

        Assert.Equal([1000, 1000, 500], Sizes("DescribeInstances", "InstanceId"));
        Assert.Equal([100, 100, 50], Sizes("DescribeInstanceStatus", "InstanceId"));
        Assert.Equal([50, 50, 20], Sizes("DescribeAutoScalingInstances", "InstanceIds"));
        Assert.Equal([20, 20, 1], Sizes("DescribeTags", "ResourceArns"));
        Assert.Equal([100, 1], Sizes("DescribeInstanceTypes", "InstanceType"));
        Assert.Equal([2500, 2500, 5], Sizes("GetMetricData", "MetricDataQueries"));

        int[] Sizes(string operation, string list) => [.. pipeline.Requests.Where(request => request.Operation == operation).Select(request => request.List(list).Length).OrderDescending()];
    }

    [Fact]
    public async Task Nothing_is_asked_about_no_ids()
    {
        var pipeline = new FakePipeline(_ => throw new InvalidOperationException());
        using AwsCloudReader reader = Reader(pipeline);

        Assert.True((await reader.DescribeInstanceStatusAsync([], default)).IsComplete);
        Assert.True((await reader.DescribeAutoScalingInstancesAsync([], default)).IsComplete);
        Assert.True((await reader.DescribeTagsAsync([], default)).IsComplete);
        Assert.True((await reader.DescribeInstanceTypesAsync([], default)).IsComplete);
        Assert.Empty(pipeline.Requests);
    }

    [Fact]
    public async Task Ids_that_are_gone_do_not_take_the_others_with_them()
    {
        // The first is a beginning of the second.
        string[] ids = ["i-12345678", "i-1234567890abcdef0", "i-2", "i-3"];
        using AwsCloudReader reader = Reader(new FakePipeline(request => request.List("InstanceId") is var asked && asked.Contains("i-1234567890abcdef0")
            ? throw FakePipeline.Refusal("InvalidInstanceID.NotFound", "The instance IDs 'i-1234567890abcdef0, i-3' do not exist")
            : Instances(asked)));

        Reading<Instance> read = await reader.DescribeInstancesAsync(ids, [], default);

        Assert.Equal(["i-12345678", "i-2"], read.Items.Select(instance => instance.InstanceId));
        Assert.Equal((GapKind.NotFound, "i-1234567890abcdef0, i-3", 2), (read.Gap!.Kind, read.Gap.Resource, read.Gap.ItemsRead));
        Assert.Equal(2, reader.RequestCount);
    }

    [Fact]
    public async Task What_is_gone_is_found_where_the_service_does_not_name_it()
    {
        string[] arns = [.. Enumerable.Range(0, 20).Select(number => $"arn{number}")];
        using AwsCloudReader reader = Reader(new FakePipeline(request => request.List("ResourceArns") is var asked && asked.Contains("arn7")
            ? throw FakePipeline.Refusal("TargetGroupNotFound", "One or more target groups not found")
            : $"<DescribeTagsResponse><DescribeTagsResult><TagDescriptions>{string.Concat(asked.Select(arn => $"<member><ResourceArn>{arn}</ResourceArn></member>"))}</TagDescriptions></DescribeTagsResult></DescribeTagsResponse>"));

        Reading<TagDescription> read = await reader.DescribeTagsAsync(arns, default);

        Assert.Equal(arns.Where(arn => arn != "arn7"), read.Items.Select(tags => tags.ResourceArn));
        Assert.Equal((GapKind.NotFound, "arn7", 19), (read.Gap!.Kind, read.Gap.Resource, read.Gap.ItemsRead));
        Assert.InRange(reader.RequestCount, 2, 11);
    }

    [Fact]
    public async Task A_denial_says_more_than_something_that_is_gone()
    {
        using AwsCloudReader reader = Reader(new FakePipeline(request => throw (request.List("ResourceArns").Contains("arn0")
            ? FakePipeline.Refusal("TargetGroupNotFound", "Target group 'arn0' not found")
            : FakePipeline.Refusal("AccessDenied", "no"))));

        Reading<TagDescription> read = await reader.DescribeTagsAsync(["arn0", .. Ids(40)], default);

        Assert.Equal(GapKind.Denied, read.Gap!.Kind);
    }

    [Fact]
    public async Task One_vanished_resource_is_a_gap()
    {
        using AwsCloudReader reader = Reader(new FakePipeline(_ => throw FakePipeline.Refusal("TargetGroupNotFound", "One or more target groups not found")));

        Reading<TargetHealthDescription> read = await reader.DescribeTargetHealthAsync("arn1", default);

        Assert.Equal((GapKind.NotFound, "arn1", "elasticloadbalancing:DescribeTargetHealth"), (read.Gap!.Kind, read.Gap.Resource, read.Gap.Operation));
    }

    [Fact]
    public async Task A_filter_with_many_values_makes_several_requests_and_no_doubles()
    {
        var pipeline = new FakePipeline(request =>
            $"<DescribeNetworkInterfacesResponse><networkInterfaceSet><item><networkInterfaceId>eni-both</networkInterfaceId></item><item><networkInterfaceId>{request.List("Filter.2.Value")[0]}</networkInterfaceId></item></networkInterfaceSet></DescribeNetworkInterfacesResponse>");
        using AwsCloudReader reader = Reader(pipeline);

        Reading<NetworkInterface> read = await reader.DescribeNetworkInterfacesAsync([new("status", "in-use"), new("addresses.private-ip-address", Ids(450))], default);

        Assert.Equal([200, 200, 50], pipeline.Requests.Select(request => request.List("Filter.2.Value").Length).OrderDescending());
        Assert.All(pipeline.Requests, request => Assert.Equal("in-use", request["Filter.1.Value.1"]));
        Assert.Equal(4, read.Items.Count);
    }

    [Fact]
    public async Task A_metric_that_several_pages_have_is_put_together()
    {
        using AwsCloudReader reader = Reader(new FakePipeline(request => Metrics(request["NextToken"] is null
            ? "<MetricDataResults><member><Id>a</Id><StatusCode>PartialData</StatusCode><Timestamps><member>2026-01-02T03:04:00Z</member></Timestamps><Values><member>2.0</member></Values></member></MetricDataResults><NextToken>t</NextToken>"
            : "<MetricDataResults><member><Id>a</Id><StatusCode>Complete</StatusCode><Timestamps><member>2026-01-02T03:03:00Z</member></Timestamps><Values><member>1.5</member></Values></member><member><Id>b</Id></member></MetricDataResults>")));

        Reading<MetricDataResult> read = await reader.GetMetricDataAsync([new("a", "n", "m", "Sum", 60)], DateTime.UnixEpoch, DateTime.UnixEpoch, default);

        Assert.Equal(["a", "b"], read.Items.Select(result => result.Id));
        Assert.Equal([2.0, 1.5], read.Items[0].Values);
        Assert.Equal([4, 3], read.Items[0].Timestamps.Select(time => time.Minute));
        Assert.Equal("Complete", read.Items[0].StatusCode);
        Assert.True(read.IsComplete);
    }

    [Fact]
    public async Task What_a_service_says_of_its_whole_answer_is_a_gap()
    {
        using AwsCloudReader reader = Reader(new FakePipeline(_ => Metrics("<MetricDataResults/><Messages><member><Code>MaxMetricsExceeded</Code><Value>Maximum number of allowed metrics exceeded</Value></member></Messages>")));

        Reading<MetricDataResult> read = await reader.GetMetricDataAsync([new("a", "n", "m", "Sum", 60)], DateTime.UnixEpoch, DateTime.UnixEpoch, default);

        Assert.Equal("MaxMetricsExceeded: Maximum number of allowed metrics exceeded", read.Gap!.Reason);
    }

    [Fact]
    public async Task The_trail_is_read_up_to_a_limit()
    {
        var pipeline = new FakePipeline(request => $$"""{"Events":[{"EventId":"1"},{"EventId":"2"}],"NextToken":"{{Encoding.UTF8.GetByteCount(request.Body)}}"}""");
        using AwsCloudReader reader = new(pipeline, new InstantTime(), "test");

        Reading<TrailEvent> read = await reader.LookupEventsAsync(new TrailLookup("ResourceName", "sg-1"), DateTime.UnixEpoch, DateTime.UnixEpoch.AddDays(1), 3, default);

        Assert.Equal(3, read.Items.Count);
        Assert.Equal(GapKind.TooLarge, read.Gap!.Kind);
        Assert.Equal(["""{"LookupAttributes":[{"AttributeKey":"ResourceName","AttributeValue":"sg-1"}],"StartTime":0,"EndTime":86400,"MaxResults":50}"""], pipeline.Requests.Take(1).Select(request => request.Body));
        Assert.Equal(2, pipeline.Requests.Count);
    }

    [Fact]
    public async Task Text_of_a_service_is_safe_in_a_gap()
    {
        using AwsCloudReader reader = Reader(new FakePipeline(_ => throw FakePipeline.Refusal("InvalidGroup.NotFound", "gone \u001b[31m\u202e")));

        SnapshotGap gap = (await reader.DescribeVpcsAsync([], default)).Gap!;

        Assert.DoesNotContain(gap.ToString(), character => char.IsControl(character) || character == '\u202e');
    }

    private const string TargetHealth = "<DescribeTargetHealthResponse><DescribeTargetHealthResult><TargetHealthDescriptions/></DescribeTargetHealthResult></DescribeTargetHealthResponse>";

    private static AwsCloudReader Reader(IAwsPipeline pipeline) => new(pipeline, TimeProvider.System, "123456789012/eu-west-2");

    private static string[] Ids(int count) => [.. Enumerable.Range(0, count).Select(number => FormattableString.Invariant($"i-{number:x17}"))];

    private static string Vpcs(string id, string? token) =>
        $"<DescribeVpcsResponse><vpcSet><item><vpcId>{id}</vpcId></item></vpcSet>{(token is null ? "" : $"<nextToken>{token}</nextToken>")}</DescribeVpcsResponse>";

    private static string Instances(IEnumerable<string> ids) => "<DescribeInstancesResponse><reservationSet>"
        + string.Concat(ids.Select(id => $"<item><instancesSet><item><instanceId>{id}</instanceId></item></instancesSet></item>")) + "</reservationSet></DescribeInstancesResponse>";

    private static string Metrics(string result) => $"<GetMetricDataResponse><GetMetricDataResult>{result}</GetMetricDataResult></GetMetricDataResponse>";

    /// <summary>A clock on which every wait is over at once.</summary>
    private sealed class InstantTime : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            base.CreateTimer(callback, state, dueTime > TimeSpan.Zero ? TimeSpan.Zero : dueTime, period);
    }
}
