using System.Net;
using TlsPathTools.Probing;
using TlsPathTools.Statistics;
using TlsPathTools.TestServers;

namespace TlsPathTools.Core.Tests.Probing;

/// <summary>Against nginx, haproxy and openssl s_server.</summary>
public class RealServerTests
{
    [Fact]
    public async Task No_session_is_resumed_in_three_hundred_attempts_and_every_one_has_its_own_source_port()
    {
        await using NginxServer nginx = await NginxServer.StartAsync(new NginxOptions { Addresses = [IPAddress.Parse("127.0.5.1"), IPAddress.Parse("127.0.5.2")] });

        var (attempts, _) = await Probe.RunAsync([.. nginx.EndPoints.Select(e => Probe.Target(e))], Probe.Fast with { Count = 150 });

        Assert.All(attempts, attempt => Assert.True(attempt.Succeeded, attempt.Detail));
        IReadOnlyList<NginxAccess> log = await nginx.WaitForAccessAsync(300);
        Assert.Equal(300, log.Count);
        Assert.All(log, access => Assert.Equal((false, TestCertificates.HostName), (access.Resumed, access.ServerName)));
        Assert.Equal(attempts.Select(a => (a.IPAddress, a.LocalPort!.Value)).Order(), log.Select(a => (a.LocalAddress.ToString(), a.RemotePort)).Order());
        Assert.Equal(150, attempts.Where(a => a.IPAddress == "127.0.5.1").Select(a => a.LocalPort).Distinct().Count());
    }

    [Theory]
    [InlineData("/200", 200, true)]
    [InlineData("/204", 204, true)]
    [InlineData("/301", 301, true)]
    [InlineData("/404", 404, true)]
    [InlineData("/502", 502, false)]
    [InlineData("/503", 503, false)]
    [InlineData("/504", 504, false)]
    public async Task Nginx_answers_count_as_the_design_says(string path, int status, bool works)
    {
        await using NginxServer nginx = await NginxServer.StartAsync();

        TlsAttempt attempt = await Probe.OnceAsync(nginx.EndPoints[0], Probe.Fast with { Path = path });

        Assert.Equal((status, works), (attempt.HttpStatus, attempt.Succeeded));
        Assert.StartsWith("nginx", attempt.HttpServer);
        Assert.True(attempt.CloseNotify);
    }

    [Fact]
    public async Task Haproxy_asks_for_a_client_certificate_in_both_versions()
    {
        await using HaproxyServer haproxy = await HaproxyServer.StartAsync(new HaproxyOptions { RequireClientCertificate = true });

        TlsAttempt tls13 = await Probe.OnceAsync(haproxy.EndPoint, Probe.Fast with { TlsVersion = TlsVersion.Tls13 });
        TlsAttempt tls12 = await Probe.OnceAsync(haproxy.EndPoint, Probe.Fast with { TlsVersion = TlsVersion.Tls12 });
        TlsAttempt shown = await Probe.OnceAsync(haproxy.EndPoint, Probe.Fast with { ClientCertificate = TestCertificates.Client });

        Assert.Equal((TlsStage.Request, 116), (tls13.Stage, tls13.AlertNumber));
        Assert.Equal((TlsStage.ServerHello, 40), (tls12.Stage, tls12.AlertNumber));
        Assert.True(shown.Succeeded, shown.Detail);
    }

    public static TheoryData<string, TlsVersion, WireEvent, int?> Versions => new()
    {
        { nameof(OpenSslServer.Tls10Only), TlsVersion.Tls13, WireEvent.Alert, 70 },
        { nameof(OpenSslServer.Tls12Only), TlsVersion.Tls13, WireEvent.Alert, 70 },
        { nameof(OpenSslServer.Tls12Only), TlsVersion.Tls12, WireEvent.None, null },
        { nameof(OpenSslServer.Tls13Only), TlsVersion.Tls13, WireEvent.None, null },
        { nameof(OpenSslServer.Tls13Only), TlsVersion.Tls12, WireEvent.Alert, 70 },
        { nameof(OpenSslServer.WeakCipherOnly), TlsVersion.Tls13, WireEvent.Alert, 70 },
        { nameof(OpenSslServer.WeakCipherOnly), TlsVersion.Tls12, WireEvent.Alert, 40 },
        { nameof(OpenSslServer.HelloRetryRequest), TlsVersion.Tls13, WireEvent.None, null },
    };

