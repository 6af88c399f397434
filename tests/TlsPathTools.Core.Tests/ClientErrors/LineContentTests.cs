using TlsPathTools.ClientErrors;

namespace TlsPathTools.Core.Tests.ClientErrors;

public class LineContentTests
{
    [Theory]
    [InlineData("curl: (35) OpenSSL SSL_connect: SSL_ERROR_SYSCALL in connection to h.test:8443 ", "h.test", 8443)]
    [InlineData("curl: (7) Failed to connect to h.test port 443 after 3 ms: Couldn't connect to server", "h.test", 443)]
    [InlineData("Get \"https://h.test/path\": EOF", "h.test", 443)]
    [InlineData("Get \"https://h.test:8443/path\": EOF", "h.test", 8443)]
    [InlineData("HttpRequestException: Connection refused (h.test:8443)", "h.test", 8443)]
    [InlineData("Error: getaddrinfo ENOTFOUND h.test", "h.test", null)]
    [InlineData("java.net.UnknownHostException: h.test", "h.test", null)]
    [InlineData("read tcp 10.0.0.1:45084->192.0.2.7:443: read: connection reset by peer", "192.0.2.7", 443)]
    [InlineData("requests.exceptions.HTTPError: 502 Server Error: Bad Gateway for url: https://h.test/x", "h.test", 443)]
    [InlineData("connect ECONNREFUSED [::1]:443", "::1", 443)]
    [InlineData("java.net.SocketException: Connection reset", null, null)]
    public void Host_and_port_are_taken_where_the_line_names_them(string line, string? host, int? port)
    {
        ClientErrorMeaning meaning = ClientErrorReader.Read(line)!;
        Assert.Equal(host, meaning.HostName);
        Assert.Equal(port, meaning.Port);
    }

    [Fact]
    public void Secrets_in_addresses_do_not_reach_the_record()
    {
        const string line = "ProxyError(Cannot connect to proxy http://user:hunter2@p.test:3128) HTTPSConnectionPool(host='h.test', port=443): "
            + "Max retries exceeded with url: /a?sig=hunter3 for url: https://me:hunter4@h.test/b?token=hunter5 (Caused by x)";
        ClientErrorMeaning meaning = ClientErrorReader.Read(line)!;
        Assert.DoesNotContain("hunter", TlsPathJson.Serialize(meaning), StringComparison.Ordinal);
        Assert.Equal("h.test", meaning.HostName);
    }

    [Fact]
    public void Control_characters_are_escaped()
    {
        ClientErrorMeaning meaning = ClientErrorReader.Read("curl: (35) \u001b[31mhost='\u202eevil', port=1 Recv failure\r\nnext \u0007")!;
        string json = TlsPathJson.Serialize(meaning);
        Assert.DoesNotContain('\u001b', meaning.Line);
        Assert.DoesNotContain('\u202e', meaning.Line + meaning.HostName);
        Assert.DoesNotContain("\\u001b", json, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', meaning.Line);
    }

    [Fact]
    public void The_record_survives_json()
    {
        ClientErrorMeaning meaning = ClientErrorReader.Read("Get \"https://h.test/\": EOF", behindProxy: true)!;
        Assert.Equal(meaning, TlsPathJson.Deserialize(TlsPathJson.Serialize(meaning)));
    }
}
