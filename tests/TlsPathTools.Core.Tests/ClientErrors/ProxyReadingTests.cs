using TlsPathTools.ClientErrors;
using TlsPathTools.Probing;

namespace TlsPathTools.Core.Tests.ClientErrors;

public class ProxyReadingTests
{
    // The line that the project began with.
    private const string Incident =
        "HTTPSConnectionPool(host='relay.codisc-eoe-sde.uk', port=443): Max retries exceeded with url: /x (Caused by SSLError("
        + "SSLEOFError(8, '[SSL: UNEXPECTED_EOF_WHILE_READING] EOF occurred in violation of protocol (_ssl.c:1007)')))";

    [Fact]
    public void The_incident_proves_a_fin_in_the_handshake_and_no_more()
    {
        ClientErrorMeaning meaning = ClientErrorReader.Read(Incident, behindProxy: false)!;
        Assert.Equal(Clients.Python, meaning.Client);
        Assert.Equal(["ClientHelloSent/Fin", "ServerHello/Fin"], meaning.PossibleEvents);
        Assert.Equal([TlsStage.ClientHelloSent, TlsStage.ServerHello], meaning.PossibleStages);
        Assert.Equal("relay.codisc-eoe-sde.uk", meaning.HostName);
        Assert.Equal(443, meaning.Port);
        Assert.Contains(Wording.RuledOut(WireEvent.Rst), meaning.RulesOut);
        Assert.Contains(Wording.RuledOut(WireEvent.Alert), meaning.RulesOut);
        Assert.Contains("A FIN, no reset and no alert, from the TCP peer that the client was connected to, before the handshake was finished", meaning.Meaning, StringComparison.Ordinal);
        Assert.Contains("corrected mapping on OpenSSL 3", meaning.Meaning, StringComparison.Ordinal);
        Assert.Contains("does not say how many attempts failed", meaning.Meaning, StringComparison.Ordinal);
        Assert.Equal("[SSL: UNEXPECTED_EOF_WHILE_READING]", meaning.Matched);
        Assert.False(meaning.BehindProxy);
        Assert.Null(meaning.ProxyNote);
    }

    [Fact]
    public void Behind_a_proxy_the_incident_is_a_fin_a_reset_a_stall_or_a_hidden_connect_failure()
    {
        ClientErrorMeaning meaning = ClientErrorReader.Read(Incident, behindProxy: true)!;
        Assert.Equal("ClientHelloSent/Fin", meaning.PossibleEvents[0]);
        string[] expected =
        [
            "ClientHelloSent/Fin", "ServerHello/Fin", "ClientHelloSent/Rst", "ServerHello/Rst", "ClientHelloSent/Timeout", "ServerHello/Timeout",
            "TcpConnect/Refused", "TcpConnect/Timeout", "TcpConnect/HostUnreachable", "TcpConnect/NetworkUnreachable", "TcpConnect/Rst", "Dns/NameNotResolved",
        ];
        Assert.Equal(expected, meaning.PossibleEvents);
        Assert.True(meaning.BehindProxy);
        Assert.DoesNotContain(Wording.RuledOut(WireEvent.Rst), meaning.RulesOut);
        Assert.DoesNotContain(Wording.RuledOut(WireEvent.Timeout), meaning.RulesOut);
        Assert.Contains(Wording.RuledOut(WireEvent.Alert), meaning.RulesOut);
        Assert.Contains(Wording.RuledOut(WireEvent.CertificateProblem), meaning.RulesOut);
        Assert.Contains("time to failure", meaning.ProxyNote, StringComparison.Ordinal);
        Assert.Contains("constant seconds mean a stall", meaning.ProxyNote, StringComparison.Ordinal);
        Assert.Contains("answers 200 before it has connected", meaning.ProxyNote, StringComparison.Ordinal);
        Assert.Contains("-CompareDirect", meaning.NextStep, StringComparison.Ordinal);
    }

