namespace TlsPathTools.ClientErrors.Patterns;

/// <summary>Texts about a connection that ended after the handshake, and those that do not say when it ended.</summary>
internal static class ConnectionEndPatterns
{
    private const string NoAnswer = "Request/Fin Request/CloseNotify";
    private const string CutBody = "Body/Fin Body/CloseNotify";
    // A reset throws away what had arrived and was not read: after the handshake that may have been an alert (116).
    private const string AnyRst = "Hello+Server+Request+Head+Body/Rst Request/Alert";
    private const string LateRst = "Request+Head+Body/Rst Request/Alert";
    private const string FinOrNotify = "Rst Alert Plaintext Timeout Refused CertificateProblem";
    private const string NotHandshake = "Alert Plaintext Timeout Refused CertificateProblem";
    private const string RstOnly = "Fin CloseNotify Plaintext Timeout Refused CertificateProblem";

    private const string Unanswered = "The handshake was done; the peer closed before a byte of an answer. On a reused connection this is mostly an idle limit, not a fault.";
    private const string Short = "The answer began and the peer closed before it was complete.";
    private const string Reset = "The connection was reset (RST); the text does not say in which stage.";
    private const string ResetLater = "The connection was reset (RST) after the handshake.";
    private const string WroteOnClosed = "The client wrote to a connection that the peer had closed or reset.";

