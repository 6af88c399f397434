using TlsPathTools.Reachability;
using TlsPathTools.Reachability.Rules;
using TlsPathTools.Topology.Cloud;
using static TlsPathTools.Core.Tests.Reachability.Tables;

namespace TlsPathTools.Core.Tests.Reachability;

/// <summary>What an engineer reads: the rule that decides, and what would have to change.</summary>
public class RuleWordsTests
{
    [Theory]
    [InlineData("6", 443, 443, "10.0.0.0/8", "entry 100 (deny tcp 443 from 10.0.0.0/8)")]
    [InlineData("6", 1024, 65535, "0.0.0.0/0", "entry 100 (deny tcp 1024-65535 from 0.0.0.0/0)")]
    [InlineData("6", 0, 65535, "0.0.0.0/0", "entry 100 (deny tcp on any port from 0.0.0.0/0)")]
    [InlineData("-1", 0, 0, "0.0.0.0/0", "entry 100 (deny all traffic from 0.0.0.0/0)")]
    public void An_entry_reads_as_its_row_in_the_console(string protocol, int from, int to, string cidr, string rule)
    {
        Ruling ruling = Acl(Inbound(100, protocol, (from, to), cidr, "deny")).Into(Tcp("10.0.1.7", from == 0 ? 443 : from));
        Assert.Equal(rule, ruling.Rule);
        Assert.Equal("network ACL acl-1, inbound", ruling.Control);
        Assert.Equal($"network ACL acl-1, inbound: {rule}", ruling.ToString());
    }

    [Theory]
    [InlineData(3, 4, "entry 7 (allow icmp type 3 code 4 (fragmentation needed) to 0.0.0.0/0)")]
    [InlineData(3, -1, "entry 7 (allow icmp type 3 to 0.0.0.0/0)")]
    [InlineData(3, 1, null)]
    [InlineData(-1, -1, "entry 7 (allow any icmp to 0.0.0.0/0)")]
    public void A_message_reads_by_type_and_code(int type, int code, string? rule) =>
        Assert.Equal(rule ?? "no entry matches, which denies", Acl(Outbound(7, "1", (type, code), "0.0.0.0/0", "allow")).OutOf(Icmp("10.0.0.1", 3, 4)).Rule);

    [Fact]
    public void A_message_of_IPv6_reads_by_its_own_names()
    {
        Ruling ruling = Acl(Defaults).Into(Traffic.TooBig(Range("2001:db8::/64")));
        Assert.Equal("entry * (deny all traffic from ::/0)", ruling.Rule);
        Assert.Equal("add an inbound entry to acl-1 that allows icmpv6 type 2 code 0 (packet too big) from 2001:db8::/64", ruling.SmallestChange);
    }

    [Fact]
    public void A_new_entry_goes_before_the_one_that_denies()
    {
        NetworkAcl acl = Acl([Inbound(100, "-1", null, "0.0.0.0/0", "allow"), Inbound(50, "6", (30000, 32767), "10.0.0.0/16", "deny"), Inbound(60, "6", (0, 65535), "10.0.1.0/24", "deny"), .. Defaults]);
        Assert.Equal("add an inbound entry to acl-1 that allows tcp 30443 from 10.0.1.7, with a number below 50", acl.Into(Tcp("10.0.1.7", 30443)).SmallestChange);
    }

    [Fact]
    public void Where_no_number_is_free_entries_have_to_be_numbered_anew()
    {
        NetworkAcl acl = Acl([Inbound(1, "6", (22, 22), "10.0.0.0/8", "allow"), Inbound(2, "-1", null, "0.0.0.0/0", "deny"), .. Defaults]);
        Assert.Equal(
            "add an inbound entry to acl-1 that allows tcp 443 from 10.0.1.0/24, before entry 2: no number below it is free, so that entries have to be numbered anew",
            acl.Into(Tcp("10.0.1.0/24", 443)).SmallestChange);
    }

    // A range that is no block cannot be typed into a rule; what is around the denied and asked about passes anyway.
    [Fact]
    public void A_change_names_a_block_where_what_is_denied_is_none()
    {
        NetworkAcl acl = Acl([Inbound(10, "6", (443, 443), "10.0.0.0/30", "allow"), .. Defaults]);
        Ruling ruling = acl.Into(Tcp("10.0.0.0/24", 443));
        Assert.Equal(ReachabilityVerdict.Partial, ruling.Verdict);
        Assert.Contains(ruling.Pieces, piece => piece.Box.Addresses.ToString() == "10.0.0.4-10.0.0.255");
        Assert.Equal("add an inbound entry to acl-1 that allows tcp 443 from 10.0.0.0/24", ruling.SmallestChange);
    }

