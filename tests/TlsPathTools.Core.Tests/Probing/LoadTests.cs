using System.Net;
using TlsPathTools.Probing;
using TlsPathTools.TestServers;

namespace TlsPathTools.Core.Tests.Probing;

/// <summary>Many attempts at once: what is silent times out, what answers does not.</summary>
public class LoadTests
{
    private const int Answering = 38, Silent = 2, Count = 50;

    [Fact]
    public async Task Of_two_thousand_attempts_exactly_those_at_black_holes_time_out()
    {
        if (!BlackHole.IsSupported)
            Assert.Skip("full listeners do not drop SYNs on this system");

        await using MisbehavingTlsServer server = MisbehavingTlsServer.Start(WireFault.Ok, new MisbehavingOptions { Address = IPAddress.Any });
        using BlackHole first = await BlackHole.OpenAsync(IPAddress.Parse("127.0.78.1"));
        using BlackHole second = await BlackHole.OpenAsync(IPAddress.Parse("127.0.78.2"));
        ProbeTarget[] targets =
        [
            .. Enumerable.Range(1, Answering).Select(i => new ProbeTarget(TestCertificates.HostName, new IPAddress([127, 0, 79, (byte)i]), server.Port)),
            Probe.Target(first.EndPoint),
            Probe.Target(second.EndPoint),
        ];

        var (attempts, results) = await Probe.RunAsync(targets, Probe.Fast with { Count = Count, AttemptsPerSecond = 10, Timeout = TimeSpan.FromSeconds(4) });

        Assert.Equal(Answering * Count, attempts.Count(a => a.Succeeded));
        Assert.Equal(Silent * Count, attempts.Count(a => a is { Stage: TlsStage.TcpConnect, Event: WireEvent.Timeout }));
        Assert.Equal(Answering, results.Count(r => r.Verdict == Verdict.Healthy));
        Assert.Equal(Silent, results.Count(r => r.Verdict == Verdict.Failing));
    }
}
