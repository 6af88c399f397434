using TlsPathTools.TestServers;

namespace TlsPathTools.Core.Tests.TestServers;

/// <summary>
/// What independent clients say of a fault: patterns over "(exit code) output" of curl and openssl s_client, and over
/// "stage exception message" of Python. The values are those that were measured on other servers (nginx, OpenSSL, Python)
/// with the same behaviour on the wire.
/// </summary>
internal sealed record ExpectedOutcome(string Curl, string OpenSsl, string Python)
{
    private const string PythonEof = "wrap (SSLEOFError .*UNEXPECTED_EOF|SSLZeroReturnError)";
    private const string PythonReset = "wrap ConnectionResetError";
    private const string PythonTimeout = "wrap (TimeoutError|timeout)";

    // Depending on the release, Python calls an RST after the handshake an end of file, or by its name.
    private const string PythonLateReset = "eof $|(send|recv) (SSLEOFError|ConnectionResetError|BrokenPipeError|SSLError)";

    private static readonly ExpectedOutcome s_fin = new(@"^\(35\) .*SSL_ERROR_SYSCALL", @"^\(1\) .*0A000126", PythonEof);
    private static readonly ExpectedOutcome s_reset = new(@"^\(35\) .*Connection reset by peer", @"^\(1\) .*write:errno=104", PythonReset);
    private static readonly ExpectedOutcome s_timeout = new(@"^\(28\) ", @"^\(124\) ", PythonTimeout);
    private static readonly ExpectedOutcome s_noTls = new(@"^\(35\) .*0A00010B", @"^\(1\) .*0A00010B", "wrap SSLError .*WRONG_VERSION_NUMBER");
    private static readonly ExpectedOutcome s_emptyFin = new(@"^\(52\) ", @"^\(1\) .*0A000126", "eof $");
    private static readonly ExpectedOutcome s_emptyNotify = new(@"^\(52\) ", @"^\(0\) .*closed", "eof $");
    private static readonly ExpectedOutcome s_ok = new(@"^\(0\) http 200 3", @"^\(0\) .*HTTP/1.1 200 OK.*closed", "eof HTTP/1.1 200 OK");

    /// <summary>Whether the clients have to wait for their own time limit.</summary>
    public static bool IsStall(WireFault fault) => fault is WireFault.HelloStall or WireFault.StallAfterServerHello or WireFault.RequestThenStall
        or WireFault.BodyStall or WireFault.EndlessHandshakeMessages or WireFault.HeadEndless;

    public static ExpectedOutcome Of(WireFault fault, bool tls13) => fault switch
    {
        WireFault.Ok or WireFault.WarnUnrecognizedThenOk or WireFault.SniRejected or WireFault.HeadDrip
            or WireFault.CertificateWithIntermediate or WireFault.CertificateHuge => s_ok,
        WireFault.AcceptFinNow or WireFault.HelloFin => s_fin,
        WireFault.AcceptRstNow => new(@"^\((7|35|56)\) ", @"^\(1\) .*errno", "(connect|wrap|send) (ConnectionResetError|OSError|SSLEOFError)"),
        WireFault.HelloCloseUnread or WireFault.HelloRst => s_reset,
        WireFault.HelloStall or WireFault.StallAfterServerHello or WireFault.EndlessHandshakeMessages => s_timeout,
        WireFault.PlainHttp400 or WireFault.SshBanner or WireFault.SmtpBanner or WireFault.RandomBytes or WireFault.BadRecordVersion => s_noTls,
        WireFault.AlertHandshakeFailure or WireFault.AlertThenRst or WireFault.AlertAndRstSameTime => Alert("0A000410", "SSLV3_ALERT_HANDSHAKE_FAILURE"),
        WireFault.AlertProtocolVersion => Alert("0A00042E", "TLSV1_ALERT_PROTOCOL_VERSION"),
        WireFault.AlertUnrecognizedName => Alert("0A000458", "TLSV1_UNRECOGNIZED_NAME"),
        WireFault.AlertInternalError => Alert("0A000438", "TLSV1_ALERT_INTERNAL_ERROR"),
        WireFault.AlertUnknown99 => Alert("0A00044B", "unknown error|1099"),
        WireFault.AlertCloseNotifyOnly => new(@"^\(35\) .*SSL_ERROR_ZERO_RETURN", @"^\(0\) .*closed", "wrap SSLZeroReturnError"),
        WireFault.OversizeRecord => Alert("0A0000C6", "PACKET_LENGTH_TOO_LONG"),
        WireFault.EndlessHandshakeMessage => Alert("0A000098", "EXCESSIVE_MESSAGE_SIZE"),
        WireFault.FinAfterServerHello or WireFault.FinInRecordHeader or WireFault.FinInRecordBody or WireFault.FinInSecondRecord => s_fin,
        WireFault.RstAfterServerHello => s_reset,
        WireFault.FinAfterClientFlight => tls13 ? s_emptyFin : s_fin,
        WireFault.RstAfterClientFlight => tls13 ? LateReset : s_reset,
        WireFault.CorruptEncryptedRecord => tls13
            ? Alert("0A000119", "DECRYPTION_FAILED_OR_BAD_RECORD_MAC")
            : Alert("(0A000119|1C800066)", "DECRYPTION_FAILED_OR_BAD_RECORD_MAC"),
        WireFault.MtlsRequired => tls13
            ? new(@"^\((55|56)\) ", @"^\((1|104)\) .*(0A00045C|errno)", "(send|recv) (SSLEOFError|SSLError .*CERTIFICATE_REQUIRED|ConnectionResetError|BrokenPipeError)|eof $")
            : Alert("0A000410", "SSLV3_ALERT_HANDSHAKE_FAILURE"),
        WireFault.CertificateSelfSigned => BadCertificate("self-signed certificate", 18),
        WireFault.CertificateExpired => BadCertificate("certificate has expired", 10),
        WireFault.CertificateNotYetValid => BadCertificate("certificate is not yet valid", 9),
        WireFault.CertificateWrongHost => BadCertificate("(no alternative certificate subject name|[Hh]ostname mismatch)", 62),
        WireFault.CertificateNoIntermediate => BadCertificate("unable to get local issuer certificate", 20),
        _ => AfterHandshake(fault),
    };