    [Fact]
    public void A_change_is_about_what_is_denied_and_not_about_what_passes()
    {
        NetworkAcl acl = Acl([Inbound(10, "6", (443, 443), "10.0.0.0/25", "allow"), .. Defaults]);
        Assert.Equal("add an inbound entry to acl-1 that allows tcp 443 from 10.0.0.128/25", acl.Into(Tcp("10.0.0.0/24", 443)).SmallestChange);
    }

    [Fact]
    public void An_entry_that_cannot_be_understood_is_named()
    {
        Ruling ruling = Acl(Inbound(100, "gre?", null, "10.0.0.0/8", "allow")).Into(Tcp("10.0.1.7", 443));
        Assert.Equal(ReachabilityVerdict.Unknown, ruling.Verdict);
        Assert.Equal("what entry 100 (allow protocol gre? from 10.0.0.0/8) of acl-1 means", ruling.Missing);
        Assert.Null(ruling.SmallestChange);
    }

    [Theory]
    [InlineData("tcp", 443, 443, "10.0.0.0/8", "sg-1 allows tcp 443 from 10.0.0.0/8")]
    [InlineData("tcp", 0, 65535, "sg-lb", "sg-1 allows tcp on any port from sg-lb")]
    [InlineData("-1", -1, -1, "sg-lb", "sg-1 allows all traffic from sg-lb")]
    [InlineData("6", 1, 1024, "10.0.1.7/32", "sg-1 allows tcp 1-1024 from 10.0.1.7/32")]
    public void A_groups_rule_reads_as_what_it_allows(string protocol, int from, int to, string peer, string rule)
    {
        Ruling ruling = Group("sg-1", [Rule(protocol, (from, to), peer)]).Into(Tcp("10.0.1.7", 443), "sg-lb");
        Assert.Equal((ReachabilityVerdict.Allowed, rule), (ruling.Verdict, ruling.Rule));
        Assert.Equal("security group sg-1, inbound", ruling.Control);
    }

    [Fact]
    public void A_missing_rule_is_named_with_the_address_and_its_groups_and_asked_for_by_group()
    {
        Ruling ruling = Group("sg-node", [Rule("tcp", (1025, 65535), "sg-node")]).Into(Tcp("10.0.1.7", 443), "sg-node", "sg-extra");
        Assert.Equal("no inbound rule allows tcp 443 from 10.0.1.7 (sg-extra, sg-node)", ruling.Rule);
        Assert.Equal("add an inbound rule to sg-node that allows tcp 443 from sg-extra", ruling.SmallestChange);
    }

    [Fact]
    public void A_missing_rule_for_an_address_without_groups_is_asked_for_by_address()
    {
        Ruling ruling = Group("sg-node", [], Rule("tcp", (443, 443), "0.0.0.0/0")).OutOf(Tcp("2001:db8:1::/56", 443), []);
        Assert.Equal("no outbound rule allows tcp 443 to 2001:db8:1::/56", ruling.Rule);
        Assert.Equal("add an outbound rule to sg-node that allows tcp 443 to 2001:db8:1::/56", ruling.SmallestChange);
    }

    [Fact]
    public void Rules_that_leave_several_gaps_are_said_to_allow_a_part()
    {
        Ruling ruling = Group("sg-1", [Rule("tcp", (443, 443), "10.0.0.64/26", "10.0.0.192/26")]).Into(Tcp("10.0.0.0/24", 443), []);
        Assert.Equal(ReachabilityVerdict.Partial, ruling.Verdict);
        Assert.Equal("inbound rules allow only a part of tcp 443 from 10.0.0.0/24", ruling.Rule);
        Assert.Equal("add an inbound rule to sg-1 that allows tcp 443 from 10.0.0.0/24", ruling.SmallestChange);
    }

    // AWS takes no such rule, but a saved snapshot may hold one.
    [Fact]
    public void A_rule_whose_ports_end_before_they_begin_is_about_none()
    {
        Ruling ruling = Acl(Inbound(100, "6", (443, 80), "10.0.0.0/8", "allow")).Into(Tcp("10.0.1.7", 0, 65535));
        Assert.Equal(ReachabilityVerdict.Denied, ruling.Verdict);
        Assert.Single(ruling.Pieces);
    }

    [Fact]
    public void Text_from_the_network_is_escaped()
    {
        Ruling ruling = Acl(Inbound(100, "\u001b[2J", null, "10.0.0.0/8", "allow")).Into(Tcp("10.0.1.7", 443));
        Assert.DoesNotContain('\u001b', ruling.Rule + ruling.Missing);
        Ruling group = Group("sg-\u001b1", [Rule("tcp\u001b", (443, 443), "10.0.0.0/8")]).Into(Tcp("10.0.1.7", 443), "sg-\u001b");
        Assert.DoesNotContain('\u001b', group.Rule + group.Missing + group.Control + group.ControlId);
    }
}
