using TlsPathTools.Reachability;
using TlsPathTools.Reachability.Rules;
using TlsPathTools.Topology.Cloud;
using static TlsPathTools.Core.Tests.Reachability.Tables;

namespace TlsPathTools.Core.Tests.Reachability;

/// <summary>The examples of the Amazon VPC user guide and the EC2 API reference about network ACLs.</summary>
public class NetworkAclDocumentationTests
{
    // docs.aws.amazon.com/vpc/latest/userguide/custom-network-acl.html: the table with IPv4 and IPv6.
    private static readonly NetworkAcl s_custom = Acl(
    [
        Inbound(100, "6", (80, 80), "0.0.0.0/0", "allow"), Inbound(105, "6", (80, 80), "::/0", "allow"),
        Inbound(110, "6", (443, 443), "0.0.0.0/0", "allow"), Inbound(115, "6", (443, 443), "::/0", "allow"),
        Inbound(120, "6", (22, 22), "192.0.2.0/24", "allow"), Inbound(130, "6", (3389, 3389), "192.0.2.0/24", "allow"),
        Inbound(140, "6", (32768, 65535), "0.0.0.0/0", "allow"), Inbound(145, "6", (32768, 65535), "::/0", "allow"),
        Outbound(100, "6", (80, 80), "0.0.0.0/0", "allow"), Outbound(105, "6", (80, 80), "::/0", "allow"),
        Outbound(110, "6", (443, 443), "0.0.0.0/0", "allow"), Outbound(115, "6", (443, 443), "::/0", "allow"),
        Outbound(140, "6", (32768, 65535), "0.0.0.0/0", "allow"), Outbound(145, "6", (32768, 65535), "::/0", "allow"),
        .. Defaults,
    ]);

    [Fact]
    public void A_packet_for_HTTPS_does_not_match_rule_100_and_is_let_in_by_rule_110()
    {
        Ruling ruling = s_custom.Into(Tcp("198.51.100.7", 443));
        Assert.Equal(ReachabilityVerdict.Allowed, ruling.Verdict);
        Assert.Equal("entry 110 (allow tcp 443 from 0.0.0.0/0)", ruling.Rule);
    }

    [Fact]
    public void A_packet_for_NetBIOS_matches_none_and_the_asterisk_denies_it()
    {
        Ruling ruling = s_custom.Into(Tcp("198.51.100.7", 139));
        Assert.Equal(ReachabilityVerdict.Denied, ruling.Verdict);
        Assert.Equal("entry * (deny all traffic from 0.0.0.0/0)", ruling.Rule);
    }

    [Theory]
    [InlineData("192.0.2.17", 22, ReachabilityVerdict.Allowed)]
    [InlineData("192.0.3.17", 22, ReachabilityVerdict.Denied)]
    [InlineData("192.0.2.255", 3389, ReachabilityVerdict.Allowed)]
    [InlineData("192.0.1.255", 3389, ReachabilityVerdict.Denied)]
    internal void SSH_and_RDP_get_in_from_the_home_network_only(string peer, int port, ReachabilityVerdict verdict) => Assert.Equal(verdict, s_custom.Into(Tcp(peer, port)).Verdict);

    [Fact]
    public void None_of_the_rules_for_IPv4_apply_to_IPv6()
    {
        Assert.Equal("entry 115 (allow tcp 443 from ::/0)", s_custom.Into(Tcp("2001:db8::7", 443)).Rule);
        Assert.Equal("entry * (deny all traffic from ::/0)", s_custom.Into(Tcp("2001:db8::7", 22)).Rule);
    }