    private static ExpectedOutcome LateReset => new(@"^\((55|56)\) ", @"^\(104\) ", PythonLateReset);

    private static ExpectedOutcome AfterHandshake(WireFault fault) => fault switch
    {
        WireFault.HandshakeThenFin or WireFault.RequestThenFin => s_emptyFin,
        WireFault.HandshakeThenRst or WireFault.RequestThenRst => LateReset,
        WireFault.HandshakeThenCloseNotify or WireFault.RequestThenCloseNotify => s_emptyNotify,
        WireFault.RequestThenStall => new(@"^\(28\) http 000 0", @"^\(124\) ", "recv (TimeoutError|timeout)"),
        WireFault.HeadCut => new(@"^\(0\) http 200 0", @"^\(1\) .*HTTP/1.1 200 OK.*0A000126", "eof HTTP/1.1 200 OK"),
        WireFault.HeadEndless => new(@"^\((56|28)\) ", @"^\(124\) ", "flood"),
        WireFault.ResponseNotHttp => new(@"^\(1\) ", @"^\(0\) .*hello, no HTTP here", "eof .*hello, no HTTP here"),
        WireFault.BodyTruncated => new(@"^\(18\) .*993 bytes remaining", @"^\(1\) .*0A000126", "eof HTTP/1.1 200 OK"),
        WireFault.BodyTruncatedCloseNotify => new(@"^\(18\) .*993 bytes remaining", @"^\(0\) .*closed", "eof HTTP/1.1 200 OK"),
        WireFault.BodyRst => new(@"^\(56\) http 200", @"^\(104\) ", "(eof|recv) "),
        WireFault.BodyStall => new(@"^\(28\) http 200 7", @"^\(124\) ", "recv (TimeoutError|timeout)"),
        WireFault.NoLengthNoNotify => new(@"^\(0\) http 200 20", @"^\(1\) .*0A000126", "eof HTTP/1.1 200 OK"),
        WireFault.NoLengthWithNotify => new(@"^\(0\) http 200 20", @"^\(0\) .*closed", "eof HTTP/1.1 200 OK"),
        WireFault.OkWithoutNotify => new(@"^\(0\) http 200 3", @"^\(1\) .*HTTP/1.1 200 OK.*0A000126", "eof HTTP/1.1 200 OK"),
        WireFault.ChunkedOk => new(@"^\(0\) http 200 7", @"^\(0\) .*closed", "eof HTTP/1.1 200 OK"),
        WireFault.ChunkedCut => new(@"^\(18\) ", @"^\(1\) .*0A000126", "eof HTTP/1.1 200 OK"),
        WireFault.InterimThenOk => new(@"^\(0\) http 200 3", @"^\(0\) .*HTTP/1.1 103 Early Hints.*HTTP/1.1 200 OK", "eof HTTP/1.1 100 Continue"),
        WireFault.GzipBomb => new(@"^\(0\) http 200 2[0-9]{6}", @"^\(0\) .*gzip", "eof HTTP/1.1 200 OK"),
        WireFault.EscapeSequences => new(@"^\(0\) http 200 3", "^\\(0\\) .*HTTP/1.1 200 evil\u001b\\]0;owned.*Server: evil\u001b", "eof HTTP/1.1 200 evil"),
        >= WireFault.Http204 => new($@"^\(0\) http {(int)fault} ", $@"^\(0\) .*HTTP/1.1 {(int)fault} .*closed", $"eof HTTP/1.1 {(int)fault} "),
        _ => throw new ArgumentOutOfRangeException(nameof(fault), fault, "No expectation."),
    };

    private static ExpectedOutcome Alert(string code, string python) => new($@"^\(35\) .*{code}", $@"^\(1\) .*{code}", $"wrap SSLError .*({python})");

    private static ExpectedOutcome BadCertificate(string text, int number) =>
        new($@"^\(60\) .*{text}", $@"^\(1\) .*verify error:num={number}:", $"wrap SSLCertVerificationError .*({text}|{text.ToUpperInvariant()})");
}
