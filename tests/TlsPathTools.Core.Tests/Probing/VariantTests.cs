using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using TlsPathTools.Probing;
using TlsPathTools.TestServers;

namespace TlsPathTools.Core.Tests.Probing;

/// <summary>What attempts do besides the plain one, each seen at the server.</summary>
public class VariantTests
{
    [Theory]
    [InlineData(TlsVersion.Any, "1.3")]
    [InlineData(TlsVersion.Tls13, "1.3")]
    [InlineData(TlsVersion.Tls12, "1.2")]
    public async Task ServerHello_only_ends_at_the_first_answer_with_SNI_and_version(TlsVersion offered, string chosen)
    {
        await using MisbehavingTlsServer server = MisbehavingTlsServer.Start(WireFault.Ok);

        IReadOnlyList<TlsAttempt> attempts = await Probe.RunAsync(
            server.EndPoint, Probe.Fast with { Depth = ProbeDepth.ServerHello, TlsVersion = offered, Count = 20 });

        Assert.All(attempts, attempt =>
        {
            Assert.True(attempt.Succeeded, attempt.Detail);
            Assert.Equal((TlsStage.ServerHello, chosen), (attempt.Stage, attempt.TlsVersion));
            Assert.Equal(CertificateProblems.None, attempt.CertificateProblems);
            Assert.Null(attempt.CertificateSha256);
        });
        Assert.All(server.Connections, connection => Assert.Equal(TestCertificates.HostName, connection.Hello?.ServerName));
    }

    [Theory]
    [InlineData(WireFault.HelloFin, TlsStage.ClientHelloSent, WireEvent.Fin)]
    [InlineData(WireFault.HelloRst, TlsStage.ClientHelloSent, WireEvent.Rst)]
    [InlineData(WireFault.AlertHandshakeFailure, TlsStage.ClientHelloSent, WireEvent.Alert)]
    [InlineData(WireFault.PlainHttp400, TlsStage.ClientHelloSent, WireEvent.Plaintext)]
    [InlineData(WireFault.FinInRecordBody, TlsStage.ClientHelloSent, WireEvent.Fin)]
    [InlineData(WireFault.FinAfterServerHello, TlsStage.ServerHello, WireEvent.None)]
    public async Task ServerHello_only_tells_faults_apart_as_well(WireFault fault, TlsStage stage, WireEvent wireEvent)
    {
        await using MisbehavingTlsServer server = MisbehavingTlsServer.Start(fault);

        IReadOnlyList<TlsAttempt> attempts = await Probe.RunAsync(server.EndPoint, Probe.Fast with { Depth = ProbeDepth.ServerHello, Count = 20 });

        Assert.All(attempts, attempt => Assert.True(attempt.Stage == stage && attempt.Event == wireEvent, $"{attempt.Stage}/{attempt.Event}: {attempt.Detail}"));
    }

    [Fact]
    public async Task A_small_first_flight_makes_a_small_answer_and_a_large_one_more_than_a_packet()
    {
        await using MisbehavingTlsServer server = MisbehavingTlsServer.Start(WireFault.CertificateHuge);

        TlsAttempt small = await Probe.OnceAsync(server.EndPoint, Probe.Fast with { Depth = ProbeDepth.ServerHello, FirstFlight = FirstFlight.Small });
        TlsAttempt large = await Probe.OnceAsync(server.EndPoint, Probe.Fast with { Depth = ProbeDepth.ServerHello, FirstFlight = FirstFlight.Large });
        TlsAttempt whole = await Probe.OnceAsync(server.EndPoint, Probe.Fast with { FirstFlight = FirstFlight.Large });

        Assert.True(small.Succeeded && large.Succeeded && whole.Succeeded, small.Detail + large.Detail + whole.Detail);
        Assert.InRange(small.BytesSent, 100, 300);
        Assert.InRange(small.BytesReceived, 50, 200);
        Assert.Contains("HelloRetryRequest", small.Detail);
        Assert.InRange(large.BytesSent, 2900, 3100);
        Assert.InRange(server.Connections[2].Hello!.Length, 2900, 3600);
        Assert.Contains("large first flight", whole.Variant);
    }