    internal static readonly ErrorPattern[] All =
    [
        // CPython 3.10 to 3.12 report a reset after the handshake as a plain end, and a reset throws away what had arrived.
        new("RemoteDisconnected", NoAnswer + " Request+Body/Rst Request/Alert", "Plaintext Timeout Refused CertificateProblem", "The handshake was done; the connection ended before a byte of an answer was read. CPython 3.10 to 3.12 say this of a reset as well.") { Client = Clients.Python },
        new("EOF occurred in violation of protocol", "Request/Rst Request/Fin Request/Alert Hello+Server/Fin", "Plaintext Timeout Refused CertificateProblem", "Without the tag [SSL: …]: with OpenSSL 3 a write to a connection that the peer had closed or reset (an alert such as 116 may have been lost); with OpenSSL 1.1.1 also a FIN within the handshake.") { Client = Clients.Python },
        new("InvalidChunkLength(", CutBody + " Body/Rst", NotHandshake, Short) { Client = Clients.Python },
        new("IncompleteRead(", CutBody + " Body/Rst", NotHandshake, Short) { Client = Clients.Python },
        new("BadStatusLine", "Request/MalformedHttp", NotHandshake, "The handshake was done; the answer is not HTTP.") { Client = Clients.Python },
        new("Failed to establish a new connection", "Tcp/Refused Tcp/Timeout Tcp/HostUnreachable Tcp/NetworkUnreachable Tcp/Rst Tcp/LocalError Dns/NameNotResolved", "Alert Plaintext CertificateProblem HttpStatus", "The TCP connection was not made.") { Client = Clients.Python },
        new("'Connection aborted.', ConnectionResetError(", "Hello+Server+Request+Head/Rst Request/Alert", RstOnly, Reset) { Client = Clients.Python },

        new("curl: (52)", NoAnswer, FinOrNotify, Unanswered) { Client = Clients.Curl },
        new("curl: (18)", CutBody, FinOrNotify, Short) { Client = Clients.Curl },
        new("curl: (56)*unexpected eof while reading", "Request+Head+Body/Fin", FinOrNotify, "A FIN without close_notify after the handshake.") { Client = Clients.Curl },
        new("schannel: server closed abruptly (missing close_notify)", "Request+Head+Body/Fin", FinOrNotify, "A FIN without close_notify after the handshake.") { Client = Clients.Curl },
        new("curl: (56) Recv failure: Connection", LateRst, RstOnly, ResetLater) { Client = Clients.Curl },
        new("curl: (56)*errno 104", LateRst, RstOnly, ResetLater) { Client = Clients.Curl },
        new("curl: (55)", "Request/Rst Request/Fin Request/Alert", "Plaintext Timeout Refused CertificateProblem", WroteOnClosed + " An alert such as 116 (client certificate required) may have been lost.") { Client = Clients.Curl },

        // Go's bare EOF says no more than that the stream ended between records.
        new(": unexpected EOF$", "Hello+Server/Fin Head+Body/Fin Body/CloseNotify", FinOrNotify, "The connection ended inside a TLS record of the handshake, or before the answer was complete.") { Client = Clients.Go },
        new("err unexpected EOF$", "Body/Fin Body/CloseNotify Hello+Server/Fin", FinOrNotify, Short) { Client = Clients.Go },
        new("\": EOF$", "Hello+Server/Fin Hello+Server/CloseNotify Request/Fin Request/CloseNotify", FinOrNotify, "The peer closed: within the handshake, or after it and before a byte of an answer. Go words both the same.") { Client = Clients.Go },
        new("server closed idle connection", NoAnswer, FinOrNotify, Unanswered) { Client = Clients.Go },
        new("write: broken pipe", "Request/Fin Request/Rst Hello+Server/Fin Hello+Server/Rst", NotHandshake, WroteOnClosed) { Client = Clients.Go },
        new("server sent GOAWAY and closed the connection", "Request+Head+Body/CloseNotify Request+Head+Body/Fin", FinOrNotify, "The peer ended the HTTP/2 connection in an orderly way: retired or overloaded.") { Client = Clients.Go },
        new("malformed HTTP response", "Request/MalformedHttp Request/Plaintext", "Timeout Refused CertificateProblem", "The answer is not HTTP.") { Client = Clients.Go },

        new("Error while copying content to a stream*onnection reset by peer", "Body/Rst", RstOnly, "The connection was reset (RST) within the body.") { Client = Clients.DotNet },
        new("Error while copying content to a stream", CutBody, NotHandshake, Short) { Client = Clients.DotNet },
        new("An error occurred while sending the request*onnection reset by peer", LateRst, RstOnly, ResetLater) { Client = Clients.DotNet },
        new("An error occurred while sending the request*forcibly closed by the remote host", LateRst, RstOnly, ResetLater) { Client = Clients.DotNet },
        new("The response ended prematurely", NoAnswer + " Head+Body/Fin Head+Body/CloseNotify", FinOrNotify, "The handshake was done; the peer closed before the answer was complete.") { Client = Clients.DotNet },
        new("The connection was closed unexpectedly", "Hello+Server/Fin Request+Head+Body/Fin Request/CloseNotify", "Alert Plaintext Timeout Refused CertificateProblem", "The peer closed; the text does not say in which stage.") { Client = Clients.DotNet },

        new("Unexpected end of file from server", NoAnswer + " Request/Rst Request/Alert", "Plaintext Timeout Refused CertificateProblem", Unanswered + " Java says so of some resets, too.") { Client = Clients.Java },
        new("header parser received no bytes", NoAnswer + " Request/Rst", NotHandshake, Unanswered) { Client = Clients.Java },
        new("NoHttpResponseException", NoAnswer, FinOrNotify, Unanswered) { Client = Clients.Java },
        new("failed to respond$", NoAnswer, FinOrNotify, Unanswered) { Client = Clients.Java },
        new("java.io.IOException: Premature EOF", CutBody, FinOrNotify, Short) { Client = Clients.Java },
        new("java.net.SocketException: Connection reset", AnyRst, RstOnly, Reset) { Client = Clients.Java },
        new("Broken pipe", "Request/Fin Request/Rst Hello+Server/Fin Hello+Server/Rst", NotHandshake, WroteOnClosed),

        new("socket hang up", NoAnswer + " Head/Fin Head/CloseNotify Request+Head/Rst Request/Alert Request/Timeout", "Plaintext Refused CertificateProblem", "The handshake was done; the connection ended (FIN, close_notify or reset) before the head of an answer was complete.") { Client = Clients.Node },
        new("other side closed", NoAnswer + " Head+Body/Fin", NotHandshake, Unanswered) { Client = Clients.Node },
        new("ECONNRESET*aborted$", CutBody + " Body/Rst", NotHandshake, Short) { Client = Clients.Node },
        new("read ECONNRESET", AnyRst, RstOnly, Reset) { Client = Clients.Node },
        new("write ECONNRESET", AnyRst, RstOnly, Reset) { Client = Clients.Node },
        new("write EPIPE", "Request/Fin Request/Rst Hello+Server/Fin Hello+Server/Rst", NotHandshake, WroteOnClosed) { Client = Clients.Node },

        new("read:errno=104", LateRst, RstOnly, ResetLater) { Client = Clients.OpenSsl },
        new("read:errno=0", "Request+Head+Body+Close/Fin", FinOrNotify, "A FIN without close_notify after the handshake.") { Client = Clients.OpenSsl },
        new("Read error (Connection reset by peer)", LateRst, RstOnly, ResetLater) { Client = Clients.Wget },
        new("No data received", NoAnswer, FinOrNotify, Unanswered) { Client = Clients.Wget },
        new("Connection closed at byte", CutBody, FinOrNotify, Short) { Client = Clients.Wget },

        // s_client prints this for a missing close_notify at any time, the end of a good answer included.
        new("unexpected eof while reading", "Hello+Server/Fin Request+Head+Body+Close/Fin", "Rst CloseNotify Alert Plaintext Timeout Refused CertificateProblem", "A FIN without close_notify; the text does not say whether the handshake was done."),

        // What a client hears that asks a socket for its peer when the connection was just reset; HttpClient lets it through.
        new("Transport endpoint is not connected", "Tcp/Rst Hello+Server+Request/Rst Request/Alert", RstOnly, Reset),
        new("onnection reset by peer", AnyRst + " Tcp/Rst", RstOnly, Reset),
        new("onnection was reset", AnyRst + " Tcp/Rst", RstOnly, Reset),
        new("forcibly closed by the remote host", AnyRst + " Tcp/Rst", RstOnly, Reset),
        new("ConnectionResetError", AnyRst + " Tcp/Rst", RstOnly, Reset),
        new("ECONNRESET", AnyRst + " Tcp/Rst Hello+Server+Request/Fin", "Alert Plaintext Refused CertificateProblem", "The connection ended; Node uses this code for resets and for some plain ends.") { Client = Clients.Node },
    ];
}
