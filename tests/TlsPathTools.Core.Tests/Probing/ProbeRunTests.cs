using System.Net;
using System.Net.Sockets;
using TlsPathTools.Probing;
using TlsPathTools.TestServers;

namespace TlsPathTools.Core.Tests.Probing;

public class ProbeRunTests
{
    [Fact]
    public async Task Attempts_at_several_addresses_are_interleaved_round_by_round()
    {
        await using MisbehavingTlsServer a = MisbehavingTlsServer.Start(WireFault.Ok, new MisbehavingOptions { Address = IPAddress.Parse("127.0.4.1") });
        await using MisbehavingTlsServer b = MisbehavingTlsServer.Start(WireFault.Ok, new MisbehavingOptions { Address = IPAddress.Parse("127.0.4.2") });

        var (attempts, _) = await Probe.RunAsync([Probe.Target(a.EndPoint), Probe.Target(b.EndPoint)], Probe.Fast with { Count = 10, AttemptsPerSecond = 20 });

        // The order of beginnings, as a busy machine may shift them: one address never runs ahead by more than a few.
        int ahead = 0;
        foreach (TlsAttempt attempt in attempts.OrderBy(x => x.TimeUtc))
        {
            ahead += attempt.IPAddress == "127.0.4.1" ? 1 : -1;
            Assert.InRange(ahead, -4, 4);
        }

        Assert.Equal((20, 0), (attempts.Count, ahead));
    }

    [Fact]
    public void A_round_tries_every_lane_once_in_a_new_order_at_jittered_times()
    {
        var schedule = new ProbeSchedule(8, TimeSpan.FromSeconds(1), new Random(1));
        (int Lane, TimeSpan Due)[][] rounds = [.. Enumerable.Range(0, 50).Select(round => schedule.Round(round).ToArray())];

        Assert.All(rounds, round => Assert.Equal(Enumerable.Range(0, 8), round.Select(x => x.Lane).Order()));
        Assert.True(rounds.Select(round => string.Join(',', round.Select(x => x.Lane))).Distinct().Count() > 40, "the order changes");
        TimeSpan[] due = [.. rounds.SelectMany(round => round.Select(x => x.Due))];
        Assert.Equal(due.Order(), due);
        Assert.InRange(due[0].TotalSeconds, 0, 0.1);
        Assert.InRange(due[^1].TotalSeconds, 49.8, 50);
        Assert.All(due.Zip(due.Skip(1), (x, y) => (y - x).TotalMilliseconds), gap => Assert.InRange(gap, 62, 188));
    }

    [Fact]
    public async Task Every_attempt_is_a_new_connection_from_a_source_port_of_its_own()
    {
        await using MisbehavingTlsServer server = MisbehavingTlsServer.Start(WireFault.Ok);

        IReadOnlyList<TlsAttempt> attempts = await Probe.RunAsync(server.EndPoint, Probe.Fast with { Count = 300 });

        Assert.Equal(300, attempts.Select(a => a.LocalPort).Distinct().Count());
        Assert.Equal(attempts.Select(a => a.LocalPort!.Value).Order(), server.Connections.Select(c => c.Client.Port).Order());
    }

    [Fact]
    public async Task The_default_rate_is_ten_a_second_by_the_injected_clock()
    {
        var time = new SteppedTime();
        var connector = new RefusingConnector(time);
        var run = new ProbeRun([Probe.Target(new IPEndPoint(IPAddress.Loopback, 443))], new ProbeOptions { Count = 50, Seed = 3 }, time, connector);

        Task<int> counting = CountAsync(run);
        await time.RunUntilAsync(counting);

        Assert.Equal(50, await counting);
        TimeSpan[] starts = [.. connector.Times];
        Assert.InRange((starts[^1] - starts[0]).TotalSeconds, 4.6, 5.2);
        TimeSpan[] gaps = [.. starts.Zip(starts.Skip(1), (x, y) => y - x)];
        Assert.InRange(gaps.Average(gap => gap.TotalMilliseconds), 94, 106);
        Assert.True(gaps.Distinct().Count() > 10, "the interval is jittered");
    }

