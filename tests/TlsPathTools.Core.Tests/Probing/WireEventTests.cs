using TlsPathTools.Probing;
using TlsPathTools.TestServers;
using static TlsPathTools.Probing.TlsStage;
using static TlsPathTools.Probing.WireEvent;

namespace TlsPathTools.Core.Tests.Probing;

/// <summary>Every fault that a server can show is told apart, 20 times out of 20, with TLS 1.2 and 1.3.</summary>
public class WireEventTests
{
    private static readonly TlsStage[] s_resetAtOnce = [TcpConnect, ClientHelloSent];

    /// <summary>Fault, TLS 1.3: stages and event; TLS 1.2 where it differs. More than one stage only with a reason beside it.</summary>
    public static TheoryData<WireFault, TlsVersion, TlsStage[], WireEvent> Faults
    {
        get
        {
            var data = new TheoryData<WireFault, TlsVersion, TlsStage[], WireEvent>();
            void Both(WireFault fault, TlsStage stage, WireEvent wireEvent)
            {
                data.Add(fault, TlsVersion.Tls13, [stage], wireEvent);
                data.Add(fault, TlsVersion.Tls12, [stage], wireEvent);
            }

            void Each(WireFault fault, TlsStage stage13, WireEvent event13, TlsStage stage12, WireEvent event12)
            {
                data.Add(fault, TlsVersion.Tls13, [stage13], event13);
                data.Add(fault, TlsVersion.Tls12, [stage12], event12);
            }

            Both(WireFault.AcceptFinNow, ClientHelloSent, Fin);
            // The reset races with the client's connect(), which may return before or after it arrives.
            data.Add(WireFault.AcceptRstNow, TlsVersion.Tls13, s_resetAtOnce, Rst);
            data.Add(WireFault.AcceptRstNow, TlsVersion.Tls12, s_resetAtOnce, Rst);
            Both(WireFault.HelloFin, ClientHelloSent, Fin);
            Both(WireFault.HelloCloseUnread, ClientHelloSent, Rst);
            Both(WireFault.HelloRst, ClientHelloSent, Rst);
            Both(WireFault.PlainHttp400, ClientHelloSent, Plaintext);
            Both(WireFault.SshBanner, ClientHelloSent, Plaintext);
            Both(WireFault.SmtpBanner, ClientHelloSent, Plaintext);
            Both(WireFault.RandomBytes, ClientHelloSent, Plaintext);
            Both(WireFault.AlertHandshakeFailure, ClientHelloSent, Alert);
            Both(WireFault.AlertProtocolVersion, ClientHelloSent, Alert);
            Both(WireFault.AlertUnrecognizedName, ClientHelloSent, Alert);
            Both(WireFault.AlertInternalError, ClientHelloSent, Alert);
            Both(WireFault.AlertUnknown99, ClientHelloSent, Alert);
            Both(WireFault.AlertCloseNotifyOnly, ClientHelloSent, CloseNotify);
            Both(WireFault.AlertThenRst, ClientHelloSent, Alert);
            Both(WireFault.AlertAndRstSameTime, ClientHelloSent, Alert);
            Both(WireFault.WarnUnrecognizedThenOk, Close, None);
            Both(WireFault.FinAfterServerHello, ServerHello, Fin);
            Both(WireFault.RstAfterServerHello, ServerHello, Rst);
            Both(WireFault.FinInRecordHeader, ClientHelloSent, Fin);
            Both(WireFault.FinInRecordBody, ClientHelloSent, Fin);
            Both(WireFault.FinInSecondRecord, ServerHello, Fin);
            Each(WireFault.FinAfterClientFlight, Request, Fin, ServerHello, Fin);
            Each(WireFault.RstAfterClientFlight, Request, Rst, ServerHello, Rst);
            Both(WireFault.CorruptEncryptedRecord, ServerHello, MalformedTls);
            Both(WireFault.BadRecordVersion, ClientHelloSent, MalformedTls);
            Both(WireFault.OversizeRecord, ClientHelloSent, MalformedTls);
            Each(WireFault.MtlsRequired, Request, Alert, ServerHello, Alert);
            Both(WireFault.HandshakeThenFin, Request, Fin);
            Both(WireFault.HandshakeThenRst, Request, Rst);
            Both(WireFault.HandshakeThenCloseNotify, Request, CloseNotify);
            Both(WireFault.RequestThenFin, Request, Fin);
            Both(WireFault.RequestThenCloseNotify, Request, CloseNotify);
            Both(WireFault.RequestThenRst, Request, Rst);
            Both(WireFault.HeadCut, ResponseHead, Fin);
            Both(WireFault.ResponseNotHttp, ResponseHead, MalformedHttp);
            Both(WireFault.BodyTruncated, ResponseBody, Fin);
            Both(WireFault.BodyTruncatedCloseNotify, ResponseBody, CloseNotify);
            Both(WireFault.ChunkedCut, ResponseBody, Fin);
            Both(WireFault.NoLengthNoNotify, Close, None);
            Both(WireFault.NoLengthWithNotify, Close, None);
            Both(WireFault.OkWithoutNotify, Close, None);
            Both(WireFault.Ok, Close, None);
            Both(WireFault.ChunkedOk, Close, None);
            Both(WireFault.InterimThenOk, Close, None);
            Both(WireFault.CertificateSelfSigned, Handshake, CertificateProblem);
            Both(WireFault.CertificateExpired, Handshake, CertificateProblem);
            Both(WireFault.CertificateNotYetValid, Handshake, CertificateProblem);
            Both(WireFault.CertificateWrongHost, Handshake, CertificateProblem);
            Both(WireFault.CertificateNoIntermediate, Handshake, CertificateProblem);
            Both(WireFault.CertificateWithIntermediate, Close, None);
            Both(WireFault.CertificateHuge, Close, None);
            Both(WireFault.Http204, Close, None);
            Both(WireFault.Http301, Close, None);
            Both(WireFault.Http401, Close, None);
            Both(WireFault.Http404, Close, None);
            Both(WireFault.Http502, ResponseHead, HttpStatus);
            Both(WireFault.Http503, ResponseHead, HttpStatus);
            Both(WireFault.Http504, ResponseHead, HttpStatus);
            return data;
        }
    }

