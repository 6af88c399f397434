namespace TlsPathTools.ClientErrors.Patterns;

/// <summary>Texts about a connection that ended within the TLS handshake.</summary>
internal static class HandshakeEndPatterns
{
    private const string Fin = "Hello+Server/Fin";
    private const string Rst = "Hello+Server/Rst";
    private const string CloseNotify = "Hello+Server/CloseNotify";
    private const string FinOnly = "Rst CloseNotify Alert Plaintext Timeout Refused CertificateProblem";
    private const string FinOrNotify = "Rst Alert Plaintext Timeout Refused CertificateProblem";
    private const string EndOnly = "Alert Plaintext Timeout Refused CertificateProblem";
    private const string RstOnly = "Fin CloseNotify Alert Plaintext Timeout Refused CertificateProblem";
    private const string NotifyOnly = "Fin Rst Plaintext Timeout Refused CertificateProblem";

    private const string Closed = "A FIN, no reset and no alert, from the TCP peer that the client was connected to, before the handshake was finished";
    private const string Reset = "The connection was reset (RST) before the handshake was finished: by a program that closed without reading the ClientHello, by a firewall or balancer, or because the process died.";
    private const string Orderly = "The peer closed TLS in an orderly way (close_notify) before the handshake was finished, and gave no reason.";