    [Fact]
    public void Not_knowing_of_a_proxy_gives_the_direct_reading_and_how_one_would_widen_it()
    {
        ClientErrorMeaning direct = ClientErrorReader.Read(Incident, behindProxy: false)!;
        ClientErrorMeaning unknown = ClientErrorReader.Read(Incident)!;
        Assert.Equal(direct.PossibleEvents, unknown.PossibleEvents);
        Assert.False(unknown.BehindProxy);
        Assert.StartsWith("If the client uses an explicit proxy, ", unknown.ProxyNote, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("alert40_handshake_failure")]
    [InlineData("plaintext_http400")]
    [InlineData("close_notify_after_CH")]
    public void What_a_proxy_passes_unchanged_is_not_widened(string wireEvent)
    {
        string line = ClientTexts.Get("curl", wireEvent).Text;
        ClientErrorMeaning proxied = ClientErrorReader.Read(line, behindProxy: true)!;
        Assert.Equal(ClientErrorReader.Read(line, behindProxy: false)!.PossibleEvents, proxied.PossibleEvents);
        Assert.Null(proxied.ProxyNote);
    }

    [Fact]
    public void After_the_handshake_a_reset_or_stall_behind_the_proxy_is_a_plain_end_as_well()
    {
        ClientErrorMeaning meaning = ClientErrorReader.Read("curl: (52) Empty reply from server", behindProxy: true)!;
        Assert.Contains("Request/Rst", meaning.PossibleEvents);
        Assert.Contains("Request/Timeout", meaning.PossibleEvents);
        Assert.DoesNotContain("TcpConnect/Refused", meaning.PossibleEvents);
        Assert.NotNull(meaning.ProxyNote);
    }

    [Fact]
    public void A_refused_connection_behind_a_proxy_is_the_proxys()
    {
        ClientErrorMeaning meaning = ClientErrorReader.Read("java.net.ConnectException: Connection refused", behindProxy: true)!;
        Assert.Equal(["TcpConnect/Refused"], meaning.PossibleEvents);
        Assert.Contains("proxy's own name or address", meaning.ProxyNote, StringComparison.Ordinal);
    }

    [Fact]
    public void A_certificate_behind_a_proxy_may_be_the_proxys()
    {
        ClientErrorMeaning meaning = ClientErrorReader.Read("curl: (60) SSL certificate problem: unable to get local issuer certificate", behindProxy: true)!;
        Assert.Equal(["Handshake/CertificateProblem"], meaning.PossibleEvents);
        Assert.Contains("inspects TLS", meaning.ProxyNote, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(null)]
    [InlineData(false)]
    [InlineData(true)]
    public void A_line_that_names_the_tunnel_proves_the_proxy(bool? told)
    {
        ClientErrorMeaning meaning = ClientErrorReader.Read("curl: (56) CONNECT tunnel failed, response 503", told)!;
        Assert.True(meaning.BehindProxy);
        Assert.Equal("ProxyConnect/ProxyStatus", meaning.PossibleEvents[0]);
        Assert.Contains("TcpConnect/Refused", meaning.PossibleEvents);
        Assert.Contains("503", meaning.Meaning, StringComparison.Ordinal);
    }

    [Fact]
    public void A_status_from_curl_with_fail_may_be_the_proxys()
    {
        const string line = "curl: (22) The requested URL returned error: 503";
        Assert.Equal(["ResponseHead/HttpStatus"], ClientErrorReader.Read(line, behindProxy: false)!.PossibleEvents);
        ClientErrorMeaning proxied = ClientErrorReader.Read(line, behindProxy: true)!;
        Assert.Contains("ProxyConnect/ProxyStatus", proxied.PossibleEvents);
        Assert.Contains("TcpConnect/Refused", proxied.PossibleEvents);
        Assert.Contains("the proxy's own", proxied.ProxyNote, StringComparison.Ordinal);
        ClientErrorMeaning login = ClientErrorReader.Read("curl: (22) The requested URL returned error: 407")!;
        Assert.Equal(["ProxyConnect/ProxyAuthenticationRequired"], login.PossibleEvents);
        Assert.True(login.BehindProxy);
    }

    [Fact]
    public void A_forbidden_connect_says_nothing_of_the_server()
    {
        ClientErrorMeaning meaning = ClientErrorReader.Read("OSError: Tunnel connection failed: 403 Forbidden")!;
        Assert.Equal(["ProxyConnect/ProxyForbidden"], meaning.PossibleEvents);
        Assert.Contains("nothing is said of the server", meaning.Meaning, StringComparison.Ordinal);
    }
}