    [Theory]
    [MemberData(nameof(Versions))]
    public async Task Versions_and_ciphers_of_openssl_s_server(string mode, TlsVersion version, WireEvent wireEvent, int? alert)
    {
        var flags = (IReadOnlyList<string>)typeof(OpenSslServer).GetField(mode)!.GetValue(null)!;
        await using OpenSslServer server = await OpenSslServer.StartAsync(flags);

        IReadOnlyList<TlsAttempt> attempts = await Probe.RunAsync(server.EndPoint, Probe.Fast with { TlsVersion = version, Path = "/", AttemptsPerSecond = 50 });

        Assert.Equal(20, attempts.Count);
        Assert.All(attempts, attempt => Assert.True(attempt.Event == wireEvent && attempt.AlertNumber == alert, $"{attempt.Stage}/{attempt.Event}: {attempt.Detail}"));
        if (mode == nameof(OpenSslServer.HelloRetryRequest))
            Assert.All(attempts, attempt => Assert.Contains(attempt.Notes, note => note.StartsWith("HelloRetryRequest", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task One_address_that_closes_after_the_ClientHello_in_thirty_percent_is_told_from_its_healthy_sibling()
    {
        await using MisbehavingTlsServer bad = MisbehavingTlsServer.Start(
            FaultPlans.Share(0.3, WireFault.HelloFin, seed: 11), new MisbehavingOptions { Address = IPAddress.Parse("127.0.5.11") });
        await using MisbehavingTlsServer good = MisbehavingTlsServer.Start(
            WireFault.Ok, new MisbehavingOptions { Address = IPAddress.Parse("127.0.5.12"), Port = bad.Port });

        var (_, results) = await Probe.RunAsync([Probe.Target(bad.EndPoint), Probe.Target(good.EndPoint)], Probe.Fast with { Count = 30, AttemptsPerSecond = 100 });

        int planned = bad.Connections.Count(c => c.Fault == WireFault.HelloFin);
        Assert.Equal((Verdict.Intermittent, planned), (results[0].Verdict, results[0].Failures));
        Assert.Equal([$"{planned} x ClientHelloSent/Fin"], results[0].FailureKinds);
        Assert.InRange(0.3, results[0].RateLow!.Value, results[0].RateHigh!.Value);
        Assert.Equal(["127.0.5.12"], results[0].DiffersFrom);
        Assert.InRange(results[0].DiffersP!.Value, 0, 0.05);
        Assert.Equal((Verdict.Healthy, 0), (results[1].Verdict, results[1].Failures));
        Assert.Equal("0 of 30 failed: at 95 % the true rate is below 11.4 %", results[1].Bound);
        Assert.Equal(planned, results[0].Strip.Count(c => c == 'F'));
    }

    [Fact]
    public async Task A_fault_that_stopped_is_seen_as_stopped()
    {
        await using MisbehavingTlsServer server = MisbehavingTlsServer.Start(FaultPlans.FirstThen(15, WireFault.HelloRst, WireFault.Ok));

        var (_, results) = await Probe.RunAsync([Probe.Target(server.EndPoint)], Probe.Fast with { Count = 40, AttemptsPerSecond = 50 });

        Assert.Equal(Trend.Stopped, results[0].Trend);
        Assert.StartsWith("RRRRRRRRRR", results[0].Strip);
        Assert.EndsWith("....................", results[0].Strip);
    }
}
