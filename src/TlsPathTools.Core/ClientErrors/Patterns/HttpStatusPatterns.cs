namespace TlsPathTools.ClientErrors.Patterns;

/// <summary>Texts about an HTTP error status: the whole path up to whoever answered works.</summary>
internal static class HttpStatusPatterns
{
    private const string Status = "Head/HttpStatus";
    private const string Not = "Fin Rst CloseNotify Alert Plaintext Timeout Refused CertificateProblem";
    private const string Answered = "A whole HTTP answer came: name, TCP, TLS and certificate were good up to whoever sent it.";

    internal static readonly ErrorPattern[] All =
    [
        Row("HTTPError: #", Clients.Python),
        Row("HTTP Error #", Clients.Python),
        Row("too many # error responses", Clients.Python),
        // With --fail curl says the same of a proxy's answer to CONNECT (measured with 7.88).
        new("The requested URL returned error: #", Status + " Proxy/ProxyStatus", Not, "An HTTP error status: of the server, which then was reached, or of a proxy that refused CONNECT.") { Client = Clients.Curl, HasStatus = true },
        Row("Server returned HTTP response code: #", Clients.Java),
        Row("does not indicate success: #", Clients.DotNet),
        Row("The remote server returned an error: (#)", Clients.DotNet),
        Row("Request failed with status code #", Clients.Node),
        Row("awaiting response... #", Clients.Wget),
        Row("ERROR #: ", Clients.Wget),
        // Seen in a trace, this may also be a proxy's answer to CONNECT.
        new("HTTP/1.1 #", Status + " Proxy/ProxyStatus", Not, "An HTTP error status; in a trace it may also be a proxy's answer to CONNECT.") { HasStatus = true },
        new("HTTP/1.0 #", Status + " Proxy/ProxyStatus", Not, "An HTTP error status; in a trace it may also be a proxy's answer to CONNECT.") { HasStatus = true },
        new("HTTP/2 #", Status, Not, Answered) { HasStatus = true },
    ];

    private static ErrorPattern Row(string text, string client) => new(text, Status, Not, Answered) { Client = client, HasStatus = true };
}
