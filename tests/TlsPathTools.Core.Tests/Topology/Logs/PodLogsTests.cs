using TlsPathTools.Topology.Logs;

namespace TlsPathTools.Core.Tests.Topology.Logs;

public class PodLogsTests
{
    [Fact]
    public void Requests_checks_and_errors_are_counted_apart()
    {
        PodLogSummary log = Summarize(
            "2026-11-22T11:00:00.123456789Z hutch-relay 2.3.1 listening on :8443",
            "2026-11-22T11:00:01.5Z 10.0.0.7 - - [x] \"GET / HTTP/1.1\" 200 12 \"-\" \"curl/8\"",
            "2026-11-22T11:00:02Z 10.0.0.8 - - [x] \"GET / HTTP/1.1\" 503 12 \"-\" \"curl/8\"",
            "2026-11-22T11:00:03Z 10.0.0.7 - - [x] \"GET /a HTTP/1.1\" 200 12 \"-\" \"curl/8\"",
            "2026-11-22T11:00:04Z 10.0.0.1 - - [x] \"GET /healthz HTTP/1.1\" 200 3 \"-\" \"kube-probe/1.31\"",
            "2026-11-22T11:00:05Z 10.0.0.1 - - [x] \"GET /healthz HTTP/1.1\" 500 3 \"-\" \"kube-probe/1.31\"",
            "2026-11-22T11:00:06Z 2026/11/22 11:00:06 http: TLS handshake error from 10.0.0.7:1000: EOF",
            "2026-11-22T11:00:09Z 2026/11/22 11:00:09 http: TLS handshake error from 10.0.0.8:2000: EOF");

        Assert.Equal((8, 3, 2, 1, 0, 1, 2), (log.Lines, log.Requests, log.HealthChecks, log.FailedHealthChecks, log.ClientErrors, log.ServerErrors, log.Clients));
        Assert.Equal(["200 x 2", "503 x 1"], log.StatusCodes);
        Assert.Equal((2, 2, 2, 0, 0), (log.ErrorLines, log.TlsErrors, log.EndErrors, log.ResetErrors, log.TimeoutErrors));
        Assert.Equal(["2 x <n>/<n>/<n> <time> http: TLS handshake error from <address>: EOF (first 2026-11-22 11:00:06Z, last 2026-11-22 11:00:09Z)"], log.ErrorShapes);
        Assert.Equal((new DateTime(2026, 11, 22, 11, 0, 0, DateTimeKind.Utc).AddTicks(1234567), new DateTime(2026, 11, 22, 11, 0, 9, DateTimeKind.Utc)), (log.FirstUtc, log.LastUtc));
    }

    [Fact]
    public void A_clean_log_proves_only_that_what_arrived_was_fine()
    {
        PodLogSummary log = Summarize("10.0.0.7 - - [x] \"GET / HTTP/1.1\" 200 12 \"-\" \"curl/8\"");

        Assert.Contains("proves only that what arrived was fine", log.Detail);
        Assert.Equal((null, null), (log.FirstUtc, log.LastUtc));
    }

    [Fact]
    public void An_empty_log_says_nothing() => Assert.Contains("says nothing about it", Summarize().Detail);

    [Fact]
    public void One_of_health_checks_alone_says_that_no_request_arrived() =>
        Assert.Contains("no client's request arrived, or requests are not logged", Summarize("10.0.0.1 - - [x] \"GET /healthz HTTP/1.1\" 200 3 \"-\" \"kube-probe/1.31\"").Detail);

    [Theory]
    [InlineData("level=info msg=\"error budget ok\"", 0)]
    [InlineData("finished with 0 errors", 0)]
    [InlineData("{\"msg\":\"done\",\"error\":null}", 0)]
    [InlineData("level=error msg=boom", 1)]
    [InlineData("E1122 11:00:00.000000 1 proxier.go:1] x", 1)]
    [InlineData("E mail sent", 0)]
    [InlineData("Traceback (most recent call last):", 1)]
    [InlineData("dial tcp: connection refused", 1)]
    public void Words_that_say_there_is_no_error_are_none(string line, int errors) => Assert.Equal(errors, Summarize(line).ErrorLines);

    [Fact]
    public void Shapes_without_end_are_counted_and_not_kept()
    {
        string[] lines = [.. Enumerable.Range(0, 5000).Select(i => $"error {Letters(i)}")];

        PodLogSummary log = Summarize(lines);

        Assert.Equal((5000, 21), (log.ErrorLines, log.ErrorShapes.Length));
        Assert.Equal("4980 lines of other shapes", log.ErrorShapes[^1]);
    }

    [Fact]
    public void Hostile_lines_are_escaped_and_cut()
    {
        PodLogSummary log = Summarize("error \u001b]0;x\u0007 \u202e", "error " + new string('x', 100_000), "\"GET " + new string('"', 100_000), "{" + new string('{', 50_000) + "}", "2026-11-22T99:99:99Z error");

        Assert.All(log.ErrorShapes, shape => Assert.True(shape.Length < 300 && !shape.Contains('\u001b') && !shape.Contains('\u202e'), shape));
        Assert.Equal(5, log.Lines);
    }

    private static string Letters(int number) => string.Concat($"{number:0000}".Select(digit => (char)('a' + digit - '0')));

    private static PodLogSummary Summarize(params string[] lines) => PodLogs.Summarize("hutch", "hutch-relay", "hutch-relay-1", "a", lines, truncated: false);
}