    [Theory]
    [MemberData(nameof(Faults))]
    public async Task Each_fault_is_named_twenty_times_out_of_twenty(WireFault fault, TlsVersion version, TlsStage[] stages, WireEvent wireEvent)
    {
        await using MisbehavingTlsServer server = MisbehavingTlsServer.Start(fault);

        IReadOnlyList<TlsAttempt> attempts = await Probe.RunAsync(
            server.EndPoint, Probe.Fast with { TlsVersion = version, Path = "/", Count = 20, AttemptsPerSecond = 200 });

        Assert.Equal(20, attempts.Count);
        Assert.All(attempts, attempt =>
        {
            Assert.True(stages.Contains(attempt.Stage) && attempt.Event == wireEvent, $"{attempt.Stage}/{attempt.Event}: {attempt.Detail}");
            Assert.Equal(wireEvent == None, attempt.Succeeded);
            Assert.False(attempt.Untested);
        });
    }

    [Theory]
    [InlineData(WireFault.HelloStall, TlsVersion.Tls13, ClientHelloSent)]
    [InlineData(WireFault.HelloStall, TlsVersion.Tls12, ClientHelloSent)]
    [InlineData(WireFault.StallAfterServerHello, TlsVersion.Tls13, ServerHello)]
    [InlineData(WireFault.StallAfterServerHello, TlsVersion.Tls12, ServerHello)]
    [InlineData(WireFault.RequestThenStall, TlsVersion.Tls13, Request)]
    [InlineData(WireFault.RequestThenStall, TlsVersion.Tls12, Request)]
    [InlineData(WireFault.BodyStall, TlsVersion.Tls13, ResponseBody)]
    [InlineData(WireFault.BodyStall, TlsVersion.Tls12, ResponseBody)]
    [InlineData(WireFault.HeadDrip, TlsVersion.Tls13, ResponseHead)]
    public async Task A_stall_is_a_timeout_that_leaves_open_whether_the_reply_was_dropped(WireFault fault, TlsVersion version, TlsStage stage)
    {
        await using MisbehavingTlsServer server = MisbehavingTlsServer.Start(fault);

        IReadOnlyList<TlsAttempt> attempts = await Probe.RunAsync(server.EndPoint, Probe.Fast with
        {
            TlsVersion = version,
            Path = "/",
            Count = 20,
            Timeout = TimeSpan.FromSeconds(1.5),
            ResponseTimeout = TimeSpan.FromSeconds(1.5),
        });

        Assert.Equal(20, attempts.Count);
        Assert.All(attempts, attempt =>
        {
            Assert.True(attempt.Stage == stage && attempt.Event == WireEvent.Timeout, $"{attempt.Stage}/{attempt.Event}: {attempt.Detail}");
            Assert.Contains("look the same from here", attempt.Ambiguity);
        });
    }