    // docs.aws.amazon.com/vpc/latest/userguide/custom-network-acl.html#nacl-ephemeral-ports: Linux takes 32768-61000, Windows 49152-65535; "requests originating
    // from Elastic Load Balancing use ports 1024-65535", and so do NAT gateways.
    [Theory]
    [InlineData(32768, 61000, ReachabilityVerdict.Allowed)]
    [InlineData(49152, 65535, ReachabilityVerdict.Allowed)]
    [InlineData(1024, 65535, ReachabilityVerdict.Partial)]
    [InlineData(1025, 5000, ReachabilityVerdict.Denied)]
    internal void Answers_leave_to_the_ephemeral_ports_of_some_clients_and_not_of_all(int from, int to, ReachabilityVerdict verdict) =>
        Assert.Equal(verdict, s_custom.OutOf(Tcp("198.51.100.7", from, to)).Verdict);

    [Fact]
    public void An_answer_to_a_load_balancer_that_is_stopped_now_and_then_is_named_with_the_ports_that_are_missing()
    {
        Ruling ruling = s_custom.OutOf(Tcp("10.0.1.7", 1024, 65535));
        Assert.Equal("entry * (deny all traffic to 0.0.0.0/0)", ruling.Rule);
        Assert.Equal("add an outbound entry to acl-1 that allows tcp 1024-32767 to 10.0.1.7", ruling.SmallestChange);
    }

    // docs.aws.amazon.com/vpc/latest/userguide/nacl-basics.html: "Network ACLs are stateless, which means that responses to allowed inbound traffic are subject to
    // the rules for outbound traffic (and vice versa)."
    [Fact]
    public void What_is_let_in_is_not_let_out_again_for_that()
    {
        NetworkAcl acl = Acl([Inbound(100, "6", (443, 443), "0.0.0.0/0", "allow"), .. Defaults]);
        Assert.Equal(ReachabilityVerdict.Allowed, acl.Into(Tcp("198.51.100.7", 443)).Verdict);
        Ruling answer = acl.OutOf(Tcp("198.51.100.7", 1024, 65535));
        Assert.Equal(ReachabilityVerdict.Denied, answer.Verdict);
        Assert.Equal("add an outbound entry to acl-1 that allows tcp 1024-65535 to 198.51.100.7", answer.SmallestChange);
    }

    // docs.aws.amazon.com/vpc/latest/userguide/nacl-examples.html: access to instances in a subnet from one remote computer.
    [Fact]
    public void One_remote_computer_gets_in_and_its_answers_out()
    {
        NetworkAcl acl = Acl([Inbound(100, "6", (22, 22), "172.31.1.2/32", "allow"), Outbound(100, "6", (1024, 65535), "172.31.1.2/32", "allow"), .. Defaults]);
        Assert.Equal(ReachabilityVerdict.Allowed, acl.Into(Tcp("172.31.1.2", 22)).Verdict);
        Assert.Equal(ReachabilityVerdict.Allowed, acl.OutOf(Tcp("172.31.1.2", 1024, 65535)).Verdict);
        Assert.Equal(ReachabilityVerdict.Denied, acl.Into(Tcp("172.31.1.3", 22)).Verdict);
        Assert.Equal(ReachabilityVerdict.Partial, acl.Into(Tcp("172.31.1.0/24", 22)).Verdict);
    }

    // docs.aws.amazon.com/vpc/latest/userguide/default-network-acl.html
    [Fact]
    public void The_default_ACL_lets_everything_in_and_out()
    {
        NetworkAcl acl = Acl(
        [
            Inbound(100, "-1", null, "0.0.0.0/0", "allow"), Inbound(101, "-1", null, "::/0", "allow"),
            Outbound(100, "-1", null, "0.0.0.0/0", "allow"), Outbound(101, "-1", null, "::/0", "allow"), .. Defaults,
        ]);
        foreach (string everyone in new[] { "0.0.0.0/0", "::/0" })
        {
            foreach (int protocol in new[] { 1, 6, 17, 50, 58 })
            {
                Assert.Equal(ReachabilityVerdict.Allowed, acl.Into(Whole(protocol, everyone)).Verdict);
                Assert.Equal(ReachabilityVerdict.Allowed, acl.OutOf(Whole(protocol, everyone)).Verdict);
            }
        }
    }

