using TlsPathTools.Dns;

namespace TlsPathTools.Core.Tests.Dns;

public class HostsFileTests
{
    [Theory]
    [InlineData("relay.example", "192.0.2.1 2001:db8::1 192.0.2.2")]
    [InlineData("alias", "192.0.2.1")]
    [InlineData("commented", "")]
    [InlineData("elay.example", "")]
    [InlineData("192.0.2.1", "")]
    [InlineData("broken.example", "")]
    public void Addresses_are_found_by_any_name_of_a_line(string name, string addresses)
    {
        string[] lines =
        [
            "127.0.0.1 localhost",
            "  192.0.2.1\tRelay.Example alias # commented",
            "# 192.0.2.9 relay.example",
            "2001:db8::1 relay.example.",
            "192.0.2.2 other relay.example",
            "192.0.2.1 relay.example",
            "300.1.1.1 relay.example broken.example",
            "relay.example",
            "",
        ];
        Assert.Equal(addresses, string.Join(' ', HostsFile.Find(lines, name)));
    }
}
