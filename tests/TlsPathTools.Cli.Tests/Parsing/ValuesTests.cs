using System.Net;
using TlsPathTools.Cli.Parsing;

namespace TlsPathTools.Cli.Tests.Parsing;

public class ValuesTests
{
    [Theory]
    [InlineData("198.51.100.7", "198.51.100.7")]
    [InlineData("2001:DB8::7", "2001:db8::7")]
    [InlineData("[2001:db8::7]", "2001:db8::7")]
    public void Addresses_are_read(string text, string address)
    {
        Assert.True(Values.Address(text, out IPAddress? value, out _));
        Assert.Equal(IPAddress.Parse(address), value);
    }

    [Theory]
    [InlineData("010.0.0.1")]
    [InlineData("1.2.3")]
    [InlineData("0x7f.0.0.1")]
    [InlineData("2130706433")]
    [InlineData("198.51.100.256")]
    [InlineData("relay.example.org")]
    [InlineData("")]
    public void Addresses_that_programs_read_differently_are_refused(string text) =>
        Assert.False(Values.Address(text, out _, out _));

    [Theory]
    [InlineData("10.0.0.2", "10.0.0.2:53")]
    [InlineData("10.0.0.2:5353", "10.0.0.2:5353")]
    [InlineData("2001:db8::53", "[2001:db8::53]:53")]
    [InlineData("[2001:db8::53]", "[2001:db8::53]:53")]
    [InlineData("[2001:db8::53]:5353", "[2001:db8::53]:5353")]
    public void Resolvers_are_read(string text, string endpoint)
    {
        Assert.True(Values.DnsServer(text, out IPEndPoint? value, out _));
        Assert.Equal(IPEndPoint.Parse(endpoint), value);
    }

    [Theory]
    [InlineData("10.0.0.2:")]
    [InlineData("10.0.0.2:0")]
    [InlineData("10.0.0.2:65536")]
    [InlineData(":53")]
    [InlineData("53")]
    [InlineData("dns.example.org")]
    [InlineData("")]
    public void Other_resolvers_are_refused(string text)
    {
        Assert.False(Values.DnsServer(text, out _, out string? problem));
        Assert.Contains("10.0.0.2:5353", problem, StringComparison.Ordinal);
    }
}