    [Theory]
    [InlineData(WireFault.MtlsRequired, WireEvent.Alert)]
    [InlineData(WireFault.HandshakeThenFin, WireEvent.Fin)]
    [InlineData(WireFault.HandshakeThenRst, WireEvent.Rst)]
    [InlineData(WireFault.HandshakeThenCloseNotify, WireEvent.CloseNotify)]
    public async Task Handshake_only_still_sees_what_a_TLS_13_server_makes_of_our_flight(WireFault fault, WireEvent wireEvent)
    {
        await using MisbehavingTlsServer server = MisbehavingTlsServer.Start(fault);

        IReadOnlyList<TlsAttempt> attempts = await Probe.RunAsync(
            server.EndPoint, Probe.Fast with { Depth = ProbeDepth.Handshake, TlsVersion = TlsVersion.Tls13, Count = 20, AttemptsPerSecond = 100 });

        // A server that sends tickets first has accepted our flight: what it does after them is not the handshake's.
        Assert.All(attempts, attempt => Assert.True(
            attempt.Stage == TlsStage.Handshake && (attempt.Event == wireEvent || (attempt.Succeeded && fault != WireFault.MtlsRequired)),
            $"{attempt.Stage}/{attempt.Event}: {attempt.Detail}"));
        if (fault == WireFault.MtlsRequired)
            Assert.All(attempts, attempt => Assert.Equal(116, attempt.AlertNumber));
    }

    [Fact]
    public async Task Handshake_only_sends_no_request()
    {
        await using MisbehavingTlsServer server = MisbehavingTlsServer.Start(WireFault.Ok);

        TlsAttempt attempt = await Probe.OnceAsync(server.EndPoint, Probe.Fast with { Depth = ProbeDepth.Handshake });

        Assert.True(attempt.Succeeded, attempt.Detail);
        Assert.Equal(TlsStage.Handshake, attempt.Stage);
        Assert.NotNull(attempt.CertificateSha256);
        await server.WaitForClosedAsync(1);
        Assert.Null(server.Connections[0].RequestHead);
    }

    [Theory]
    [InlineData(SslProtocols.Tls12)]
    [InlineData(SslProtocols.Tls13)]
    public async Task A_client_certificate_is_shown_to_a_server_that_asks(SslProtocols protocol)
    {
        await using MisbehavingTlsServer server = MisbehavingTlsServer.Start(WireFault.MtlsRequired, new MisbehavingOptions { Protocols = protocol });

        TlsAttempt attempt = await Probe.OnceAsync(server.EndPoint, Probe.Fast with { ClientCertificate = TestCertificates.Client });

        Assert.True(attempt.Succeeded, attempt.Detail);
        Assert.Equal(200, attempt.HttpStatus);
    }

    [Fact]
    public async Task After_an_idle_time_a_closed_connection_fails_at_the_handshake_stage_and_an_open_one_answers()
    {
        await using MisbehavingTlsServer open = MisbehavingTlsServer.Start(WireFault.Ok);
        await using MisbehavingTlsServer closes = MisbehavingTlsServer.Start(WireFault.HandshakeThenFin);
        ProbeOptions idle = Probe.Fast with { Idle = TimeSpan.FromSeconds(0.4) };

        TlsAttempt answered = await Probe.OnceAsync(open.EndPoint, idle);
        TlsAttempt closed = await Probe.OnceAsync(closes.EndPoint, idle);

        Assert.True(answered.Succeeded, answered.Detail);
        Assert.InRange(answered.TotalMs, 0, 350);
        Assert.Equal("idle 0.4 s", answered.Variant);
        Assert.Equal((TlsStage.Handshake, WireEvent.Fin), (closed.Stage, closed.Event));
    }

