using TlsPathTools.Internal;

namespace TlsPathTools.Module.Tests.Internal;

public class FormatPathTests
{
    [Theory]
    [InlineData("ip-10-40-11-23.eu-west-2.compute.internal", null, "ip-10-40-11-23")]
    [InlineData("ip-10-40-11-23.ec2.internal", null, "ip-10-40-11-23")]
    [InlineData("worker-a.example.org", null, "worker-a.example.org")]
    [InlineData("a-node-with-a-very-long-name-of-its-own", null, "a-node-wit…e-of-its-own")]
    [InlineData(null, "i-0a3061a5b059d819c", "i-0a3061a5b059d819c")]
    [InlineData(null, null, "")]
    public void A_node_is_shown_without_the_domain_that_all_share(string? name, string? otherwise, string expected) => Assert.Equal(expected, _Format.Node(name, otherwise, 23));

    [Theory]
    [InlineData("worker-a", "i-0a3061a5b059d819c", "tg", "worker-a")]
    [InlineData(null, "i-0a3061a5b059d819c", "tg", "i-0a3061a5b059d819c")]
    [InlineData(null, "arn:aws:elasticloadbalancing:eu-west-2:123456789012:loadbalancer/app/portal/50dc6c495c0c9188", "tg", "ALB portal")]
    [InlineData(null, null, "tg", "(no target)")]
    [InlineData("", "", "", "(none)")]
    public void A_target_is_its_node_or_what_is_registered_or_said_not_to_be_there(string? node, string? target, string? group, string expected) =>
        Assert.Equal(expected, _Format.Target(node, target, group, 23));

    [Theory]
    [InlineData("relay-nlb", "LoadBalancer", "relay-nlb")]
    [InlineData("relay-nlb", "FormerLoadBalancerAddress", "no longer relay-nlb")]
    [InlineData(null, "FormerLoadBalancerAddress", "no longer a load balancer")]
    [InlineData(null, "NotFound", "not found in what was read")]
    [InlineData("", "OtherInterface", "another kind of interface")]
    [InlineData(null, "OtherAccountOrRegion", "of another account or region")]
    [InlineData(null, "EdgeService", "a front of AWS's own")]
    [InlineData(null, "Unknown", "not known")]
    public void An_address_without_a_load_balancer_says_whose_it_is(string? name, string owner, string expected)
    {
        Assert.Equal(expected, _Format.Balancer(name, owner));
        Assert.InRange(expected.Length, 1, 33);
    }

    [Fact]
    public void A_heading_leads_from_the_name_to_the_load_balancer()
    {
        Assert.Equal("relay.test:443 → relay-nlb", _Format.Front("relay.test", 443, "relay-nlb", "LoadBalancer"));
        Assert.Equal("(no name) → not known", _Format.Front(null, null, null, "Unknown"));
    }

    [Theory]
    [InlineData("TCP", 443, "TCP:443")]
    [InlineData(null, 443, "")]
    public void A_listener_is_protocol_and_port(string? protocol, int port, string expected) => Assert.Equal(expected, _Format.Listener(protocol, port));

    [Theory]
    [InlineData("LoadBalancer", "the load balancer")]
    [InlineData("Target", "the target")]
    [InlineData("None", "no TLS")]
    [InlineData("Unknown", "")]
    public void Who_ends_TLS_is_said_in_words(string termination, string expected) => Assert.Equal(expected, _Format.TlsEnd(termination));

    [Fact]
    public void What_was_tried_is_marked_where_the_address_fails()
    {
        Assert.Equal("20/20 !", _Format.Tried(20, 20, true, "<", ">", false));
        Assert.Equal("<20/20 !>", _Format.Tried(20, 20, true, "<", ">", true));
        Assert.Equal("0/20  ", _Format.Tried(0, 20, false, "<", ">", true));
        Assert.Equal("  ", _Format.Tried(null, null, null, "<", ">", true));
    }

    [Fact]
    public void A_suspect_stands_out_and_nothing_else_does()
    {
        Assert.Equal("SUSPECT", _Format.Suspect(true, "<", ">", false));
        Assert.Equal("<SUSPECT>", _Format.Suspect(true, "<", ">", true));
        Assert.Equal("", _Format.Suspect(false, "<", ">", true));
        Assert.Equal("", _Format.Suspect(null, "<", ">", true));
    }

    [Theory]
    [InlineData(true, 0.5, "50 %")]
    [InlineData(true, null, "some")]
    [InlineData(false, 0.0, "none")]
    [InlineData(false, null, "none")]
    [InlineData(false, 0.1667, "17 %")]
    [InlineData(null, null, "?")]
    public void A_share_says_none_only_where_that_is_known(bool? reachable, double? share, string expected) => Assert.Equal(expected, _Format.Share(reachable, share));

    [Fact]
    public void Why_is_what_singles_a_row_out_then_its_reach_then_its_notes()
    {
        Assert.Equal("a", _Format.Why("a", "b", new[] { "c" }));
        Assert.Equal("b", _Format.Why(null, "b", new[] { "c" }));
        Assert.Equal("c. d.", _Format.Why(null, "", new[] { "c", "d." }));
    }

    [Fact]
    public void A_part_is_shown_of_the_whole_and_unknown_is_no_number()
    {
        Assert.Equal("1/3", _Format.Of(1, 3));
        Assert.Equal("?/3", _Format.Of(null, 3));
        Assert.Equal("", _Format.Of(null, null));
    }

    [Fact]
    public void Lines_of_a_log_that_was_cut_are_more()
    {
        Assert.Equal("5000+", _Format.Lines(5000, true));
        Assert.Equal("29", _Format.Lines(29, false));
    }

    [Fact]
    public void What_is_not_known_is_neither_yes_nor_no() => Assert.Equal(["yes", "no", "?"], new[] { _Format.YesNo(true), _Format.YesNo(false), _Format.YesNo(null) });

    [Theory]
    [InlineData(null, "")]
    [InlineData(0.0, "0 s")]
    [InlineData(1.14, "1.1 s")]
    [InlineData(42.4, "42 s")]
    [InlineData(4202.3, "70 min")]
    [InlineData(108000.0, "30 h")]
    public void An_age_has_the_unit_that_suits_it(double? seconds, string expected) => Assert.Equal(expected, _Format.Age(seconds));

    [Fact]
    public void The_first_that_there_is_is_shown()
    {
        Assert.Equal("32080", _Format.First(32080, 8443));
        Assert.Equal("8443", _Format.First(null, 8443));
        Assert.Equal("a", _Format.Or("a", "b"));
        Assert.Equal("b", _Format.Or("", "b"));
        Assert.Equal("https://k", _Format.Cluster(null, "", "https://k"));
        Assert.Equal("hutch/hutch-relay", _Format.Service("hutch", "hutch-relay"));
        Assert.Equal("hutch/(all)", _Format.Service("hutch", null));
    }
}
