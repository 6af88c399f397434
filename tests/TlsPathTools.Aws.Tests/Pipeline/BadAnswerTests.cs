using System.Diagnostics;
using Amazon.Runtime;
using TlsPathTools.Aws.Pipeline;
using TlsPathTools.TestServers;
using TlsPathTools.Topology;

namespace TlsPathTools.Aws.Tests.Pipeline;

/// <summary>What an endpoint can do wrong, and what becomes of it.</summary>
public class BadAnswerTests
{
    private const string Ok = "<GetCallerIdentityResponse><GetCallerIdentityResult/></GetCallerIdentityResponse>";

    [Fact]
    public async Task An_answer_that_breaks_off_is_asked_for_again_and_then_a_gap_that_says_so()
    {
        await using var api = LoopbackApi.Start(async (_, answer) =>
        {
            await answer.WriteAsync("HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nContent-Length: 5000\r\n\r\n<GetCaller");
            answer.End();
        });

        SnapshotGap gap = await FailAsync(api);

        Assert.Equal((GapKind.Unreachable, "The answer broke off after 10 bytes."), (gap.Kind, gap.Reason));
        Assert.Equal(3, api.Requests.Count);
    }

    [Fact]
    public async Task One_that_broke_off_once_costs_nothing_but_time()
    {
        int number = 0;
        await using var api = LoopbackApi.Start(async (_, answer) =>
        {
            if (Interlocked.Increment(ref number) > 1)
            {
                await answer.SendAsync(200, Ok);
                return;
            }

            await answer.WriteAsync("HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n<GetC\r\n");
            answer.End(reset: true);
        });
        using AwsConnection connection = TestAws.Connect(api.Endpoint);

        Assert.Equal(Ok, await connection.Pipeline.InvokeAsync(TestAws.WhoAmI, default));
    }

    [Fact]
    public async Task A_reset_before_the_answer_is_an_endpoint_that_cannot_be_reached()
    {
        await using var api = LoopbackApi.Start((_, answer) =>
        {
            answer.End(reset: true);
            return Task.CompletedTask;
        });

        SnapshotGap gap = await FailAsync(api);

        Assert.Equal(GapKind.Unreachable, gap.Kind);
        Assert.Contains("reset", gap.Reason);
    }

    [Fact]
    public async Task Nobody_there_is_said_so()
    {
        Uri endpoint;
        await using (var api = LoopbackApi.Start(200, Ok))
            endpoint = api.Endpoint;
        using AwsConnection connection = TestAws.Connect(endpoint);

        SnapshotGap gap = await FailAsync(connection);

        Assert.Equal((GapKind.Unreachable, "ConnectionRefused", "The endpoint refused the connection."), (gap.Kind, gap.Code, gap.Reason));
    }

    [Fact]
    public async Task A_name_that_does_not_resolve_is_said_so()
    {
        using AwsConnection connection = TestAws.Connect(new Uri("https://ec2.eu-wset-2.invalid"));

        SnapshotGap gap = await FailAsync(connection);

        Assert.Equal(GapKind.Unreachable, gap.Kind);
        Assert.Contains("name", gap.Reason);
    }

    [Fact]
    public async Task An_endless_answer_is_cut_and_not_asked_for_again()
    {
        await using var api = LoopbackApi.Start(async (_, answer) =>
        {
            await answer.WriteAsync("HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nTransfer-Encoding: chunked\r\n\r\n");
            string chunk = "4000\r\n" + new string('<', 0x4000) + "\r\n";
            while (true)
                await answer.WriteAsync(chunk);
        });
        using AwsConnection connection = TestAws.Connect(api.Endpoint, settings => settings with { MaxAnswerBytes = 3L << 20 });

        SnapshotGap gap = await FailAsync(connection);

        Assert.Equal((GapKind.TooLarge, "The answer is larger than 3 MB, and was not read."), (gap.Kind, gap.Reason));
        Assert.Single(api.Requests);
    }