    [Fact]
    public async Task A_path_makes_a_GET_and_none_a_HEAD_with_the_name_as_host()
    {
        await using MisbehavingTlsServer server = MisbehavingTlsServer.Start(WireFault.Ok);

        await Probe.OnceAsync(server.EndPoint, Probe.Fast with { Path = "/healthz?x=1" });
        await Probe.OnceAsync(server.EndPoint, Probe.Fast);
        await server.WaitForClosedAsync(2);

        Assert.StartsWith($"GET /healthz?x=1 HTTP/1.1\r\nHost: host.test:{server.Port}\r\n", server.Connections[0].RequestHead);
        Assert.StartsWith("HEAD / HTTP/1.1\r\n", server.Connections[1].RequestHead);
    }

    [Fact]
    public async Task Only_expected_statuses_count_as_working_when_some_are_named()
    {
        await using MisbehavingTlsServer server = MisbehavingTlsServer.Start(WireFault.Http404);

        Assert.True((await Probe.OnceAsync(server.EndPoint, Probe.Fast)).Succeeded);
        TlsAttempt strict = await Probe.OnceAsync(server.EndPoint, Probe.Fast with { ExpectStatus = [200, 204] });
        Assert.Equal((TlsStage.ResponseHead, WireEvent.HttpStatus, 404), (strict.Stage, strict.Event, strict.HttpStatus));
        Assert.True((await Probe.OnceAsync(server.EndPoint, Probe.Fast with { ExpectStatus = [404] })).Succeeded);
    }

    [Fact]
    public async Task Trust_is_the_system_alone_the_system_and_a_file_or_nothing_and_the_record_says_which()
    {
        await using MisbehavingTlsServer server = MisbehavingTlsServer.Start(WireFault.Ok);
        using var folder = new TempFolder();
        CertificateTrust file = CertificateTrust.FromFile(TestCertificates.WriteAuthority(folder));

        TlsAttempt system = await Probe.OnceAsync(server.EndPoint, Probe.Fast with { Trust = CertificateTrust.System });
        TlsAttempt withFile = await Probe.OnceAsync(server.EndPoint, Probe.Fast with { Trust = file });
        TlsAttempt none = await Probe.OnceAsync(server.EndPoint, Probe.Fast with { Trust = CertificateTrust.NotChecked }, name: "other.test");

        Assert.Equal(WireEvent.CertificateProblem, system.Event);
        Assert.True((system.CertificateProblems & (CertificateProblems.PartialChain | CertificateProblems.UntrustedRoot)) != 0);
        Assert.Equal((true, TrustMode.SystemAndFile), (withFile.Succeeded, withFile.Trust));
        Assert.Equal((true, TrustMode.NotChecked, CertificateProblems.None), (none.Succeeded, none.Trust, none.CertificateProblems));
    }

    [Fact]
    public void A_file_that_is_no_certificate_is_refused_with_advice()
    {
        using var folder = new TempFolder();
        string text = folder.Write("text.pem", "not a certificate");
        string broken = folder.Write("broken.pem", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");

        Assert.Contains("holds no certificate", Assert.Throws<FormatException>(() => CertificateTrust.FromFile(text)).Message);
        Assert.Contains("PEM", Assert.Throws<FormatException>(() => CertificateTrust.FromFile(broken)).Message);
        Assert.Throws<FileNotFoundException>(() => CertificateTrust.FromFile(folder.File("absent.pem")));
    }

    [Fact]
    public async Task Without_a_name_the_certificate_must_name_the_address()
    {
        ServerIdentity byAddress = TestCertificates.Issue(["elsewhere.test"], System.Net.IPAddress.Loopback);
        await using MisbehavingTlsServer named = MisbehavingTlsServer.Start(WireFault.Ok, new MisbehavingOptions { Identity = byAddress });
        await using MisbehavingTlsServer other = MisbehavingTlsServer.Start(
            WireFault.Ok, new MisbehavingOptions { Identity = TestCertificates.Issue(["elsewhere.test"]) });

        Assert.True((await Probe.OnceAsync(named.EndPoint, Probe.Fast, name: null)).Succeeded);
        Assert.Equal(CertificateProblems.NameMismatch, (await Probe.OnceAsync(other.EndPoint, Probe.Fast, name: null)).CertificateProblems);
        Assert.Null(named.Connections[0].Hello?.ServerName);
    }
}
