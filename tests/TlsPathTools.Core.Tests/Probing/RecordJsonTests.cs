using System.Net;
using TlsPathTools.Probing;
using TlsPathTools.TestServers;

namespace TlsPathTools.Core.Tests.Probing;

public class RecordJsonTests
{
    [Fact]
    public async Task What_is_written_reads_back_equal()
    {
        await using MisbehavingTlsServer a = MisbehavingTlsServer.Start(
            FaultPlans.Cycle(WireFault.Ok, WireFault.HelloFin, WireFault.AlertUnknown99, WireFault.CertificateExpired, WireFault.Http503, WireFault.EscapeSequences),
            new MisbehavingOptions { Address = IPAddress.Parse("127.0.4.6") });
        await using MisbehavingTlsServer b = MisbehavingTlsServer.Start(WireFault.Ok, new MisbehavingOptions { Address = IPAddress.Parse("127.0.4.7") });

        var (attempts, results) = await Probe.RunAsync([Probe.Target(a.EndPoint), Probe.Target(b.EndPoint)], Probe.Fast with { Count = 12, Path = "/" });

        foreach (TlsPathRecord record in attempts.Concat<TlsPathRecord>(results))
        {
            string line = TlsPathJson.Serialize(record);
            TlsPathRecord back = TlsPathJson.Deserialize(line);
            Assert.DoesNotContain('\n', line);
            Assert.StartsWith(record is TlsAttempt ? "{\"kind\":\"tlsAttempt\"" : "{\"kind\":\"tlsPathResult\"", line);
            Assert.Equal(record, back);
            Assert.Equal(record.GetHashCode(), back.GetHashCode());
            Assert.Equal(line, TlsPathJson.Serialize(back));
        }
    }

    [Fact]
    public async Task Saved_attempts_give_the_same_results_as_the_run()
    {
        await using MisbehavingTlsServer server = MisbehavingTlsServer.Start(FaultPlans.Share(0.3, WireFault.HelloRst, seed: 1));

        var (attempts, results) = await Probe.RunAsync([Probe.Target(server.EndPoint)], Probe.Fast with { Count = 30 });

        Assert.Equal(results, PathResults.Of(attempts.Select(a => (TlsAttempt)TlsPathJson.Deserialize(TlsPathJson.Serialize(a)))));
    }

    [Fact]
    public void Records_that_differ_in_one_array_element_are_not_equal()
    {
        var attempt = new TlsAttempt
        {
            IPAddress = "192.0.2.1", Port = 443, Number = 1, TimeUtc = DateTime.UnixEpoch, Succeeded = true,
            Stage = TlsStage.Close, Event = WireEvent.None, Detail = "x", TotalMs = 1, Notes = ["a"],
        };

        Assert.Equal(attempt, attempt with { Notes = ["a"] });
        Assert.NotEqual(attempt, attempt with { Notes = ["b"] });
        Assert.NotEqual(attempt, attempt with { TotalMs = 2 });
    }

    [Fact]
    public void What_an_older_or_other_writer_leaves_out_has_its_default()
    {
        var attempt = (TlsAttempt)TlsPathJson.Deserialize(
            """{"kind":"tlsAttempt","ipAddress":"192.0.2.1","port":443,"number":1,"timeUtc":"2026-01-01T00:00:00Z","succeeded":true,"stage":"Close","event":"None","detail":"x","totalMs":1,"fromTheFuture":1}""");

        Assert.Equal(("direct", ""), (attempt.Route, attempt.Variant));
        Assert.Empty(attempt.Notes);
        Assert.Empty(attempt.CertificateNames);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("{\"kind\":\"somethingElse\"}")]
    [InlineData("{\"kind\":\"tlsAttempt\"}")]
    [InlineData("not json")]
    public void What_is_no_record_is_refused_with_words(string line) =>
        Assert.Contains("record of TlsPathTools", Assert.Throws<FormatException>(() => TlsPathJson.Deserialize(line)).Message);
}