    [Theory]
    [InlineData(WireFault.AlertHandshakeFailure, 40, "handshake_failure")]
    [InlineData(WireFault.AlertProtocolVersion, 70, "protocol_version")]
    [InlineData(WireFault.AlertUnrecognizedName, 112, "unrecognized_name")]
    [InlineData(WireFault.AlertInternalError, 80, "internal_error")]
    [InlineData(WireFault.AlertUnknown99, 99, "unknown(99)")]
    public async Task An_alert_carries_level_number_and_name(WireFault fault, int number, string name)
    {
        await using MisbehavingTlsServer server = MisbehavingTlsServer.Start(fault);

        TlsAttempt attempt = await Probe.OnceAsync(server.EndPoint, Probe.Fast);

        Assert.Equal((2, number, name), (attempt.AlertLevel, attempt.AlertNumber, attempt.AlertName));
    }

    [Fact]
    public async Task A_required_client_certificate_is_seen_sixty_times_out_of_sixty()
    {
        await using MisbehavingTlsServer server = MisbehavingTlsServer.Start(WireFault.MtlsRequired);

        IReadOnlyList<TlsAttempt> attempts = await Probe.RunAsync(server.EndPoint, Probe.Fast with { TlsVersion = TlsVersion.Tls13, Count = 60, AttemptsPerSecond = 200 });

        Assert.Equal(60, attempts.Count);
        Assert.All(attempts, attempt => Assert.True(attempt is { Event: WireEvent.Alert, AlertNumber: 116 }, attempt.Detail));
    }

    [Theory]
    [InlineData(WireFault.CertificateSelfSigned, CertificateProblems.UntrustedRoot)]
    [InlineData(WireFault.CertificateExpired, CertificateProblems.Expired)]
    [InlineData(WireFault.CertificateNotYetValid, CertificateProblems.NotYetValid)]
    [InlineData(WireFault.CertificateWrongHost, CertificateProblems.NameMismatch)]
    [InlineData(WireFault.CertificateNoIntermediate, CertificateProblems.PartialChain)]
    public async Task A_certificate_problem_is_recorded_and_no_request_is_sent(WireFault fault, CertificateProblems problem)
    {
        await using MisbehavingTlsServer server = MisbehavingTlsServer.Start(fault);

        TlsAttempt attempt = await Probe.OnceAsync(server.EndPoint, Probe.Fast);

        Assert.Equal(problem, attempt.CertificateProblems);
        Assert.NotNull(attempt.CertificateSha256);
        await server.WaitForClosedAsync(1);
        Assert.Null(server.Connections[0].RequestHead);
    }

    [Fact]
    public async Task A_warning_alert_and_a_missing_close_notify_are_notes()
    {
        await using MisbehavingTlsServer warns = MisbehavingTlsServer.Start(WireFault.WarnUnrecognizedThenOk);
        await using MisbehavingTlsServer cuts = MisbehavingTlsServer.Start(WireFault.OkWithoutNotify);
        await using MisbehavingTlsServer open = MisbehavingTlsServer.Start(WireFault.NoLengthNoNotify);

        Assert.Contains(await NotesOf(warns), note => note == "the peer warned: unrecognized_name");
        Assert.Contains(await NotesOf(cuts), note => note == "closed without close_notify");
        Assert.Contains(await NotesOf(open), note => note.Contains("could not be told", StringComparison.Ordinal));

        static async Task<string[]> NotesOf(MisbehavingTlsServer server) => (await Probe.OnceAsync(server.EndPoint, Probe.Fast with { Path = "/" })).Notes;
    }

    [Fact]
    public async Task The_detail_says_how_far_the_handshake_came()
    {
        await using MisbehavingTlsServer server = MisbehavingTlsServer.Start(FaultPlans.Cycle(
            WireFault.HelloFin, WireFault.FinInRecordHeader, WireFault.FinAfterServerHello, WireFault.PlainHttp400, WireFault.BodyTruncated));
        ProbeOptions one = Probe.Fast with { TlsVersion = TlsVersion.Tls12, Path = "/" };

        Assert.Matches(@"^FIN after ClientHello \(\d+ B sent\), 0 bytes received", (await Probe.OnceAsync(server.EndPoint, one)).Detail);
        Assert.Contains("inside a record header (3 of 5 B)", (await Probe.OnceAsync(server.EndPoint, one)).Detail);
        Assert.Contains("after ServerHello (1.2), before Certificate", (await Probe.OnceAsync(server.EndPoint, one)).Detail);
        Assert.Contains("plain HTTP: \"HTTP/1.1 400 Bad Request\"", (await Probe.OnceAsync(server.EndPoint, one)).Detail);
        Assert.Contains("the body short by 993 B", (await Probe.OnceAsync(server.EndPoint, one)).Detail);
    }
}
