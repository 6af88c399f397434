using System.Diagnostics;
using TlsPathTools.Kubernetes.Tests.Lab;
using TlsPathTools.Lab.Http;
using TlsPathTools.Topology;

namespace TlsPathTools.Kubernetes.Tests.Client;

public class RetriesTests
{
    private const string Version = """{"gitVersion":"v1.31.2"}""";

    [Fact]
    public async Task A_throttled_request_waits_as_long_as_it_is_asked_to()
    {
        await using ScriptedApi api = ScriptedApi.Start((asked, responder, cancellationToken) => asked.Number == 0
            ? Throttle(responder, 1, cancellationToken)
            : responder.SendAsync(200, "application/json", Version, cancellationToken));
        using KubernetesConnection connection = api.Connect();
        long began = Stopwatch.GetTimestamp();

        Reading<string> version = await connection.Reader.GetVersionAsync(TestContext.Current.CancellationToken);

        Assert.Equal(["v1.31.2"], version.Items);
        Assert.InRange(Stopwatch.GetElapsedTime(began), TimeSpan.FromSeconds(0.99), TimeSpan.FromSeconds(5));
    }

    [Theory]
    [InlineData(502, 4)]
    [InlineData(503, 4)]
    [InlineData(504, 4)]
    [InlineData(500, 1)]
    [InlineData(403, 1)]
    public async Task What_passes_is_tried_four_times_and_what_does_not_once(int status, int times)
    {
        await using ScriptedApi api = ScriptedApi.Always(status, "text/plain", "no\n");
        using KubernetesConnection connection = api.Connect();

        Reading<string> version = await connection.Reader.GetVersionAsync(TestContext.Current.CancellationToken);

        Assert.Empty(version.Items);
        Assert.Equal(times, api.Requests.Count);
    }

    [Fact]
    public async Task A_wait_that_nobody_would_sit_out_is_told_at_once()
    {
        await using ScriptedApi api = ScriptedApi.Start((_, responder, cancellationToken) => Throttle(responder, 3600, cancellationToken));
        using KubernetesConnection connection = api.Connect();

        Reading<string> version = await connection.Reader.GetVersionAsync(TestContext.Current.CancellationToken);

        Assert.Equal((GapKind.Throttled, "429 TooManyRequests"), (version.Gap!.Kind, version.Gap.Code));
        Assert.Contains("3600 s", version.Gap.Reason, StringComparison.Ordinal);
        Assert.Single(api.Requests);
    }

    [Fact]
    public async Task A_disruption_budget_is_not_asked_again()
    {
        await using ScriptedApi api = ScriptedApi.Always(429, "application/json",
            """{"kind":"Status","status":"Failure","code":429,"reason":"TooManyRequests","message":"Cannot evict pod as it would violate the pod's disruption budget.","details":{"causes":[{"reason":"DisruptionBudget"}]}}""");
        using KubernetesConnection connection = api.Connect();

        Reading<string> version = await connection.Reader.GetVersionAsync(TestContext.Current.CancellationToken);

        Assert.Contains("disruption budget", version.Gap!.Reason, StringComparison.Ordinal);
        Assert.Single(api.Requests);
    }

    [Fact]
    public async Task A_version_that_the_server_has_not_come_to_is_waited_for()
    {
        await using ScriptedApi api = ScriptedApi.Start((asked, responder, cancellationToken) => asked.Number == 0
            ? responder.SendAsync(504, "application/json", """{"kind":"Status","status":"Failure","code":504,"reason":"Timeout","message":"Too large resource version","details":{"causes":[{"reason":"ResourceVersionTooLarge"}],"retryAfterSeconds":1}}""", cancellationToken)
            : responder.SendAsync(200, "application/json", Version, cancellationToken));
        using KubernetesConnection connection = api.Connect();
        long began = Stopwatch.GetTimestamp();

        Assert.Equal(["v1.31.2"], (await connection.Reader.GetVersionAsync(TestContext.Current.CancellationToken)).Items);
        Assert.InRange(Stopwatch.GetElapsedTime(began), TimeSpan.FromSeconds(0.99), TimeSpan.FromSeconds(5));
    }

    [Fact]
    public async Task A_connection_that_breaks_in_the_midst_of_an_answer_is_made_again()
    {
        await using ScriptedApi api = ScriptedApi.Start(async (asked, responder, cancellationToken) =>
        {
            if (asked.Number >= 2)
            {
                await responder.SendAsync(200, "application/json", Version, cancellationToken);
                return;
            }

            await responder.BeginChunksAsync(200, "application/json", cancellationToken);
            await responder.WriteChunkAsync("{\"gitVersion\":"u8.ToArray(), cancellationToken);
            throw new IOException("cut");
        });
        using KubernetesConnection connection = api.Connect();

        Reading<string> version = await connection.Reader.GetVersionAsync(TestContext.Current.CancellationToken);

        Assert.Equal(["v1.31.2"], version.Items);
        Assert.Equal(3, api.Requests.Count);
    }

    private static Task Throttle(HttpResponder responder, int seconds, CancellationToken cancellationToken)
    {
        responder.Fields.Add(new("Retry-After", $"{seconds}"));
        return responder.SendAsync(429, "text/plain; charset=utf-8", "Too many requests, please try again later.\n", cancellationToken);
    }
}
