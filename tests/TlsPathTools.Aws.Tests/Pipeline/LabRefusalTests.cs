using Amazon.Runtime;
using TlsPathTools.Aws.Pipeline;
using TlsPathTools.Lab;
using TlsPathTools.Topology;

namespace TlsPathTools.Aws.Tests.Pipeline;

/// <summary>Requests that a lab refuses, as AWS would.</summary>
public class LabRefusalTests
{
    private static readonly AwsCall<string>[] s_calls =
    [
        new(AwsService.Ec2, "DescribeSubnets", TestAws.Text),
        new(AwsService.Elbv2, "DescribeLoadBalancers", TestAws.Text),
        new(AwsService.Eks, "ListClusters", TestAws.Text) { Path = "/clusters" },
        new(AwsService.CloudTrail, "LookupEvents", TestAws.Text) { Body = "{}"u8.ToArray() },
    ];

    [Fact]
    public async Task Throttling_is_tried_three_times_and_then_a_gap()
    {
        await using TlsPathLab lab = await TestAws.StartLabAsync(world => world with { ThrottleShare = 1 });
        using AwsConnection connection = TestAws.Connect(lab);

        SnapshotGap[] gaps = await FailAsync(connection);

        Assert.Equal(["RequestLimitExceeded", "Throttling", "TooManyRequestsException", "ThrottlingException"], gaps.Select(gap => gap.Code));
        Assert.All(gaps, gap => Assert.Equal(GapKind.Throttled, gap.Kind));
    }

    [Fact]
    public async Task Some_throttling_is_not_noticed()
    {
        await using TlsPathLab lab = await TestAws.StartLabAsync(api => api with { ThrottleShare = 0.34 });
        using AwsConnection connection = TestAws.Connect(lab);

        foreach (AwsCall<string> call in s_calls)
            await connection.Pipeline.InvokeAsync(call, default);
    }

    [Fact]
    public async Task Who_may_not_is_told_who_he_is_and_which_permission_is_missing()
    {
        await using TlsPathLab lab = await TestAws.StartLabAsync(world => world with { Deny = ["*:*"] });
        using AwsConnection connection = TestAws.Connect(lab);

        SnapshotGap[] gaps = await FailAsync(connection);

        Assert.All(gaps, gap =>
        {
            Assert.Equal(GapKind.Denied, gap.Kind);
            Assert.Contains($":user/lab is not authorized to perform: {gap.Operation}", gap.Reason);
            Assert.Contains($"Allow {gap.Operation}", gap.Advice);
        });
    }

    [Fact]
    public async Task A_wrong_key_and_a_wrong_secret_are_told_apart()
    {
        await using TlsPathLab lab = await TestAws.StartLabAsync();
        using AwsConnection wrongKey = TestAws.Connect(lab, new AwsCredentialOptions { AccessKeyId = "AKIANOBODY" });
        using AwsConnection wrongSecret = TestAws.Connect(lab, new AwsCredentialOptions { SecretAccessKey = "CANARYsecret" });

        SnapshotGap[] keys = await FailAsync(wrongKey);
        SnapshotGap[] secrets = await FailAsync(wrongSecret);

        Assert.All(keys.Concat(secrets), gap => Assert.Equal(GapKind.BadCredentials, gap.Kind));
        Assert.Equal(["AuthFailure", "InvalidClientTokenId", "UnrecognizedClientException", "UnrecognizedClientException"], keys.Select(gap => gap.Code));
        Assert.All(secrets, gap => Assert.Equal("The secret access key does not belong to the access key.", gap.Reason));
    }

    [Fact]
    public async Task Another_region_than_the_endpoints_is_named_as_that()
    {
        await using TlsPathLab lab = await TestAws.StartLabAsync();
        using AwsConnection connection = TestAws.Connect(lab, new AwsCredentialOptions { Region = "us-east-2" });

        SnapshotGap[] gaps = await FailAsync(connection);

        Assert.All(gaps, gap => Assert.Contains("-Region", gap.Advice));
    }

    [Fact]
    public async Task A_clock_that_is_off_is_corrected_by_what_the_answers_say()
    {
        // The lab's clock is what AWS's would be, and its answers carry it.
        await using var api = LoopbackApi.Start((request, answer) => answer.SendAsync(
            request.Headers["X-Amz-Date"].StartsWith(DateTime.UtcNow.AddHours(2).ToString("yyyyMMdd'T'HH", System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal) ? 200 : 403,
            request.Headers["X-Amz-Date"].StartsWith(DateTime.UtcNow.AddHours(2).ToString("yyyyMMdd'T'HH", System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal) ? "<Fine/>"
                : "<ErrorResponse><Error><Type>Sender</Type><Code>RequestTimeTooSkewed</Code><Message>The difference is too large</Message></Error><RequestId>r</RequestId></ErrorResponse>",
            headers: $"Date: {DateTime.UtcNow.AddHours(2):r}\r\n"));
        using AwsConnection connection = TestAws.Connect(api.Endpoint);

        Assert.Equal("<Fine/>", await connection.Pipeline.InvokeAsync(TestAws.WhoAmI, default));
        Assert.InRange(((AwsPipeline)connection.Pipeline).ClockOffset.TotalMinutes, 119, 121);
    }

    [Fact]
    public async Task A_clock_that_cannot_be_corrected_is_a_gap_about_the_clock()
    {
        await using TlsPathLab lab = await TestAws.StartLabAsync(time: new Shifted(TimeSpan.FromHours(-1)));
        using AwsConnection connection = TestAws.Connect(lab, adjust: settings => settings with { MaxAttempts = 1 });

        SnapshotGap[] gaps = await FailAsync(connection);

        Assert.All(gaps, gap => Assert.Contains("clock", gap.Reason));
        Assert.All(gaps.Skip(1), gap => Assert.Equal(GapKind.ClockSkew, gap.Kind));
    }

    private static async Task<SnapshotGap[]> FailAsync(AwsConnection connection)
    {
        var gaps = new List<SnapshotGap>();
        foreach (AwsCall<string> call in s_calls)
        {
            AmazonServiceException exception = await Assert.ThrowsAnyAsync<AmazonServiceException>(() => connection.Pipeline.InvokeAsync(call, default));
            gaps.Add(AwsFailure.ToGap(exception, "1/eu-west-2", call.Permission, call.About, DateTime.UnixEpoch));
        }

        return [.. gaps];
    }

    private sealed class Shifted(TimeSpan by) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + by;
    }
}
