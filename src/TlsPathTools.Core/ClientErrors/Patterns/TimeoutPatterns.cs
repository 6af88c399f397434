namespace TlsPathTools.ClientErrors.Patterns;

/// <summary>Texts about a client's own time limit on a connection that may stand.</summary>
internal static class TimeoutPatterns
{
    private const string InHandshake = "Hello+Server/Silence";
    private const string OnRead = "Request+Head+Body/Timeout";
    private const string Established = "Hello+Server/Silence Request+Head+Body/Timeout";
    private const string UpToHandshake = "Tcp/Timeout Hello+Server/Silence";
    private const string Everywhere = "Hello+Server/Silence Tcp/Timeout Request+Head+Body/Timeout Proxy/Timeout Dns/Timeout";
    private const string Not = "Fin Rst CloseNotify Alert Plaintext Refused CertificateProblem";
    private const string Handshake = "TCP stood and the handshake did not end in time: the server is silent, or packets are dropped one way. Which way cannot be told from here.";
    private const string Reading = "The client waited for bytes that did not come in time; the text does not say whether the handshake was done.";
    private const string Answer = "The handshake was done; the answer did not come in time.";
    private const string Limit = "The client's own time limit ran out; the text does not say in which stage.";
    private const string Connecting = "The client's limit for connecting ran out; for this client that covers TCP and the TLS handshake.";

    internal static readonly ErrorPattern[] All =
    [
        new("The handshake operation timed out", InHandshake, Not, Handshake) { Client = Clients.Python },
        new("The read operation timed out", OnRead, Not, Answer) { Client = Clients.Python },
        new("The write operation timed out", "Request/Silence", Not, "The request could not be written in time: nobody reads or acknowledges.") { Client = Clients.Python },
        new("Read timed out. (read timeout=", Established, Not, Reading) { Client = Clients.Python },
        new("ReadTimeoutError", Established, Not, Reading) { Client = Clients.Python },
        new("TimeoutError: timed out", "Tcp/Timeout " + Established, Not, Limit) { Client = Clients.Python },
        new("socket.timeout: timed out", "Tcp/Timeout " + Established, Not, Limit) { Client = Clients.Python },
        new("TimeoutError('timed out')", "Tcp/Timeout " + Established, Not, Limit) { Client = Clients.Python },

        new("curl: (28) Connection timed out after", UpToHandshake, Not, Connecting) { Client = Clients.Curl },
        new("curl: (28) SSL connection timeout", InHandshake, Not, Handshake) { Client = Clients.Curl },
        new("curl: (28) Operation timed out*with 0 bytes received", "Request+Head/Timeout Hello+Server/Silence", Not, "Nothing of an answer came in time; older versions say the same of an unfinished handshake.") { Client = Clients.Curl },
        new("curl: (28) Operation timed out*with 0 out of", "Request+Head/Timeout Hello+Server/Silence", Not, "Nothing of an answer came in time; older versions say the same of an unfinished handshake.") { Client = Clients.Curl },
        new("curl: (28) Operation timed out*bytes received", "Body/Timeout", Not, "A part of the answer came, the rest did not in time.") { Client = Clients.Curl },
        new("curl: (28)", Everywhere, Not, Limit) { Client = Clients.Curl },

        new("net/http: TLS handshake timeout", InHandshake, Not, Handshake) { Client = Clients.Go },
        new("Client.Timeout exceeded while reading body", "Body/Timeout", Not, "The head of the answer came, the body did not in time.") { Client = Clients.Go },
        new("request canceled while waiting for connection", "Tcp/Timeout Hello+Server/Silence Proxy/Timeout Dns/Timeout", Not, Connecting) { Client = Clients.Go },
        new("Client.Timeout exceeded while awaiting headers", Everywhere, Not, Limit) { Client = Clients.Go },
        new("timeout awaiting response headers", "Request+Head/Timeout", Not, Answer) { Client = Clients.Go },
        new("read tcp *i/o timeout", Established, Not, Reading) { Client = Clients.Go },
        new("context deadline exceeded", Everywhere, Not, Limit) { Client = Clients.Go },

        new("within the configured ConnectTimeout", "Tcp/Timeout Hello+Server/Silence Proxy/Timeout Dns/Timeout", Not, Connecting) { Client = Clients.DotNet },
        new("due to the configured HttpClient.Timeout", Everywhere, Not, Limit) { Client = Clients.DotNet },
        new("CanceledException: The operation was canceled", Everywhere, Not, Limit) { Client = Clients.DotNet },
        new("TaskCanceledException: A task was canceled", Everywhere, Not, Limit) { Client = Clients.DotNet },
        new("The operation has timed out", Everywhere, Not, Limit) { Client = Clients.DotNet },

        new("HttpConnectTimeoutException", UpToHandshake, Not, Connecting) { Client = Clients.Java },
        new("SocketTimeoutException: Read timed out", Established, Not, Reading) { Client = Clients.Java },
        new("HttpTimeoutException: request timed out", Everywhere, Not, Limit) { Client = Clients.Java },

        new("UND_ERR_CONNECT_TIMEOUT", UpToHandshake, Not, Connecting) { Client = Clients.Node },
        new("Connect Timeout Error", UpToHandshake, Not, Connecting) { Client = Clients.Node },
        new("Headers Timeout Error", "Request+Head/Timeout", Not, Answer) { Client = Clients.Node },
        new("Body Timeout Error", "Body/Timeout", Not, "The head of the answer came, the body did not in time.") { Client = Clients.Node },
        new("ESOCKETTIMEDOUT", Established, Not, Reading) { Client = Clients.Node },
        new("read ETIMEDOUT", Established, Not, Reading) { Client = Clients.Node },
        new("AxiosError*timeout of #", Everywhere, Not, Limit) { Client = Clients.Node },
        new("timeout of #ms exceeded", Everywhere, Not, Limit) { Client = Clients.Node },
        new("ETIMEDOUT", "Tcp/Timeout " + Established, Not, Limit) { Client = Clients.Node },

        new("Read error (Connection timed out)", OnRead, Not, Answer) { Client = Clients.Wget },
        new("errno=110", "Hello+Server+Request/TimeoutUnacknowledged Tcp/Timeout", Not, "The system gave up: nothing that was sent was acknowledged.") { Client = Clients.OpenSsl },
        new("onnection timed out", "Tcp/Timeout Hello+Server+Request/TimeoutUnacknowledged", Not, "The system gave up: nothing that was sent was acknowledged, mostly the SYN."),
        new("The operation timed out", Established, Not, Reading) { Client = Clients.GnuTls },
    ];
}
