using System.Net;
using TlsPathTools.Dns;

namespace TlsPathTools.Core.Tests.Dns;

public class DnsConfigurationTests
{
    [Theory]
    [InlineData("relay", 1, true, "relay.a.example. relay.b.example. relay.")]
    [InlineData("relay.sub", 1, true, "relay.sub. relay.sub.a.example. relay.sub.b.example.")]
    [InlineData("relay.sub", 5, true, "relay.sub.a.example. relay.sub.b.example. relay.sub.")]
    [InlineData("relay", 0, true, "relay. relay.a.example. relay.b.example.")]
    [InlineData("relay.sub.", 5, true, "relay.sub.")]
    [InlineData("relay.", 1, true, "relay.")]
    [InlineData("relay", 1, false, "relay.a.example. relay.b.example. relay.")]
    [InlineData("relay.sub", 1, false, "relay.sub.")]
    public void The_full_names_follow_the_search_list_and_ndots(string text, int ndots, bool dotted, string candidates)
    {
        var configuration = new DnsConfiguration { Source = "a test", Search = ["a.example", "b.example"], Ndots = ndots, SearchesDottedNames = dotted };
        Assert.Equal(candidates, string.Join(' ', configuration.Candidates(Name(text))));
    }

    [Fact]
    public void A_full_name_that_would_be_too_long_is_left_out()
    {
        string longest = string.Join('.', Enumerable.Repeat(new string('a', 60), 4));
        var configuration = new DnsConfiguration { Source = "a test", Search = ["a-domain.example", "b"] };
        Assert.Equal([longest + ".", longest + ".b."], configuration.Candidates(Name(longest)));
    }

    [Fact]
    public void Given_servers_are_asked_once_each_and_without_a_search_list()
    {
        var one = new IPEndPoint(IPAddress.Loopback, 53);
        DnsConfiguration configuration = DnsConfiguration.Explicit([one, new IPEndPoint(IPAddress.Loopback, 53), new IPEndPoint(IPAddress.Loopback, 54)]);
        Assert.Equal(2, configuration.Servers.Count);
        Assert.Equal(["relay."], configuration.Candidates(Name("relay")));
    }

    private static EndpointName Name(string text)
    {
        Assert.True(EndpointName.TryParse(text, 443, out EndpointName? name, out _));
        return name;
    }
}
