using TlsPathTools.Dns;

namespace TlsPathTools.Core.Tests.Dns;

public class EndpointNameTests
{
    [Theory]
    [InlineData("relay.example.org", "relay.example.org", 443)]
    [InlineData("  Relay.EXAMPLE.org\r\n", "relay.example.org", 443)]
    [InlineData("relay.example.org:8443", "relay.example.org", 8443)]
    [InlineData("relay", "relay", 443)]
    [InlineData("_dmarc.under_score.example", "_dmarc.under_score.example", 443)]
    [InlineData("xn--bcher-kva.example", "xn--bcher-kva.example", 443)]
    [InlineData("bücher.example", "xn--bcher-kva.example", 443)]
    [InlineData("BÜCHER。example", "xn--bcher-kva.example", 443)]
    [InlineData("bücher_1.example:1", "xn--bcher_1-n2a.example", 1)]
    [InlineData("https://relay.example.org:8443/path?q=1#f", "relay.example.org", 8443)]
    [InlineData("https://relay.example.org", "relay.example.org", 443)]
    [InlineData("HTTP://relay.example.org/", "relay.example.org", 80)]
    [InlineData("wss://relay.example.org?x", "relay.example.org", 443)]
    [InlineData("https://user:secret@relay.example.org/", "relay.example.org", 443)]
    [InlineData("1.2.3.example", "1.2.3.example", 443)]
    [InlineData("0xfeed.example", "0xfeed.example", 443)]
    [InlineData("relay.example.org:65535", "relay.example.org", 65535)]
    public void Names_ports_and_urls_are_read(string text, string host, int port)
    {
        EndpointName name = Read(text);
        Assert.Equal((host, port), (name.HostName, name.Port));
        Assert.Null(name.Address);
        Assert.False(name.IsFullyQualified);
    }

    [Theory]
    [InlineData("192.0.2.1", "192.0.2.1", 443)]
    [InlineData("192.0.2.1:8443", "192.0.2.1", 8443)]
    [InlineData("::1", "::1", 443)]
    [InlineData("2001:DB8:0::1", "2001:db8::1", 443)]
    [InlineData("[2001:db8::1]", "2001:db8::1", 443)]
    [InlineData("[2001:db8::1]:8443", "2001:db8::1", 8443)]
    [InlineData("2001:db8::443", "2001:db8::443", 443)]
    [InlineData("https://[::1]:8443/x", "::1", 8443)]
    [InlineData("http://127.0.0.2", "127.0.0.2", 80)]
    public void Literals_are_read(string text, string address, int port)
    {
        EndpointName name = Read(text);
        Assert.Equal((address, port), (name.HostName, name.Port));
        Assert.Equal(address, name.Address?.ToString());
        Assert.Null(name.UnicodeName);
    }

    [Fact]
    public void The_default_port_counts_where_none_is_written()
    {
        Assert.True(EndpointName.TryParse("relay.example", 9443, out EndpointName? name, out _));
        Assert.Equal(9443, name.Port);
    }

    [Fact]
    public void A_trailing_dot_is_taken_off_and_remembered()
    {
        EndpointName name = Read("relay.example.:8443");
        Assert.Equal(("relay.example", 8443, true), (name.HostName, name.Port, name.IsFullyQualified));
    }

    [Theory]
    [InlineData("xn--bcher-kva.example", "bücher.example")]
    [InlineData("bücher.example", "bücher.example")]
    [InlineData("relay.example", null)]
    [InlineData("xn--99999999999.example", null)]
    public void The_readable_form_is_known(string text, string? readable) => Assert.Equal(readable, Read(text).UnicodeName);

    [Fact]
    public void The_longest_label_and_the_longest_name_are_read()
    {
        string label = new('a', 63);
        string name = $"{label}.{label}.{label}.{new string('b', 61)}";
        Assert.Equal(253, name.Length);
        Assert.Equal(name, Read(name).HostName);
        Assert.Equal(name, Read(name + ".").HostName);
    }