    [Fact]
    public async Task A_run_by_time_ends_by_the_clock()
    {
        var time = new SteppedTime();
        var run = new ProbeRun(
            [Probe.Target(new IPEndPoint(IPAddress.Loopback, 443))],
            new ProbeOptions { Duration = TimeSpan.FromSeconds(20), AttemptsPerSecond = 2, Seed = 3 }, time, new RefusingConnector(time));

        Task<int> counting = CountAsync(run);
        await time.RunUntilAsync(counting);

        Assert.InRange(await counting, 39, 41);
        Assert.Null(run.Planned);
    }

    [Fact]
    public async Task Until_confident_stops_when_the_sequential_test_has_decided()
    {
        await using MisbehavingTlsServer works = MisbehavingTlsServer.Start(WireFault.Ok, new MisbehavingOptions { Address = IPAddress.Parse("127.0.4.3") });
        await using MisbehavingTlsServer fails = MisbehavingTlsServer.Start(WireFault.HelloFin, new MisbehavingOptions { Address = IPAddress.Parse("127.0.4.4") });
        ProbeOptions options = Probe.Fast with { UntilConfident = true, AttemptsPerSecond = 50 };

        var (_, healthy) = await Probe.RunAsync([Probe.Target(works.EndPoint)], options);
        var (_, failing) = await Probe.RunAsync([Probe.Target(fails.EndPoint)], options);

        // 31 successes decide between 1 % and 10 % (domain.md B9); attempts under way may add some on a busy machine.
        Assert.Equal(Verdict.Healthy, healthy[0].Verdict);
        Assert.InRange(healthy[0].Attempts, 31, 100);
        Assert.Equal(Verdict.Failing, failing[0].Verdict);
        Assert.InRange(failing[0].Attempts, 5, 60);
    }

    [Fact]
    public async Task Until_confident_ends_at_its_cap()
    {
        await using MisbehavingTlsServer server = MisbehavingTlsServer.Start(
            FaultPlans.FirstThen(1, WireFault.HelloFin, WireFault.Ok), new MisbehavingOptions { Address = IPAddress.Parse("127.0.4.5") });

        var (_, results) = await Probe.RunAsync(
            [Probe.Target(server.EndPoint)], Probe.Fast with { UntilConfident = true, MaxCount = 20, AttemptsPerSecond = 100 });

        Assert.Equal((20, 1), (results[0].Attempts, results[0].Failures));
    }

