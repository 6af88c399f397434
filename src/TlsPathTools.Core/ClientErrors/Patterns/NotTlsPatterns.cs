namespace TlsPathTools.ClientErrors.Patterns;

/// <summary>Texts about an answer that is not TLS, is broken TLS, or is TLS that the client itself refuses.</summary>
internal static class NotTlsPatterns
{
    private const string NotTls = "Hello/Plaintext Hello+Server/MalformedTls";
    private const string Broken = "Hello+Server/MalformedTls Hello/Plaintext";
    private const string Corrupt = "Server+Request+Head+Body/MalformedTls";
    private const string Not = "Fin Rst CloseNotify Alert Timeout Refused CertificateProblem";
    private const string Answer = "The answer is not TLS: mostly plain HTTP (or another protocol's greeting) on this port; rarely a broken record.";
    private const string Length = "The answer has an impossible record length: not TLS, or bytes that something put into the stream.";
    private const string Mac = "A record did not decrypt: bytes were changed on the way, or one side's TLS is broken.";
    private const string OwnPolicy = "The client itself refused what the server chose: an old version, a weak key or cipher. The path carried every byte.";

    internal static readonly ErrorPattern[] All =
    [
        new("server gave HTTP response to HTTPS client", "Hello/Plaintext", Not, "The server answered the ClientHello in plain HTTP.") { Client = Clients.Go },
        new("tls: first record does not look like a TLS handshake", NotTls, Not, Answer) { Client = Clients.Go },
        new("tls: server selected unsupported protocol version", "Server/LocalError", Not, OwnPolicy) { Client = Clients.Go },
        new("tls: oversized record received", Broken, Not, Length) { Client = Clients.Go },
        new("local error: tls: bad record MAC", Corrupt, Not, Mac) { Client = Clients.Go },
        new("Cannot determine the frame size or a corrupted frame was received", NotTls, Not, Answer) { Client = Clients.DotNet },
        new("The handshake failed due to an unexpected packet format", NotTls, Not, Answer) { Client = Clients.DotNet },
        new("Unsupported or unrecognized SSL message", NotTls, Not, Answer) { Client = Clients.Java },
        new("Unrecognized SSL message, plaintext connection?", NotTls, Not, Answer) { Client = Clients.Java },
        new("Bad input record size", Broken, Not, Length) { Client = Clients.Java },
        new("Unsupported record version", Broken, Not, Answer) { Client = Clients.Java },
        new("AEADBadTagException", Corrupt, Not, Mac) { Client = Clients.Java },
        new("SSLException: Tag mismatch", Corrupt, Not, Mac) { Client = Clients.Java },
        new("but that protocol version is not enabled", "Server/LocalError", Not, OwnPolicy) { Client = Clients.Java },
        new("No appropriate protocol", "Hello/LocalError", Not, "Java found no TLS version that it may offer: nothing was sent.") { Client = Clients.Java },
        new("An unexpected TLS packet was received", NotTls, Not, Answer) { Client = Clients.GnuTls },
        new("A TLS packet with unexpected length was received", Broken + " Hello+Server/Fin", "Rst Alert Timeout Refused", Length) { Client = Clients.GnuTls },
        // GnuTLS says so as well when the connection ends inside a record.
        new("Error decoding the received TLS packet", "Hello+Server/Fin " + Broken, "Rst Alert Timeout Refused", "The connection ended inside a record, or the record is broken.") { Client = Clients.GnuTls },

        // OpenSSL's words and Python's tags of them.
        new("wrong version number", NotTls, Not, Answer),
        new("WRONG_VERSION_NUMBER", NotTls, Not, Answer),
        new("record layer failure", NotTls, Not, Answer),
        new("SSL routines*unknown protocol", NotTls, Not, Answer),
        new("[SSL: UNKNOWN_PROTOCOL]", NotTls, Not, Answer),
        new("packet length too long", Broken, Not, Length),
        new("PACKET_LENGTH_TOO_LONG", Broken, Not, Length),
        new("bad record type", Broken, Not, Length),
        new("decryption failed or bad record mac", Corrupt, Not, Mac),
        new("cipher operation failed", Corrupt, Not, Mac),
        new("error:*dh key too small", "Server/LocalError", Not, OwnPolicy),
        new("error:*unsupported protocol", "Server+Hello/LocalError", Not, OwnPolicy),
        new("UNSUPPORTED_PROTOCOL", "Server+Hello/LocalError", Not, OwnPolicy),
        new("DH_KEY_TOO_SMALL", "Server/LocalError", Not, OwnPolicy),
        new("unsafe legacy renegotiation disabled", "Server/LocalError", Not, OwnPolicy),
        new("UNSAFE_LEGACY_RENEGOTIATION_DISABLED", "Server/LocalError", Not, OwnPolicy),
        new("no protocols available", "Hello/LocalError", Not, "The client's own configuration allows no TLS version: nothing was sent."),
        new("[SSL] unknown error", "Hello+Server/Alert Hello+Server/MalformedTls", "Fin Rst Timeout Refused", "OpenSSL has no word for it: mostly an alert with an unknown number.") { Client = Clients.Python },
    ];
}
