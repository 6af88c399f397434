using TlsPathTools.Dns;

namespace TlsPathTools.Core.Tests.Dns;

public class ResolvConfTests
{
    [Fact]
    public void Servers_search_list_and_options_are_read_as_glibc_reads_them()
    {
        ResolvConf conf = ResolvConf.Parse(
            "# made by hand\r\n"
            + "; another comment\n"
            + "domain old.example\n"
            + "nameserver 192.0.2.53\t# the first\n"
            + "nameserver 2001:db8::53\n"
            + "search corp.Example. lab.example # not.this\n"
            + "options ndots:5 timeout:3\n"
            + "options attempts:4 rotate edns0 single-request\n"
            + "sortlist 10.0.0.0\n");
        Assert.Equal("192.0.2.53:53 [2001:db8::53]:53", string.Join(' ', conf.Servers));
        Assert.Equal(["corp.example", "lab.example"], conf.Search);
        Assert.Equal((5, TimeSpan.FromSeconds(3), 4, true), (conf.Ndots, conf.Timeout, conf.Attempts, conf.Rotate));
        Assert.Empty(conf.Warnings);
    }

    [Fact]
    public void The_defaults_are_glibcs()
    {
        ResolvConf conf = ResolvConf.Parse("");
        Assert.Empty(conf.Servers);
        Assert.Equal((1, TimeSpan.FromSeconds(5), 2, false), (conf.Ndots, conf.Timeout, conf.Attempts, conf.Rotate));
    }

    [Fact]
    public void The_last_of_domain_and_search_wins()
    {
        Assert.Equal(["b.example"], ResolvConf.Parse("search a.example c.example\ndomain b.example\n").Search);
        Assert.Equal(["a.example"], ResolvConf.Parse("domain b.example\nsearch a.example .\n").Search);
    }

    [Fact]
    public void Wrong_values_are_capped_or_left_as_they_were()
    {
        ResolvConf conf = ResolvConf.Parse("options ndots:99 timeout:0 attempts:1000 ndots:x timeout:");
        Assert.Equal((15, TimeSpan.FromSeconds(1), 5), (conf.Ndots, conf.Timeout, conf.Attempts));
    }

    [Fact]
    public void A_fourth_server_a_wrong_server_and_a_wrong_domain_are_warned_of()
    {
        ResolvConf conf = ResolvConf.Parse(
            "nameserver 192.0.2.1\nnameserver dns.example\nnameserver 192.0.2.2\nnameserver 192.0.2.1\nnameserver 192.0.2.3\nnameserver 192.0.2.4\nsearch a..b c.example\nnameserver\n");
        Assert.Equal(3, conf.Servers.Count);
        Assert.Equal(["c.example"], conf.Search);
        Assert.Collection(
            conf.Warnings,
            x => Assert.Contains("'dns.example' in resolv.conf is no address", x, StringComparison.Ordinal),
            x => Assert.Contains("192.0.2.4 in resolv.conf is not used", x, StringComparison.Ordinal),
            x => Assert.Contains("'a..b' in resolv.conf", x, StringComparison.Ordinal));
    }
}
