namespace TlsPathTools.TestServers;

/// <summary>
/// How <see cref="MisbehavingTlsServer"/> treats a connection. A FIN is always a clean one: everything that the client
/// sent was read before. A stall lasts until the client goes away or the server is disposed.
/// </summary>
public enum WireFault
{
    /// <summary>Status 200, "ok" as body, close_notify, FIN.</summary>
    Ok,

    /// <summary>FIN at once after the accept.</summary>
    AcceptFinNow,

    /// <summary>RST at once after the accept; it may already fail the client's connect.</summary>
    AcceptRstNow,

    /// <summary>FIN after the ClientHello was read.</summary>
    HelloFin,

    /// <summary>The socket is closed with the ClientHello unread: the kernel sends RST.</summary>
    HelloCloseUnread,

    /// <summary>RST after the ClientHello was read.</summary>
    HelloRst,

    /// <summary>Silence after the ClientHello.</summary>
    HelloStall,

    /// <summary>A web server without TLS: answers the ClientHello with a plain HTTP 400.</summary>
    PlainHttp400,

    /// <summary>An SSH banner, sent before the client says anything.</summary>
    SshBanner,

    /// <summary>An SMTP greeting, sent before the client says anything.</summary>
    SmtpBanner,

    /// <summary>64 bytes from 0x80 on, which are no TLS.</summary>
    RandomBytes,

    /// <summary>Fatal alert 40, then FIN.</summary>
    AlertHandshakeFailure,

    /// <summary>Fatal alert 70, then FIN.</summary>
    AlertProtocolVersion,

    /// <summary>Fatal alert 112, then FIN.</summary>
    AlertUnrecognizedName,

    /// <summary>Fatal alert 80, then FIN.</summary>
    AlertInternalError,

    /// <summary>Fatal alert 99, which no RFC knows, then FIN.</summary>
    AlertUnknown99,

    /// <summary>A close_notify instead of a ServerHello, then FIN.</summary>
    AlertCloseNotifyOnly,

    /// <summary>Fatal alert 40, and RST a moment later.</summary>
    AlertThenRst,

    /// <summary>Fatal alert 40 and RST together.</summary>
    AlertAndRstSameTime,

    /// <summary>Warning alert unrecognized_name before the ServerHello, then as <see cref="Ok"/>.</summary>
    WarnUnrecognizedThenOk,

    /// <summary>Fatal alert 112 unless the client names the options' host; then as <see cref="Ok"/>.</summary>
    SniRejected,

    /// <summary>The first record's header has version 7.7.</summary>
    BadRecordVersion,

    /// <summary>The first record's header has length 65535; nothing follows.</summary>
    OversizeRecord,

    /// <summary>A ServerHello whose length field says 16 MiB, streamed until the client hangs up.</summary>
    EndlessHandshakeMessage,

    /// <summary>HelloRequest messages, which a client has to ignore, until it hangs up.</summary>
    EndlessHandshakeMessages,

    /// <summary>FIN right after the ServerHello's record.</summary>
    FinAfterServerHello,

    /// <summary>RST right after the ServerHello's record.</summary>
    RstAfterServerHello,

    /// <summary>Silence after the ServerHello's record.</summary>
    StallAfterServerHello,

    /// <summary>FIN after 3 of 5 bytes of the first record's header.</summary>
    FinInRecordHeader,

    /// <summary>FIN in the middle of the first record's body.</summary>
    FinInRecordBody,

    /// <summary>FIN in the middle of the record after the ServerHello (a TLS 1.3 ChangeCipherSpec does not count).</summary>
    FinInSecondRecord,

    /// <summary>The whole server flight is sent and the client's read; then FIN without finishing (TLS 1.2) or answering (1.3).</summary>
    FinAfterClientFlight,

    /// <summary>As <see cref="FinAfterClientFlight"/> with RST.</summary>
    RstAfterClientFlight,

    /// <summary>One bit of the first encrypted record is flipped.</summary>
    CorruptEncryptedRecord,