    // docs.aws.amazon.com/vpc/latest/userguide/custom-network-acl.html: "a custom network ACL ... blocks all inbound and outbound traffic until you add rules".
    [Fact]
    public void A_new_ACL_lets_nothing_pass_with_the_default_entries_or_without()
    {
        Assert.Equal(ReachabilityVerdict.Denied, Acl(Defaults).Into(Tcp("0.0.0.0/0", 0, 65535)).Verdict);
        Ruling bare = Acl().Into(Tcp("0.0.0.0/0", 443));
        Assert.Equal(ReachabilityVerdict.Denied, bare.Verdict);
        Assert.Equal("no entry matches, which denies", bare.Rule);
    }

    // docs.aws.amazon.com/vpc/latest/userguide/nacl-rules.html: "Rules are evaluated starting with the lowest numbered rule. As soon as a rule matches traffic, it's
    // applied regardless of any higher-numbered rule that might contradict it"; custom-network-acl.html: "place the deny rule earlier in the table than the rule
    // that allows the wide range of port traffic".
    [Fact]
    public void A_deny_before_a_wide_allow_cuts_a_hole_and_after_it_does_nothing()
    {
        NetworkAclEntry wide = Inbound(100, "6", (1024, 65535), "0.0.0.0/0", "allow");
        NetworkAcl before = Acl([wide, Inbound(90, "6", (30443, 30443), "0.0.0.0/0", "deny"), .. Defaults]);
        NetworkAcl after = Acl([Inbound(110, "6", (30443, 30443), "0.0.0.0/0", "deny"), wide, .. Defaults]);
        Assert.Equal("entry 90 (deny tcp 30443 from 0.0.0.0/0)", before.Into(Tcp("10.0.1.7", 30443)).Rule);
        Assert.Equal(ReachabilityVerdict.Allowed, after.Into(Tcp("10.0.1.7", 30443)).Verdict);
        Assert.Equal([(1024, 30442), (30443, 30443), (30444, 65535)], before.Into(Tcp("10.0.1.7", 1024, 65535)).Pieces.Select(piece => (piece.Box.FromPort, piece.Box.ToPort)).Order());
    }

    // docs.aws.amazon.com/vpc/latest/userguide/nacl-rules.html: "if you specify 100.68.0.18/18 for the CIDR range, we create a rule with a 100.68.0.0/18 CIDR range".
    [Fact]
    public void Bits_behind_the_prefix_do_not_count()
    {
        NetworkAcl acl = Acl(Inbound(100, "6", (443, 443), "100.68.0.18/18", "allow"));
        Assert.Equal(ReachabilityVerdict.Allowed, acl.Into(Tcp("100.68.0.0/18", 443)).Verdict);
        Assert.Equal(ReachabilityVerdict.Denied, acl.Into(Tcp("100.68.64.0", 443)).Verdict);
    }

    // docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateNetworkAclEntry.html: "If you specify -1 or a protocol number other than 6 (TCP), 17 (UDP), or 1 (ICMP),
    // traffic on all ports is allowed, regardless of any ports or ICMP types or codes that you specify."
    [Theory]
    [InlineData("-1", 6)]
    [InlineData("-1", 50)]
    [InlineData("50", 50)]
    internal void Ports_do_not_count_where_the_protocol_has_none(string protocol, int packets)
    {
        NetworkAcl acl = Acl(Inbound(100, protocol, null, "0.0.0.0/0", "allow") with { PortRange = new PortRange { From = 22, To = 22 }, IcmpTypeCode = new IcmpTypeCode { Type = 8, Code = 0 } });
        Assert.Equal(ReachabilityVerdict.Allowed, acl.Into(Whole(packets, "0.0.0.0/0")).Verdict);
    }