    [Fact]
    public async Task Cancelling_ends_stalled_attempts_at_once_and_keeps_what_was_seen()
    {
        await using MisbehavingTlsServer server = MisbehavingTlsServer.Start(FaultPlans.FirstThen(5, WireFault.HelloFin, WireFault.HelloStall));
        var run = new ProbeRun([Probe.Target(server.EndPoint)], Probe.Fast with { Count = 1000, AttemptsPerSecond = 100, Timeout = TimeSpan.FromMinutes(1) });
        using var cancel = new CancellationTokenSource();
        int seen = 0;
        long cancelled = 0;

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (TlsAttempt attempt in run.RunAsync(cancel.Token))
            {
                if (++seen == 5)
                {
                    while (server.Connections.Count < 10)
                        await Task.Delay(5);
                    cancelled = TimeProvider.System.GetTimestamp();
                    await cancel.CancelAsync();
                }
            }
        });

        Assert.InRange(TimeProvider.System.GetElapsedTime(cancelled).TotalMilliseconds, 0, 200);
        Assert.Equal((5, Verdict.Failing), (run.Results()[0].Failures, run.Results()[0].Verdict));
    }

    [Fact]
    public async Task Leaving_the_enumeration_early_ends_the_run()
    {
        await using MisbehavingTlsServer server = MisbehavingTlsServer.Start(WireFault.Ok);
        var run = new ProbeRun([Probe.Target(server.EndPoint)], Probe.Fast with { Count = 10_000, AttemptsPerSecond = 50 });

        await foreach (TlsAttempt attempt in run.RunAsync())
        {
            Assert.True(attempt.Succeeded, attempt.Detail);
            break;
        }

        int served = server.Connections.Count;
        Assert.InRange(served, 1, 20);
    }

    [Fact]
    public async Task A_run_starts_once()
    {
        var run = new ProbeRun([], new ProbeOptions());
        Assert.Equal(0, await CountAsync(run));
        await Assert.ThrowsAsync<InvalidOperationException>(() => CountAsync(run));
    }

    [Fact]
    public void Options_that_cannot_work_are_refused_with_words()
    {
        Assert.Contains("count", Assert.Throws<ArgumentException>(() => new ProbeRun([], new ProbeOptions { Count = 0 })).Message);
        Assert.Contains("path", Assert.Throws<ArgumentException>(() => new ProbeRun([], new ProbeOptions { Path = "/a\r\nEvil: x" })).Message);
        Assert.Contains("Port 70000", Assert.Throws<ArgumentException>(() => new ProbeRun([new ProbeTarget("x.test", IPAddress.Loopback, 70000)], new ProbeOptions())).Message);
    }

    [Fact]
    public async Task A_foreign_source_address_is_untested_and_says_so()
    {
        await using MisbehavingTlsServer server = MisbehavingTlsServer.Start(WireFault.Ok);

        var (_, results) = await Probe.RunAsync([Probe.Target(server.EndPoint)], Probe.Fast with { SourceAddress = IPAddress.Parse("198.51.100.77") });

        Assert.Equal(Verdict.Untested, results[0].Verdict);
        Assert.Contains("198.51.100.77", results[0].Bound);
    }

    [Fact]
    public async Task The_source_address_is_used()
    {
        await using MisbehavingTlsServer server = MisbehavingTlsServer.Start(WireFault.Ok);

        TlsAttempt attempt = await Probe.OnceAsync(server.EndPoint, Probe.Fast with { SourceAddress = IPAddress.Parse("127.0.9.9") });

        Assert.Equal("127.0.9.9", attempt.LocalAddress);
        Assert.Equal("127.0.9.9", server.Connections[0].Client.Address.ToString());
    }

    [Fact]
    public async Task A_refused_port_and_a_connector_of_the_callers_are_told_apart_from_silence()
    {
        using var closed = new RefusedPort();
        TlsAttempt refused = await Probe.OnceAsync(closed.EndPoint, Probe.Fast);
        var (silent, _) = await Probe.RunAsync(
            [Probe.Target(new IPEndPoint(IPAddress.Loopback, 443))], Probe.Fast with { Count = 1, Timeout = TimeSpan.FromMilliseconds(100) }, new SilentConnector());

        Assert.Equal((TlsStage.TcpConnect, WireEvent.Refused), (refused.Stage, refused.Event));
        Assert.Equal((TlsStage.TcpConnect, WireEvent.Timeout), (silent[0].Stage, silent[0].Event));
    }

    private static async Task<int> CountAsync(ProbeRun run)
    {
        int count = 0;
        await foreach (TlsAttempt attempt in run.RunAsync())
            count++;
        return count;
    }

    private sealed class RefusingConnector(TimeProvider time) : IConnector
    {
        private readonly long _start = time.GetTimestamp();

        internal List<TimeSpan> Times { get; } = [];

        public ValueTask<Socket> ConnectAsync(IPEndPoint remote, IPAddress? source, CancellationToken cancellationToken)
        {
            lock (Times)
                Times.Add(time.GetElapsedTime(_start));
            throw new SocketException((int)SocketError.ConnectionRefused);
        }
    }

    private sealed class SilentConnector : IConnector
    {
        public async ValueTask<Socket> ConnectAsync(IPEndPoint remote, IPAddress? source, CancellationToken cancellationToken)
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
            throw new System.Diagnostics.UnreachableException();
        }
    }
}
