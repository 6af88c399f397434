namespace TlsPathTools.ClientErrors.Patterns;

/// <summary>Outer texts whose inner error was lost: they say little, and are looked for last.</summary>
internal static class WrapperPatterns
{
    private const string AnyHandshakeEnd =
        "Hello+Server/Fin Hello+Server/Rst Hello+Server/Alert Hello/Plaintext Hello+Server/MalformedTls Hello+Server/CloseNotify Done/CertificateProblem Server/LocalError";

    private const string Lost = "The TLS handshake failed; the inner error that would say why is not in the line.";

    internal static readonly ErrorPattern[] All =
    [
        new("The SSL connection could not be established", AnyHandshakeEnd, "Refused HttpStatus", Lost) { Client = Clients.DotNet },
        new("Could not create SSL/TLS secure channel", AnyHandshakeEnd, "Refused HttpStatus", Lost) { Client = Clients.DotNet },
        new("Authentication failed, see inner exception", AnyHandshakeEnd, "Refused HttpStatus", Lost) { Client = Clients.DotNet },
        new("The underlying connection was closed: An unexpected error occurred on a send", AnyHandshakeEnd + " Request/Fin Request/Rst", "Refused HttpStatus", "The connection ended while the client was sending, mostly within the TLS handshake.") { Client = Clients.DotNet },
        new("The underlying connection was closed: An unexpected error occurred on a receive", AnyHandshakeEnd + " Request+Head/Fin Request+Head/Rst", "Refused HttpStatus", "The connection ended while the client was reading; the text does not say in which stage.") { Client = Clients.DotNet },
        new("curl: (35)", AnyHandshakeEnd, "Refused HttpStatus", Lost) { Client = Clients.Curl },
        new("curl: (56)", "Request+Head+Body/Fin Request+Head+Body/Rst Request+Head+Body/Alert Request+Body/MalformedTls", "Refused HttpStatus", "Reading the answer failed; the text does not say how.") { Client = Clients.Curl },
        new("Unable to establish SSL connection", AnyHandshakeEnd + " Hello+Server/Silence", "Refused HttpStatus", Lost) { Client = Clients.Wget },
        new("SSLHandshakeException", AnyHandshakeEnd, "Refused HttpStatus", Lost) { Client = Clients.Java },
        new("A TLS fatal alert has been received", "Hello+Server+Request/Alert", "Fin Rst Timeout Refused", "The server sent an alert; its number is not in the line.") { Client = Clients.GnuTls },
        new("write EPROTO", AnyHandshakeEnd, "Refused HttpStatus", Lost) { Client = Clients.Node },
    ];
}
