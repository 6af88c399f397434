namespace TlsPathTools.ClientErrors.Patterns;

/// <summary>Texts about the proxy itself: it could not be reached, or refused CONNECT. They prove that one is used.</summary>
internal static class ProxyPatterns
{
    private const string Refused = "Proxy/ProxyStatus Tcp/Refused Tcp/Timeout Tcp/HostUnreachable Tcp/NetworkUnreachable Tcp/Rst Dns/NameNotResolved";
    private const string NoTls = "Alert Plaintext CertificateProblem HttpStatus";
    private const string NoTlsNoStatus = "Alert Plaintext CertificateProblem HttpStatus ProxyStatus";
    private const string Status = "The proxy answered CONNECT with an error status: no tunnel, so no byte of TLS was exchanged.";
    private const string Policy = "The proxy's policy forbids this CONNECT: nothing is said of the server behind it.";
    private const string Credentials = "The proxy wants credentials, or refuses those given: nothing is said of the server behind it.";
    private const string ProxyDown = "The connection to the proxy itself was refused.";
    private const string ProxyUnnamed = "The proxy's own name did not resolve.";

    internal static readonly ErrorPattern[] All =
    [
        // A status with its number: 407, 403 and 405 are told apart by the reader.
        StatusRow("Tunnel connection failed: #", Clients.Python),
        StatusRow("CONNECT tunnel failed, response #", Clients.Curl),
        StatusRow("Received HTTP code # from proxy after CONNECT", Clients.Curl),
        StatusRow("proxy tunnel request to proxy*failed with status code '#'", Clients.DotNet),
        StatusRow("Unable to tunnel through proxy. Proxy returns \"HTTP/1.1 #", Clients.Java),
        StatusRow("Unable to tunnel through proxy. Proxy returns \"HTTP/1.0 #", Clients.Java),
        StatusRow("Proxy response (#) !== 200 when HTTP Tunneling", Clients.Node),
        StatusRow("tunneling socket could not be established, statusCode=#", Clients.Node),

        // Go gives the bare words of the status as the whole error of a request for an https address.
        new("\"https://*\": Forbidden$", "Proxy/ProxyForbidden", NoTls, Policy) { Client = Clients.Go, ProvesProxy = true },
        new("\"https://*\": Method Not Allowed$", "Proxy/ProxyForbidden", NoTls, Policy) { Client = Clients.Go, ProvesProxy = true },
        new("\"https://*\": Proxy Authentication Required$", "Proxy/ProxyAuthenticationRequired", NoTls, Credentials) { Client = Clients.Go, ProvesProxy = true },
        new("\"https://*\": Service Unavailable$", Refused, NoTls, Status) { Client = Clients.Go, ProvesProxy = true },
        new("\"https://*\": Bad Gateway$", Refused, NoTls, Status) { Client = Clients.Go, ProvesProxy = true },
        new("\"https://*\": Gateway Timeout$", Refused, NoTls, Status) { Client = Clients.Go, ProvesProxy = true },
        new("\"https://*\": Internal Server Error$", Refused, NoTls, Status) { Client = Clients.Go, ProvesProxy = true },
        new("\"https://*\": Unable to connect$", Refused, NoTls, Status) { Client = Clients.Go, ProvesProxy = true },

        new("Proxy tunneling failed: Forbidden", "Proxy/ProxyForbidden", NoTls, Policy) { Client = Clients.Wget, ProvesProxy = true },
        new("Proxy tunneling failed: Proxy Authentication Required", "Proxy/ProxyAuthenticationRequired", NoTls, Credentials) { Client = Clients.Wget, ProvesProxy = true },
        new("Proxy tunneling failed: ", Refused, NoTls, Status) { Client = Clients.Wget, ProvesProxy = true },
        new("Proxy Authentication Required", "Proxy/ProxyAuthenticationRequired", NoTls, Credentials) { ProvesProxy = true },

        // The proxy was not reached, or ended the conversation.
        new("ProxyError(*Connection refused", "Tcp/Refused", NoTlsNoStatus, ProxyDown) { Client = Clients.Python, ProvesProxy = true },
        new("ProxyError(*actively refused it", "Tcp/Refused", NoTlsNoStatus, ProxyDown) { Client = Clients.Python, ProvesProxy = true },
        new("ProxyError(*NameResolutionError", "Dns/NameNotResolved Dns/Timeout", NoTlsNoStatus, ProxyUnnamed) { Client = Clients.Python, ProvesProxy = true },
        new("ProxyError(*Name or service not known", "Dns/NameNotResolved", NoTlsNoStatus, ProxyUnnamed) { Client = Clients.Python, ProvesProxy = true },
        new("ProxyError(*timed out", "Tcp/Timeout Proxy/Timeout", NoTlsNoStatus, "The proxy did not answer in time: the proxy is out of reach, or waits for the server.") { Client = Clients.Python, ProvesProxy = true },
        new("ProxyError(*RemoteDisconnected", "Proxy/Fin", NoTlsNoStatus, "The proxy closed the connection without an answer to CONNECT.") { Client = Clients.Python, ProvesProxy = true },
        new("ProxyError(*ConnectionResetError", "Proxy/Rst Tcp/Rst", NoTlsNoStatus, "The connection to the proxy was reset before it answered CONNECT.") { Client = Clients.Python, ProvesProxy = true },
        new("ProxyError(", "Proxy/Fin Proxy/Rst Proxy/Timeout Proxy/ProxyStatus Proxy/ProxyMalformed Tcp/Refused Tcp/Timeout", "HttpStatus", "The tunnel through the proxy was not made; this line does not say why.") { Client = Clients.Python, ProvesProxy = true },
        new("curl: (5)", "Dns/NameNotResolved Dns/Timeout", NoTlsNoStatus, ProxyUnnamed) { Client = Clients.Curl, ProvesProxy = true },
        new("Proxy CONNECT aborted due to timeout", "Proxy/Timeout", NoTlsNoStatus, "The proxy did not answer CONNECT in time: it waits for the server, or is stuck.") { Client = Clients.Curl, ProvesProxy = true },
        new("Proxy CONNECT aborted", "Proxy/Fin Proxy/Rst", NoTlsNoStatus, "The proxy closed the connection during CONNECT.") { Client = Clients.Curl, ProvesProxy = true },
        new("proxyconnect tcp: *connection refused", "Tcp/Refused", NoTlsNoStatus, ProxyDown) { Client = Clients.Go, ProvesProxy = true },
        new("proxyconnect tcp: *no such host", "Dns/NameNotResolved", NoTlsNoStatus, ProxyUnnamed) { Client = Clients.Go, ProvesProxy = true },
        new("proxyconnect tcp: *i/o timeout", "Tcp/Timeout Proxy/Timeout", NoTlsNoStatus, "The proxy is out of reach.") { Client = Clients.Go, ProvesProxy = true },
        new("proxyconnect tcp: *EOF$", "Proxy/Fin", NoTlsNoStatus, "The proxy closed the connection without an answer to CONNECT.") { Client = Clients.Go, ProvesProxy = true },
        new("proxyconnect tcp: *connection reset by peer", "Proxy/Rst Tcp/Rst", NoTlsNoStatus, "The connection to the proxy was reset.") { Client = Clients.Go, ProvesProxy = true },
        new("proxyconnect tcp: ", "Tcp/Refused Tcp/Timeout Tcp/HostUnreachable Tcp/NetworkUnreachable Tcp/Rst Proxy/Fin Proxy/Rst Proxy/Timeout Dns/NameNotResolved", "HttpStatus", "The proxy was not reached.") { Client = Clients.Go, ProvesProxy = true },
    ];

    private static ErrorPattern StatusRow(string text, string client) =>
        new(text, Refused, NoTls, Status) { Client = client, HasStatus = true, ProvesProxy = true };
}