    [Theory]
    [InlineData(null, "No host is given")]
    [InlineData("", "No host is given")]
    [InlineData(" \t ", "No host is given")]
    [InlineData("two words", "holds a blank")]
    [InlineData("a\u00A0b", "holds a blank")]
    [InlineData("bell\u0007.example", "control character")]
    [InlineData("esc\u001b[31m", "'esc\\x1b[31m'")]
    [InlineData("a..b", "empty part")]
    [InlineData(".a", "empty part")]
    [InlineData("a..", "empty part")]
    [InlineData(".", "root of DNS")]
    [InlineData("*.example.org", "wildcard")]
    [InlineData("a:0", "from 1 to 65535")]
    [InlineData("a:70000", "from 1 to 65535")]
    [InlineData("a:https", "'https' is no port")]
    [InlineData("a:+1", "from 1 to 65535")]
    [InlineData("a:99999999999", "from 1 to 65535")]
    [InlineData("a:", "port after ':' is missing")]
    [InlineData(":443", "no name before the port")]
    [InlineData("http://", "names no host")]
    [InlineData("https:///path", "names no host")]
    [InlineData("https://user:secret@/", "names no host")]
    [InlineData("ftp://a/", "write 'name:port'")]
    [InlineData("relay.example/path", "whole URL")]
    [InlineData("10.0.0.0/24", "holds a path")]
    [InlineData("user:secret@relay.example", "before '@'")]
    [InlineData("1.2.3", "looks like an IPv4 address")]
    [InlineData("999.1.1.1", "looks like an IPv4 address")]
    [InlineData("010.1.1.1", "without leading zeros")]
    [InlineData("1.2.3.4.", "looks like an IPv4 address")]
    [InlineData("1.2.3.4.5", "looks like an IPv4 address")]
    [InlineData("123", "looks like an IPv4 address")]
    [InlineData("0x7f.0x1", "looks like an IPv4 address")]
    [InlineData("１.２.３", "looks like an IPv4 address")]
    [InlineData("[::1", "unpaired brackets")]
    [InlineData("[::1]x", "unpaired brackets")]
    [InlineData("[relay]", "no IPv6 address")]
    [InlineData("[[::1]]:80", "unpaired brackets")]
    [InlineData("[1.2.3.4]:80", "no IPv6 address")]
    [InlineData("1:2:3", "more than one colon")]
    [InlineData("relay:443:443", "more than one colon")]
    [InlineData("a,b", "holds ','")]
    [InlineData("a!b", "holds '!'")]
    [InlineData("℀.example", "holds '/'")]
    [InlineData("a\u202Eb.example", "internationalized")]
    public void What_cannot_be_read_is_explained(string? text, string problem)
    {
        Assert.False(EndpointName.TryParse(text, 443, out EndpointName? name, out string? told));
        Assert.Null(name);
        Assert.Contains(problem, told, StringComparison.Ordinal);
        Assert.DoesNotContain(told, char.IsControl);
        Assert.DoesNotContain("secret", told, StringComparison.Ordinal);
        Assert.True(told.Length < 400);
    }

    [Fact]
    public void Too_long_labels_names_and_texts_are_explained_and_shown_short()
    {
        string label = new('a', 63);
        Assert.Contains("at most 63", Problem(new string('a', 64) + ".example"), StringComparison.Ordinal);
        Assert.Contains("at most 253", Problem($"{label}.{label}.{label}.{new string('b', 62)}"), StringComparison.Ordinal);
        Assert.Contains("over 63 octets", Problem(new string('ü', 200) + ".example"), StringComparison.Ordinal);
        Assert.True(Problem(new string('x', 100_000)).Length < 300);
    }

    [Fact]
    public void No_text_at_all_makes_the_reader_throw()
    {
        var random = new Random(2026);
        const string alphabet = "aZ0.:[]/@%-_*#? \u0000\u00e9\u3002\uD800\uFF10xn";
        for (int i = 0; i < 20_000; i++)
        {
            string text = string.Concat(Enumerable.Range(0, random.Next(30)).Select(_ => alphabet[random.Next(alphabet.Length)]));
            bool read = EndpointName.TryParse(text, 443, out EndpointName? name, out string? problem);
            Assert.True(read ? name is not null && problem is null : name is null && problem is not null);
            if (read && name!.Address is null)
                Assert.NotNull(DnsName.Encode(name.HostName));
        }
    }

    private static EndpointName Read(string text)
    {
        Assert.True(EndpointName.TryParse(text, 443, out EndpointName? name, out string? problem), problem);
        return name;
    }

    private static string Problem(string text)
    {
        Assert.False(EndpointName.TryParse(text, 443, out _, out string? problem));
        return problem;
    }
}