    [Theory]
    [InlineData("")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nContent-Length: 5000\r\n\r\n<GetCaller")]
    public async Task One_that_never_ends_has_a_bound(string beginning)
    {
        await using var api = LoopbackApi.Start(async (_, answer) =>
        {
            await answer.WriteAsync(beginning);
            await Task.Delay(Timeout.Infinite, answer.Stopping);
        });
        using AwsConnection connection = TestAws.Connect(api.Endpoint, settings => settings with { AttemptTimeout = TimeSpan.FromMilliseconds(700) });

        SnapshotGap gap = await FailAsync(connection);

        Assert.Equal(GapKind.TimedOut, gap.Kind);
        Assert.Contains("within 0.7 s", gap.Reason);
        Assert.Equal(3, api.Requests.Count);
    }

    [Fact]
    public async Task All_attempts_together_have_a_bound()
    {
        await using var api = LoopbackApi.Start((_, answer) => Task.Delay(Timeout.Infinite, answer.Stopping));
        using AwsConnection connection = TestAws.Connect(api.Endpoint, settings => settings with { CallTimeout = TimeSpan.FromMilliseconds(300) });
        long began = Stopwatch.GetTimestamp();

        SnapshotGap gap = await FailAsync(connection);

        Assert.Equal((GapKind.TimedOut, "There was no answer within 0.3 s."), (gap.Kind, gap.Reason));
        Assert.InRange(Stopwatch.GetElapsedTime(began).TotalSeconds, 0.2, 5);
    }

    [Theory]
    [InlineData("")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\nContent-Length: 5000\r\n\r\n<GetCaller")]
    [InlineData("HTTP/1.1 503 X\r\nContent-Type: text/xml\r\nContent-Length: 5\r\n\r\n<a/>\n")]
    public async Task Cancellation_is_quick_before_and_amid_an_answer_and_between_attempts(string beginning)
    {
        var asked = new TaskCompletionSource();
        await using var api = LoopbackApi.Start(async (_, answer) =>
        {
            await answer.WriteAsync(beginning);
            asked.TrySetResult();
            await Task.Delay(Timeout.Infinite, answer.Stopping);
        });
        using AwsConnection connection = TestAws.Connect(api.Endpoint);
        using var cancel = new CancellationTokenSource();
        Task<string> call = connection.Pipeline.InvokeAsync(TestAws.WhoAmI, cancel.Token);
        await asked.Task;
        await Task.Delay(50);
        long began = Stopwatch.GetTimestamp();

        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        // 200 ms is the promise; a machine that runs other tests meanwhile is given more.
        Assert.InRange(Stopwatch.GetElapsedTime(began).TotalMilliseconds, 0, 1000);
    }

    [Fact]
    public async Task A_certificate_that_is_not_trusted_is_not_an_endpoint_that_cannot_be_reached()
    {
        await using var api = LoopbackApi.Start((_, answer) => answer.SendAsync(200, Ok), TestCertificates.Valid);

        SnapshotGap gap = await FailAsync(api);

        Assert.Equal(GapKind.Untrusted, gap.Kind);
        Assert.Contains("certificate", gap.Reason);
        Assert.Empty(api.Requests);
    }

    [Fact]
    public async Task A_proxy_that_refuses_is_named_and_its_password_is_not()
    {
        await using var proxy = LoopbackApi.Start(407, "", "text/plain");
        using AwsConnection connection = AwsConnection.Open(
            new AwsCredentialOptions { AccessKeyId = "AKIA", SecretAccessKey = "s", Region = "eu-west-2", Proxy = new UriBuilder(proxy.Endpoint) { UserName = "me", Password = "CANARY" }.Uri }, TestAws.Nothing);

        SnapshotGap gap = await FailAsync(connection);

        Assert.Equal((GapKind.Unreachable, "The proxy did not open a way to the endpoint (HTTP 407)."), (gap.Kind, gap.Reason));
    }

    [Fact]
    public async Task What_cannot_be_parsed_is_malformed()
    {
        await using var api = LoopbackApi.Start(200, "<html>Please log in to the network</html>", "text/html");
        using AwsConnection connection = TestAws.Connect(api.Endpoint);
        var call = new AwsCall<string>(AwsService.Sts, "GetCallerIdentity", _ => throw new System.Xml.XmlException("no GetCallerIdentityResponse"));

        Exception exception = await Assert.ThrowsAnyAsync<Exception>(() => connection.Pipeline.InvokeAsync(call, default));

        Assert.Equal(GapKind.Malformed, AwsFailure.Of(exception).Kind);
        Assert.True(exception is AmazonClientException or AmazonServiceException, exception.GetType().FullName);
    }

    [Fact]
    public async Task Failures_of_the_service_are_tried_three_times()
    {
        await using var api = LoopbackApi.Start(500, "<ErrorResponse><Error><Type>Receiver</Type><Code>InternalFailure</Code><Message>We made a mistake</Message></Error><RequestId>r-1</RequestId></ErrorResponse>");

        SnapshotGap gap = await FailAsync(api);

        Assert.Equal((GapKind.ServiceFailed, "InternalFailure", "The service failed (HTTP 500): We made a mistake"), (gap.Kind, gap.Code, gap.Reason));
        Assert.Equal(3, api.Requests.Count);
    }

    private static async Task<SnapshotGap> FailAsync(LoopbackApi api)
    {
        using AwsConnection connection = TestAws.Connect(api.Endpoint);
        return await FailAsync(connection);
    }

    private static async Task<SnapshotGap> FailAsync(AwsConnection connection)
    {
        Exception exception = await Assert.ThrowsAnyAsync<Exception>(() => connection.Pipeline.InvokeAsync(TestAws.WhoAmI, default));
        Assert.True(exception is AmazonClientException or AmazonServiceException, exception.ToString());
        return AwsFailure.ToGap(exception, "123456789012/eu-west-2", TestAws.WhoAmI.Permission, null, DateTime.UnixEpoch);
    }
}
