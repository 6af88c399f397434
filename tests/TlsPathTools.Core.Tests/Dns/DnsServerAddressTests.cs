using System.Net;
using TlsPathTools.Dns;

namespace TlsPathTools.Core.Tests.Dns;

public class DnsServerAddressTests
{
    [Theory]
    [InlineData("8.8.8.8", "8.8.8.8:53")]
    [InlineData(" 8.8.8.8:5353 ", "8.8.8.8:5353")]
    [InlineData("::1", "[::1]:53")]
    [InlineData("[::1]:5353", "[::1]:5353")]
    [InlineData("[2001:db8::53]", "[2001:db8::53]:53")]
    public void Addresses_are_read(string text, string server)
    {
        Assert.True(DnsServerAddress.TryParse(text, out IPEndPoint? read, out string? problem), problem);
        Assert.Equal(server, read.ToString());
    }

    [Theory]
    [InlineData(null, "write its address")]
    [InlineData("", "write its address")]
    [InlineData("dns.example", "Resolve its name first")]
    [InlineData("dns.example:53", "Resolve its name first")]
    [InlineData("https://dns.example/dns-query", "is a URL")]
    [InlineData("8.8.8", "is not an address")]
    [InlineData("8.8.8.8:0", "from 1 to 65535")]
    [InlineData("8.8.8.8#53", "is not an address")]
    [InlineData("8.8.8.8 8.8.4.4", "blank")]
    [InlineData("[8.8.8.8]:53", "no IPv6 address")]
    public void Anything_else_is_explained(string? text, string problem)
    {
        Assert.False(DnsServerAddress.TryParse(text, out IPEndPoint? read, out string? told));
        Assert.Null(read);
        Assert.Contains(problem, told, StringComparison.Ordinal);
    }
}
