using System.Diagnostics;
using TlsPathTools.Probing;
using TlsPathTools.TestServers;

namespace TlsPathTools.Core.Tests.Probing;

/// <summary>What a server sends is bounded in bytes, memory and time, and escaped.</summary>
public class HostileServerTests
{
    [Theory]
    [InlineData(WireFault.EndlessHandshakeMessage, TlsStage.ClientHelloSent, WireEvent.MalformedTls)]
    [InlineData(WireFault.EndlessHandshakeMessages, TlsStage.ClientHelloSent, WireEvent.MalformedTls)]
    [InlineData(WireFault.HeadEndless, TlsStage.ResponseHead, WireEvent.MalformedHttp)]
    [InlineData(WireFault.GzipBomb, TlsStage.Close, WireEvent.None)]
    public async Task A_flood_ends_at_a_bound(WireFault fault, TlsStage stage, WireEvent wireEvent)
    {
        await using MisbehavingTlsServer server = MisbehavingTlsServer.Start(fault);
        var clock = Stopwatch.StartNew();

        IReadOnlyList<TlsAttempt> attempts = await Probe.RunAsync(
            server.EndPoint, Probe.Fast with { Path = "/", Count = 10, AttemptsPerSecond = 100, TlsVersion = TlsVersion.Tls12 });

        Assert.All(attempts, attempt =>
        {
            Assert.True(attempt.Stage == stage && attempt.Event == wireEvent, $"{attempt.Stage}/{attempt.Event}: {attempt.Detail}");
            Assert.InRange(attempt.BytesReceived, 0, 2 * 1024 * 1024);
        });
        Assert.InRange(clock.Elapsed.TotalSeconds, 0, 20);
    }

    [Fact]
    public async Task Escape_sequences_never_reach_a_record()
    {
        await using MisbehavingTlsServer server = MisbehavingTlsServer.Start(WireFault.EscapeSequences);

        var (attempts, results) = await Probe.RunAsync([Probe.Target(server.EndPoint)], Probe.Fast with { Path = "/", Count = 6 });

        Assert.Contains("\\x1b", attempts[0].CertificateSubject);
        Assert.Contains("\\x1b", attempts[0].HttpServer);
        foreach (TlsPathRecord record in attempts.Concat<TlsPathRecord>(results))
        {
            foreach (string text in TextsOf(record))
                Assert.DoesNotContain(text, char.IsControl);
        }
    }

    private static IEnumerable<string> TextsOf(TlsPathRecord record) => record.GetType().GetProperties()
        .Select(p => p.GetValue(record))
        .SelectMany(value => value switch { string s => [s], string[] many => many, _ => Array.Empty<string>() });
}
