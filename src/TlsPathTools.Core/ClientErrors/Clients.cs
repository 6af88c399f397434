namespace TlsPathTools.ClientErrors;

/// <summary>The clients, and by what a line of each is known.</summary>
internal static class Clients
{
    internal const string Python = "Python ssl (requests, urllib3)";
    internal const string Curl = "curl";
    internal const string Schannel = "Windows SChannel (.NET, curl, WinHTTP)";
    internal const string Go = "Go net/http";
    internal const string DotNet = ".NET (HttpClient, SslStream)";
    internal const string Java = "Java (JSSE)";
    internal const string Node = "Node.js";
    internal const string OpenSsl = "OpenSSL (s_client and others)";
    internal const string GnuTls = "GnuTLS";
    internal const string Wget = "wget";
    internal const string Unknown = "unknown";

    // In order: a curl, Node or .NET line may quote OpenSSL, never the other way round.
    private static readonly (string Client, string[] Signatures)[] s_signatures =
    [
        (Curl, ["curl: (", "curl error", "schannel: ", "gnutls_handshake() failed"]),
        (Python, ["Pool(host=", "_ssl.c:", "SSLError", "[SSL: ", "[SSL] ", "[Errno ", "[WinError ", "urllib", "requests.exceptions",
            "RemoteDisconnected", "ZeroReturnError", "SSLEOFError", "ChunkedEncodingError", "IncompleteRead(", "gaierror", "TimeoutError:",
            "ConnectionResetError", "ConnectionRefusedError", "BrokenPipeError", "ProxyError(", "timeout: "]),
        (Java, ["javax.net.ssl.", "java.net.", "java.io.", "java.util.", "java.security.", "sun.security.", "PKIX path", "Received fatal alert: "]),
        (DotNet, ["HttpRequestException", "AuthenticationException", "HttpIOException", "SocketException{", "SocketException (", "System.Net.",
            "System.IO.", "WebException", "TaskCanceledException", "OperationCanceledException", "HttpClient.Timeout", "The SSL connection could not be",
            "transport stream", "transport connection", "OpenSslCryptographicException", "The remote certificate", "The underlying connection was closed"]),
        (Go, ["\"https://", "remote error: tls: ", "x509: ", "dial tcp", "read tcp ", "write tcp ", "proxyconnect tcp", "net/http: ", "tls: "]),
        (Node, ["ECONNRESET", "EPROTO", "ECONNREFUSED", "ENOTFOUND", "EAI_AGAIN", "ETIMEDOUT", "EHOSTUNREACH", "ENETUNREACH", "ERR_TLS_", "ERR_SSL_",
            "UND_ERR_", "AxiosError", "socket hang up", "FetchError", "CERT_", "_SELF_SIGNED_CERT", "UNABLE_TO_VERIFY_LEAF_SIGNATURE", "UNABLE_TO_GET_ISSUER_CERT"]),
        (Wget, ["wget: ", "Unable to establish SSL connection", "HTTP request sent, awaiting response", "Resolving ", "Connecting to ", "Retrying."]),
        (GnuTls, ["*** Fatal error", "*** Received alert", "GNUTLS", "gnutls"]),
        (OpenSsl, ["SSL routines:", "errno=", "BIO routines:", "verify error:num=", "verify return:", "Verify return code:", "system library:"]),
    ];

    /// <summary>The client whose signature the line bears, or "unknown".</summary>
    internal static string Of(string text)
    {
        foreach ((string client, string[] signatures) in s_signatures)
        {
            if (Array.Exists(signatures, signature => text.Contains(signature, StringComparison.Ordinal)))
                return client;
        }

        return Unknown;
    }
}