    internal static readonly ErrorPattern[] All =
    [
        // Python. Measured: 3.10.13, 3.11.7, 3.12.1 and 3.13.0 write the tag; 3.8, 3.9 and 3.11.2 the text without it.
        new("[SSL: UNEXPECTED_EOF_WHILE_READING]", Fin, FinOnly, Closed + ". The tag proves a CPython with the corrected mapping on OpenSSL 3; a read after the handshake does not give it.") { Client = Clients.Python },
        new("KRB5_S_TKT_NYV*unexpected eof while reading", Fin + " Request+Head+Body/Fin", FinOnly, "A FIN without close_notify: within the handshake, or in a read after it. The odd tag is a misnumbered reason: CPython 3.7 on OpenSSL 3.") { Client = Clients.Python },
        new("TLS/SSL connection has been closed (EOF)", Fin + " " + CloseNotify, FinOrNotify, "A FIN or a close_notify before the handshake was finished: this CPython words both the same.") { Client = Clients.Python },
        // Without the tag: see the row of writes among the ends after the handshake.

        new("LibreSSL SSL_connect: SSL_ERROR_SYSCALL", Fin + " " + Rst, EndOnly, "The connection ended before the handshake was finished; with LibreSSL this may be a FIN or a reset.") { Client = Clients.Curl },
        new("SSL_connect: SSL_ERROR_SYSCALL", Fin, FinOnly, Closed + ".") { Client = Clients.Curl },
        new("SSL_connect: SSL_ERROR_ZERO_RETURN", CloseNotify, NotifyOnly, Orderly) { Client = Clients.Curl },
        new("SSL_connect: Connection reset by peer", Rst, RstOnly, Reset) { Client = Clients.Curl },
        new("curl: (35) Recv failure: Connection", Rst, RstOnly, Reset) { Client = Clients.Curl },
        new("curl: (35) Send failure: Connection", Rst + " Tcp/Rst", RstOnly, Reset) { Client = Clients.Curl },
        new("Unknown SSL protocol error in connection", Fin + " " + Rst, EndOnly, "The connection ended before the handshake was finished; this old curl does not say how.") { Client = Clients.Curl },
        new("schannel: failed to receive handshake", Fin + " " + Rst, EndOnly, "The connection ended before the handshake was finished: a FIN, or a read error such as a reset.") { Client = Clients.Curl },
        new("gnutls_handshake() failed: The TLS connection was non-properly terminated", Fin + " " + Rst, EndOnly, "The connection ended before the handshake was finished: mostly a FIN; GnuTLS says the same of some resets.") { Client = Clients.Curl },
        new("gnutls_handshake() failed: Error in the pull function", Rst, RstOnly, Reset) { Client = Clients.Curl },

        new("remote party has closed the transport stream", Fin, FinOrNotify, Closed + ".") { Client = Clients.DotNet },
        new("Received an unexpected EOF or 0 bytes from the transport stream", Fin, FinOnly, Closed + ".") { Client = Clients.DotNet },
        new("unexpected EOF or 0 bytes from the transport stream", Fin, FinOrNotify, Closed + ".") { Client = Clients.DotNet },
        new("OpenSSL error - SSL_ERROR_ZERO_RETURN", CloseNotify, NotifyOnly, Orderly) { Client = Clients.DotNet },
        new("SSL connection could not be established*onnection reset by peer", Rst, RstOnly, Reset) { Client = Clients.DotNet },
        new("SSL connection could not be established*forcibly closed by the remote host", Rst, RstOnly, Reset) { Client = Clients.DotNet },

        new("Remote host terminated the handshake", Fin, FinOnly, Closed + ".") { Client = Clients.Java },
        new("Remote host closed connection during handshake", Fin, FinOrNotify, Closed + ".") { Client = Clients.Java },
        new("SSL peer shut down incorrectly", Fin + " Request+Head+Body/Fin", FinOnly, "A FIN without close_notify; the text does not say whether the handshake was done.") { Client = Clients.Java },
        new("Received close_notify during handshake", CloseNotify, NotifyOnly, Orderly) { Client = Clients.Java },

        // Node's own words for every end of a socket that is not secure yet: its own time limit, and a reset that it noticed while writing, included.
        new("Client network socket disconnected before secure TLS connection was established", Fin + " " + CloseNotify + " Hello+Server/Silence Server/Rst", "Alert Plaintext Refused CertificateProblem", "The connection ended before the handshake was finished: mostly a FIN; Node says the same of a close_notify, of its own time limit, and of some resets.") { Client = Clients.Node },

        new("gnutls*Peer has terminated the connection", CloseNotify, NotifyOnly, Orderly) { Client = Clients.GnuTls },
        new("Fatal error: Peer has terminated the connection", CloseNotify, NotifyOnly, Orderly) { Client = Clients.GnuTls },
        // After the handshake, in wget's and gnutls-cli's words.
        new("Read error (The TLS connection was non-properly terminated.) in headers", "Request+Head/Fin Request+Head/Rst", EndOnly, "The connection ended after the handshake and before the answer's head was complete.") { Client = Clients.Wget },
        new("Read error (Error in the pull function.) in headers", "Request+Head+Body/Rst Request/Alert", "Fin CloseNotify Plaintext Refused CertificateProblem", "The connection was reset (RST) after the handshake.") { Client = Clients.Wget },
        new("non-properly terminated*Server has terminated the connection abnormally", "Request+Head+Body+Close/Fin", FinOrNotify, "A FIN without close_notify after the handshake.") { Client = Clients.GnuTls },
        // GnuTLS says so of a reset as well when it notices it while writing.
        new("The TLS connection was non-properly terminated", Fin + " " + Rst + " Tcp/Rst", EndOnly, "The connection ended before the handshake was finished: mostly a FIN; GnuTLS says the same of some resets.") { Client = Clients.GnuTls },
        new("Error in the pull function*Server has terminated the connection abnormally", "Request+Head+Body/Rst", RstOnly, "The connection was reset (RST) after the handshake.") { Client = Clients.GnuTls },
        new("Error in the pull function", Rst + " Tcp/Rst", "Fin CloseNotify Alert Plaintext Refused CertificateProblem", Reset) { Client = Clients.GnuTls },

        new("write:errno=104", Rst + " Tcp/Rst Request/Rst", RstOnly, Reset) { Client = Clients.OpenSsl },
        new("write:errno=0", Fin, FinOrNotify, Closed + ".") { Client = Clients.OpenSsl },
    ];
}