    /// <summary>
    /// A client certificate is demanded: alert 40 in the handshake (TLS 1.2), alert 116 after it (1.3), then close() with the request unread: FIN, and RST
    /// to what still comes. With a certificate, as <see cref="Ok"/>.
    /// </summary>
    MtlsRequired,

    /// <summary>FIN without close_notify as soon as the handshake is complete.</summary>
    HandshakeThenFin,

    /// <summary>RST as soon as the handshake is complete.</summary>
    HandshakeThenRst,

    /// <summary>close_notify and FIN as soon as the handshake is complete.</summary>
    HandshakeThenCloseNotify,

    /// <summary>The request is read; FIN without close_notify.</summary>
    RequestThenFin,

    /// <summary>The request is read; close_notify and FIN.</summary>
    RequestThenCloseNotify,

    /// <summary>The request is read; RST.</summary>
    RequestThenRst,

    /// <summary>The request is read; silence.</summary>
    RequestThenStall,

    /// <summary>FIN without close_notify in the middle of the response's head.</summary>
    HeadCut,

    /// <summary>The head comes one byte every <see cref="MisbehavingOptions.DripInterval"/>.</summary>
    HeadDrip,

    /// <summary>Header lines until the client hangs up (or 4 GiB).</summary>
    HeadEndless,

    /// <summary>The response is no HTTP.</summary>
    ResponseNotHttp,

    /// <summary>FIN without close_notify after 7 of 1000 body bytes.</summary>
    BodyTruncated,

    /// <summary>close_notify and FIN after 7 of 1000 body bytes.</summary>
    BodyTruncatedCloseNotify,

    /// <summary>RST after 7 of 1000 body bytes.</summary>
    BodyRst,

    /// <summary>Silence after 7 of 1000 body bytes.</summary>
    BodyStall,

    /// <summary>A body without Content-Length, ended by FIN without close_notify: whole or cut, nobody can tell.</summary>
    NoLengthNoNotify,

    /// <summary>A body without Content-Length, ended by close_notify.</summary>
    NoLengthWithNotify,

    /// <summary>A whole response, then FIN without close_notify.</summary>
    OkWithoutNotify,

    /// <summary>A whole chunked body with a trailer.</summary>
    ChunkedOk,

    /// <summary>FIN without close_notify inside a chunk.</summary>
    ChunkedCut,

    /// <summary>Interim responses 100 and 103 before the final 200.</summary>
    InterimThenOk,

    /// <summary>256 MiB of zeros as gzip.</summary>
    GzipBomb,

    /// <summary>Terminal escape sequences in the certificate, the reason phrase and the Server header.</summary>
    EscapeSequences,

    /// <summary>A self-signed certificate.</summary>
    CertificateSelfSigned,

    /// <summary>An expired certificate.</summary>
    CertificateExpired,

    /// <summary>A certificate that is not valid before tomorrow.</summary>
    CertificateNotYetValid,

    /// <summary>A certificate for another name.</summary>
    CertificateWrongHost,

    /// <summary>A certificate whose intermediate is not sent.</summary>
    CertificateNoIntermediate,

    /// <summary>A valid certificate behind an intermediate that is sent.</summary>
    CertificateWithIntermediate,

    /// <summary>A valid certificate so large that the server's flight needs many packets.</summary>
    CertificateHuge,

    // Whole responses with a status: the value is the status.

    /// <summary>204 No Content.</summary>
    Http204 = 204,

    /// <summary>301 with a Location.</summary>
    Http301 = 301,

    /// <summary>401 with a challenge.</summary>
    Http401 = 401,

    /// <summary>404 Not Found.</summary>
    Http404 = 404,

    /// <summary>502 Bad Gateway.</summary>
    Http502 = 502,

    /// <summary>503 Service Unavailable.</summary>
    Http503 = 503,

    /// <summary>504 Gateway Timeout.</summary>
    Http504 = 504,
}
