using TlsPathTools.ClientErrors;
using TlsPathTools.Probing;

namespace TlsPathTools.Core.Tests.ClientErrors;

/// <summary>Texts from the clients' documentation, sources and users, beyond those that were measured.</summary>
public class DocumentedTextTests
{
    [Theory]
    // Python
    [InlineData("ssl.SSLError: [SSL: KRB5_S_TKT_NYV] unexpected eof while reading (_ssl.c:1091)", Clients.Python, "ClientHelloSent/Fin")]
    [InlineData("ssl.SSLEOFError: EOF occurred in violation of protocol (_ssl.c:2427)", Clients.Python, "Request/Rst")]
    [InlineData("requests.exceptions.SSLError: HTTPSConnectionPool(host='h.test', port=443): Max retries exceeded with url: / (Caused by SSLError(SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: unable to get local issuer certificate (_ssl.c:1006)')))", Clients.Python, "Handshake/CertificateProblem")]
    [InlineData("ssl.SSLCertVerificationError: [SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: Hostname mismatch, certificate is not valid for 'h.test'. (_ssl.c:1006)", Clients.Python, "Handshake/CertificateProblem")]
    [InlineData("ssl.SSLError: [SSL: TLSV13_ALERT_CERTIFICATE_REQUIRED] tlsv13 alert certificate required (_ssl.c:2580)", Clients.Python, "Request/Alert")]
    [InlineData("ssl.SSLError: [SSL: SSLV3_ALERT_HANDSHAKE_FAILURE] ssl/tls alert handshake failure (_ssl.c:1000)", Clients.Python, "ClientHelloSent/Alert")]
    [InlineData("ssl.SSLError: [SSL] unknown error (_ssl.c:1006)", Clients.Python, "ClientHelloSent/Alert")]
    [InlineData("ssl.SSLError: [SSL: PACKET_LENGTH_TOO_LONG] packet length too long (_ssl.c:1006)", Clients.Python, "ClientHelloSent/MalformedTls")]
    [InlineData("ssl.SSLError: [SSL: DECRYPTION_FAILED_OR_BAD_RECORD_MAC] decryption failed or bad record mac (_ssl.c:1006)", Clients.Python, "ServerHello/MalformedTls")]
    [InlineData("requests.exceptions.ProxyError: HTTPSConnectionPool(host='h.test', port=443): Max retries exceeded with url: / (Caused by ProxyError('Cannot connect to proxy.', OSError('Tunnel connection failed: 503 Service Unavailable')))", Clients.Python, "ProxyConnect/ProxyStatus")]
    [InlineData("OSError: Tunnel connection failed: 407 Proxy Authentication Required", Clients.Python, "ProxyConnect/ProxyAuthenticationRequired")]
    [InlineData("OSError: Tunnel connection failed: 403 Forbidden", Clients.Python, "ProxyConnect/ProxyForbidden")]
    [InlineData("(Caused by ProxyError('Unable to connect to proxy', NewConnectionError('<urllib3.connection.HTTPSConnection object>: Failed to establish a new connection: [Errno 111] Connection refused')))", Clients.Python, "TcpConnect/Refused")]
    [InlineData("(Caused by ProxyError('Cannot connect to proxy.', RemoteDisconnected('Remote end closed connection without response')))", Clients.Python, "ProxyConnect/Fin")]
    [InlineData("(Caused by NameResolutionError(\"<urllib3.connection.HTTPSConnection object>: Failed to resolve 'h.test' ([Errno -2] Name or service not known)\"))", Clients.Python, "Dns/NameNotResolved")]
    [InlineData("socket.gaierror: [Errno -3] Temporary failure in name resolution", Clients.Python, "Dns/Timeout")]
    [InlineData("(Caused by ConnectTimeoutError(<urllib3.connection.HTTPSConnection object>, 'Connection to h.test timed out. (connect timeout=5)'))", Clients.Python, "TcpConnect/Timeout")]
    [InlineData("(Caused by NewConnectionError('<obj>: Failed to establish a new connection: [Errno 113] No route to host'))", Clients.Python, "TcpConnect/HostUnreachable")]
    [InlineData("OSError: [Errno 101] Network is unreachable", Clients.Python, "TcpConnect/NetworkUnreachable")]
    [InlineData("OSError: [Errno 99] Cannot assign requested address", Clients.Python, "TcpConnect/LocalPortExhausted")]
    [InlineData("requests.exceptions.HTTPError: 502 Server Error: Bad Gateway for url: https://h.test/x", Clients.Python, "ResponseHead/HttpStatus")]
    [InlineData("urllib3.exceptions.ProtocolError: ('Connection broken: IncompleteRead(4 bytes read, 996 more expected)', IncompleteRead(4 bytes read, 996 more expected))", Clients.Python, "ResponseBody/Fin")]
    [InlineData("ConnectionResetError: [WinError 10054] An existing connection was forcibly closed by the remote host", Clients.Python, "ClientHelloSent/Rst")]
    // curl
    [InlineData("curl: (6) Could not resolve host: h.test", Clients.Curl, "Dns/NameNotResolved")]
    [InlineData("curl: (7) Failed to connect to h.test port 443 after 3 ms: Couldn't connect to server", Clients.Curl, "TcpConnect/Rst")]
    [InlineData("curl: (28) Failed to connect to h.test port 443 after 130000 ms: Connection timed out", Clients.Curl, "TcpConnect/Timeout")]
    [InlineData("curl: (28) Connection timed out after 2000 milliseconds", Clients.Curl, "ClientHelloSent/Timeout")]
    [InlineData("curl: (28) Operation timed out after 2000 milliseconds with 0 bytes received", Clients.Curl, "Request/Timeout")]
    [InlineData("curl: (28) Operation timed out after 2000 milliseconds with 512 out of 1000 bytes received", Clients.Curl, "ResponseBody/Timeout")]
    [InlineData("curl: (28) Resolving timed out after 5000 milliseconds", Clients.Curl, "Dns/Timeout")]
    [InlineData("curl: (35) OpenSSL/3.0.19: error:0A00044B:SSL routines::reason(1099)", Clients.Curl, "ClientHelloSent/Alert")]
    [InlineData("curl: (35) schannel: failed to receive handshake, SSL/TLS connection failed", Clients.Curl, "ClientHelloSent/Rst")]
    [InlineData("curl: (35) schannel: next InitializeSecurityContext failed: SEC_E_ILLEGAL_MESSAGE (0x80090326)", Clients.Schannel, "ClientHelloSent/Alert")]
    [InlineData("curl: (60) schannel: SEC_E_UNTRUSTED_ROOT (0x80090325) - The certificate chain was issued by an authority that is not trusted.", Clients.Schannel, "Handshake/CertificateProblem")]
    [InlineData("curl: (56) schannel: server closed abruptly (missing close_notify)", Clients.Curl, "Request/Fin")]
    [InlineData("curl: (35) error:14094410:SSL routines:ssl3_read_bytes:sslv3 alert handshake failure", Clients.Curl, "ClientHelloSent/Alert")]
    [InlineData("curl: (35) error:1408F10B:SSL routines:ssl3_get_record:wrong version number", Clients.Curl, "ClientHelloSent/Plaintext")]
    [InlineData("curl: (55) getpeername() failed with errno 107: Transport endpoint is not connected", Clients.Curl, "Request/Rst")]
    [InlineData("curl: (56) OpenSSL SSL_read: OpenSSL/3.0.19: error:0A000126:SSL routines::unexpected eof while reading, errno 0", Clients.Curl, "Request/Fin")]
    [InlineData("curl: (56) CONNECT tunnel failed, response 503", Clients.Curl, "ProxyConnect/ProxyStatus")]
    [InlineData("curl: (56) Received HTTP code 407 from proxy after CONNECT", Clients.Curl, "ProxyConnect/ProxyAuthenticationRequired")]
    [InlineData("curl: (60) SSL certificate problem: unable to get local issuer certificate", Clients.Curl, "Handshake/CertificateProblem")]
    [InlineData("curl: (60) SSL: no alternative certificate subject name matches target host name 'h.test'", Clients.Curl, "Handshake/CertificateProblem")]
    [InlineData("curl: (22) The requested URL returned error: 503", Clients.Curl, "ResponseHead/HttpStatus")]
    // Go
    [InlineData("Get \"https://h.test/\": dial tcp: lookup h.test on 10.0.0.2:53: no such host", Clients.Go, "Dns/NameNotResolved")]
    [InlineData("Get \"https://h.test/\": dial tcp: lookup h.test on 10.0.0.2:53: read udp 10.0.0.9:4->10.0.0.2:53: i/o timeout", Clients.Go, "Dns/Timeout")]
    [InlineData("Get \"https://h.test/\": dial tcp 192.0.2.1:443: i/o timeout", Clients.Go, "TcpConnect/Timeout")]
    [InlineData("Get \"https://h.test/\": dial tcp 192.0.2.1:443: connect: no route to host", Clients.Go, "TcpConnect/HostUnreachable")]
    [InlineData("Get \"https://h.test/\": net/http: TLS handshake timeout", Clients.Go, "ClientHelloSent/TimeoutUnacknowledged")]
    [InlineData("Get \"https://h.test/\": tls: failed to verify certificate: x509: certificate is valid for a.test, not h.test", Clients.Go, "Handshake/CertificateProblem")]
    [InlineData("Get \"https://h.test/\": remote error: tls: unknown certificate authority", Clients.Go, "Request/Alert")]
    [InlineData("Get \"https://h.test/\": tls: first record does not look like a TLS handshake", Clients.Go, "ClientHelloSent/Plaintext")]
    [InlineData("Get \"https://h.test/\": Service Unavailable", Clients.Go, "ProxyConnect/ProxyStatus")]
    [InlineData("Get \"https://h.test/\": proxyconnect tcp: dial tcp 10.0.0.5:3128: connect: connection refused", Clients.Go, "TcpConnect/Refused")]
    [InlineData("{\"level\":\"error\",\"error\":\"Get \\\"https://h.test/\\\": EOF\"}", Clients.Go, "ClientHelloSent/Fin")]
    // .NET
    [InlineData("System.Net.Http.HttpRequestException: Name or service not known (h.test:443)", Clients.DotNet, "Dns/NameNotResolved")]
    [InlineData("System.Net.Http.HttpRequestException: The proxy tunnel request to proxy 'http://p.test:3128/' failed with status code '503'.", Clients.DotNet, "ProxyConnect/ProxyStatus")]
    [InlineData("System.Security.Authentication.AuthenticationException: The remote certificate is invalid because of errors in the certificate chain: PartialChain", Clients.DotNet, "Handshake/CertificateProblem")]
    [InlineData("System.Security.Authentication.AuthenticationException: Authentication failed because the remote party sent a TLS alert: 'ProtocolVersion'.", Clients.DotNet, "ClientHelloSent/Alert")]
    [InlineData("System.IO.IOException: Authentication failed because the remote party has closed the transport stream.", Clients.DotNet, "ClientHelloSent/Fin")]
    [InlineData("System.ComponentModel.Win32Exception (0x80090326): The message received was unexpected or badly formatted", Clients.Schannel, "ClientHelloSent/Alert")]
    [InlineData("System.ComponentModel.Win32Exception (0x80090331): The client and server cannot communicate, because they do not possess a common algorithm", Clients.Schannel, "ClientHelloSent/Alert")]
    [InlineData("System.Net.WebException: The request was aborted: Could not create SSL/TLS secure channel.", Clients.DotNet, "ClientHelloSent/Alert")]
    [InlineData("System.Net.WebException: The remote server returned an error: (504) Gateway Timeout.", Clients.DotNet, "ResponseHead/HttpStatus")]
    [InlineData("Invoke-WebRequest: The SSL connection could not be established, see inner exception.", Clients.DotNet, "ClientHelloSent/Rst")]
    [InlineData("A connection attempt failed because the connected party did not properly respond after a period of time, or established connection failed because connected host has failed to respond. (h.test:443)", Clients.Unknown, "TcpConnect/Timeout")]
    [InlineData("Response status code does not indicate success: 503 (Service Unavailable).", Clients.DotNet, "ResponseHead/HttpStatus")]
    [InlineData("System.Net.Sockets.SocketException (107): Transport endpoint is not connected", Clients.DotNet, "ClientHelloSent/Rst")]
    // Java
    [InlineData("javax.net.ssl.SSLProtocolException: Unknown alert description (99)", Clients.Java, "ClientHelloSent/Alert")]
    [InlineData("javax.net.ssl.SSLException: Tag mismatch!", Clients.Java, "ServerHello/MalformedTls")]
    [InlineData("java.net.SocketException: Unexpected end of file from server", Clients.Java, "Request/Rst")]
    [InlineData("java.net.UnknownHostException: h.test", Clients.Java, "Dns/NameNotResolved")]
    [InlineData("java.net.NoRouteToHostException: No route to host", Clients.Java, "TcpConnect/HostUnreachable")]
    [InlineData("java.net.SocketTimeoutException: Connect timed out", Clients.Java, "TcpConnect/Timeout")]
    [InlineData("javax.net.ssl.SSLHandshakeException: Remote host closed connection during handshake", Clients.Java, "ServerHello/Fin")]
    [InlineData("javax.net.ssl.SSLHandshakeException: PKIX path building failed: sun.security.provider.certpath.SunCertPathBuilderException: unable to find valid certification path to requested target", Clients.Java, "Handshake/CertificateProblem")]
    [InlineData("javax.net.ssl.SSLHandshakeException: No subject alternative DNS name matching h.test found.", Clients.Java, "Handshake/CertificateProblem")]
    [InlineData("javax.net.ssl.SSLHandshakeException: Received fatal alert: bad_certificate", Clients.Java, "Request/Alert")]
    [InlineData("java.io.IOException: Unable to tunnel through proxy. Proxy returns \"HTTP/1.1 403 Forbidden\"", Clients.Java, "ProxyConnect/ProxyForbidden")]
    [InlineData("java.io.IOException: Server returned HTTP response code: 503 for URL: https://h.test/", Clients.Java, "ResponseHead/HttpStatus")]
    [InlineData("org.apache.http.NoHttpResponseException: h.test:443 failed to respond", Clients.Java, "Request/Fin")]
    // Node
    [InlineData("Error: getaddrinfo ENOTFOUND h.test", Clients.Node, "Dns/NameNotResolved")]
    [InlineData("Error: getaddrinfo EAI_AGAIN h.test", Clients.Node, "Dns/Timeout")]
    [InlineData("Error: connect ETIMEDOUT 192.0.2.1:443", Clients.Node, "TcpConnect/Timeout")]
    [InlineData("Error [ERR_TLS_CERT_ALTNAME_INVALID]: Hostname/IP does not match certificate's altnames: Host: h.test. is not in the cert's altnames: DNS:a.test", Clients.Node, "Handshake/CertificateProblem")]
    [InlineData("AxiosError: Request failed with status code 502", Clients.Node, "ResponseHead/HttpStatus")]
    [InlineData("ConnectTimeoutError: Connect Timeout Error code: 'UND_ERR_CONNECT_TIMEOUT'", Clients.Node, "ServerHello/Timeout")]
    // s_client, GnuTLS, wget
    [InlineData("write:errno=0", Clients.OpenSsl, "ClientHelloSent/Fin")]
    [InlineData("4087CE9F027F0000:error:8000006F:system library:BIO_connect:Connection refused:../crypto/bio/bio_sock2.c:125:calling connect()", Clients.OpenSsl, "TcpConnect/Refused")]
    [InlineData("verify error:num=18:self-signed certificate", Clients.OpenSsl, "Handshake/CertificateProblem")]
    [InlineData("Verify return code: 10 (certificate has expired)", Clients.OpenSsl, "Handshake/CertificateProblem")]
    [InlineData("GnuTLS: The TLS connection was non-properly terminated.\nUnable to establish SSL connection.", Clients.GnuTls, "ClientHelloSent/Fin")]
    [InlineData("Read error (The TLS connection was non-properly terminated.) in headers.\nGiving up.", Clients.Wget, "ResponseHead/Fin")]
    [InlineData("wget: unable to resolve host address 'h.test'", Clients.Wget, "Dns/NameNotResolved")]
    [InlineData("Connecting to h.test (h.test)|192.0.2.1|:443... failed: Connection refused.", Clients.Wget, "TcpConnect/Refused")]
    [InlineData("Proxy tunneling failed: Service UnavailableUnable to establish SSL connection.", Clients.Wget, "ProxyConnect/ProxyStatus")]
    [InlineData("2024-05-01 10:00:00 ERROR 503: Service Unavailable.", Clients.Wget, "ResponseHead/HttpStatus")]
    [InlineData("Unable to establish SSL connection.", Clients.Wget, "ClientHelloSent/Rst")]
    public void The_cause_is_among_the_possible_events(string line, string client, string wireEvent)
    {
        ClientErrorMeaning? meaning = ClientErrorReader.Read(line);
        Assert.NotNull(meaning);
        Assert.Equal(client, meaning.Client);
        Assert.Contains(wireEvent, meaning.PossibleEvents);
        Assert.DoesNotContain(Wording.RuledOut(Enum.Parse<WireEvent>(wireEvent.Split('/')[1])), meaning.RulesOut);
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("rc=0")]
    [InlineData("HTTP/1.1 200 OK")]
    [InlineData("curl 7.88.1 (x86_64-pc-linux-gnu)")]
    [InlineData("bash: line 3: unexpected EOF while looking for matching `\"'")]
    [InlineData("Service Unavailable")]
    [InlineData("Verify return code: 0 (ok)")]
    [InlineData("ERROR 7: out of paper")]
    [InlineData("the tunnel to the sea was closed for a reset of the clocks")]
    public void Other_text_is_not_read(string line) => Assert.Null(ClientErrorReader.Read(line));

    [Fact]
    public void A_missing_line_is_a_mistake_of_the_caller() =>
        Assert.Throws<ArgumentNullException>(() => ClientErrorReader.Read(null!));
}