    // The same page: "If you specify protocol 58 (ICMPv6) and specify an IPv4 CIDR block, traffic for all ICMP types and codes allowed, regardless of any that you
    // specify. If you specify protocol 58 (ICMPv6) and specify an IPv6 CIDR block, you must specify an ICMP type and code."
    [Fact]
    public void ICMPv6_has_messages_in_IPv6_only()
    {
        NetworkAcl acl = Acl(Inbound(100, "58", (2, 0), "0.0.0.0/0", "allow"), Inbound(101, "58", (2, 0), "::/0", "allow"));
        Assert.Equal(ReachabilityVerdict.Allowed, acl.Into(Whole(58, "0.0.0.0/0")).Verdict);
        Assert.Equal(ReachabilityVerdict.Allowed, acl.Into(Icmp("2001:db8::1", 2, 0)).Verdict);
        Assert.Equal(ReachabilityVerdict.Denied, acl.Into(Icmp("2001:db8::1", 1, 0)).Verdict);
        Assert.Equal(ReachabilityVerdict.Partial, acl.Into(Whole(58, "2001:db8::/64")).Verdict);
    }

    // docs.aws.amazon.com/AWSEC2/latest/APIReference/API_IcmpTypeCode.html: "A value of -1 means all types", "a value of -1 means all codes for the specified ICMP type".
    [Fact]
    public void Minus_one_is_every_type_and_every_code()
    {
        NetworkAcl all = Acl(Inbound(100, "1", (-1, -1), "0.0.0.0/0", "allow"));
        NetworkAcl unreachable = Acl(Inbound(100, "1", (3, -1), "0.0.0.0/0", "allow"));
        Assert.Equal(ReachabilityVerdict.Allowed, all.Into(Whole(1, "0.0.0.0/0")).Verdict);
        Assert.Equal(ReachabilityVerdict.Allowed, unreachable.Into(Icmp("10.0.0.1", 3, 4)).Verdict);
        Assert.Equal(ReachabilityVerdict.Denied, unreachable.Into(Icmp("10.0.0.1", 8, 0)).Verdict);
    }

    // docs.aws.amazon.com/vpc/latest/userguide/path_mtu_discovery.html: "you must add the following network ACL rule, both inbound and outbound ... Destination
    // Unreachable, fragmentation required, and DF flag set ... (type 3, code 4)".
    [Fact]
    public void Path_MTU_discovery_needs_an_entry_of_its_own_in_each_direction()
    {
        NetworkAcl acl = Acl([Inbound(100, "6", (443, 443), "0.0.0.0/0", "allow"), Outbound(100, "1", (3, 4), "0.0.0.0/0", "allow"), .. Defaults]);
        Ruling inbound = acl.Into(Traffic.TooBig(Range("0.0.0.0/0")));
        Assert.Equal(ReachabilityVerdict.Denied, inbound.Verdict);
        Assert.Equal("add an inbound entry to acl-1 that allows icmp type 3 code 4 (fragmentation needed) from 0.0.0.0/0", inbound.SmallestChange);
        Assert.Equal(ReachabilityVerdict.Allowed, acl.OutOf(Traffic.TooBig(Range("0.0.0.0/0"))).Verdict);
    }

    // docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateNetworkAclEntry.html, RuleNumber: "Positive integer from 1 to 32766. The range 32767 to 65535 is reserved
    // for internal use."
    [Fact]
    public void The_last_number_of_a_user_is_before_the_default()
    {
        NetworkAcl acl = Acl([Inbound(32766, "6", (443, 443), "10.0.0.0/8", "allow"), .. Defaults]);
        Assert.Equal(ReachabilityVerdict.Allowed, acl.Into(Tcp("10.1.2.3", 443)).Verdict);
        Assert.Equal("entry 32766 (allow tcp 443 from 10.0.0.0/8)", acl.Into(Tcp("10.1.2.3", 443)).Rule);
    }
}
