using TlsPathTools.Reachability;
using TlsPathTools.Reachability.Rules;
using TlsPathTools.Topology;
using TlsPathTools.Topology.Cloud;
using static TlsPathTools.Core.Tests.Reachability.Tables;

namespace TlsPathTools.Core.Tests.Reachability;

/// <summary>The examples of the Amazon VPC, EC2 and Elastic Load Balancing guides about security groups.</summary>
public class SecurityGroupDocumentationTests
{
    // docs.aws.amazon.com/vpc/latest/userguide/default-security-group.html: "Allows inbound traffic from all resources that are assigned to this security group".
    [Fact]
    public void The_default_group_lets_in_its_own_members_and_nobody_else()
    {
        SecurityGroup group = Group("sg-1234567890abcdef0", [Rule("-1", null, "sg-1234567890abcdef0")], Rule("-1", null, "0.0.0.0/0"), Rule("-1", null, "::/0"));
        Assert.Equal(ReachabilityVerdict.Allowed, group.Into(Tcp("10.0.0.5", 30443), "sg-1234567890abcdef0").Verdict);
        Assert.Equal(ReachabilityVerdict.Denied, group.Into(Tcp("10.0.0.5", 30443), "sg-other").Verdict);
        Assert.Equal(ReachabilityVerdict.Denied, group.Into(Tcp("198.51.100.7", 30443), []).Verdict);
        Assert.Equal(ReachabilityVerdict.Allowed, group.OutOf(Whole(17, "0.0.0.0/0"), []).Verdict);
        Assert.Equal(ReachabilityVerdict.Allowed, group.OutOf(Whole(50, "::/0"), []).Verdict);
    }

    [Fact]
    public void Whether_an_address_is_a_members_is_not_known_without_its_groups()
    {
        SecurityGroup group = Group("sg-1", [Rule("-1", null, "sg-1")]);
        Ruling ruling = group.Into(Tcp("10.0.0.5", 30443), peerGroups: null);
        Assert.Equal(ReachabilityVerdict.Unknown, ruling.Verdict);
        Assert.Equal("the security groups of the other side", ruling.Missing);
        Assert.Null(ruling.SmallestChange);
    }

    // docs.aws.amazon.com/vpc/latest/userguide/nacl-examples.html, the group of the example.
    [Fact]
    public void Members_speak_with_each_other_and_one_remote_computer_gets_in_by_SSH()
    {
        SecurityGroup group = Group("sg-1234567890abcdef0", [Rule("-1", null, "sg-1234567890abcdef0"), Rule("tcp", (22, 22), "172.31.1.2/32")], Rule("-1", null, "sg-1234567890abcdef0"));
        Assert.Equal(ReachabilityVerdict.Allowed, group.Into(Tcp("172.31.1.2", 22), []).Verdict);
        Assert.Equal(ReachabilityVerdict.Denied, group.Into(Tcp("172.31.1.3", 22), []).Verdict);
        Assert.Equal(ReachabilityVerdict.Denied, group.OutOf(Tcp("172.31.1.2", 443), []).Verdict);
        Assert.Equal(ReachabilityVerdict.Allowed, group.OutOf(Tcp("10.0.0.5", 443), "sg-1234567890abcdef0").Verdict);
    }

    // docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html: "if there is more than one rule for a specific port, Amazon EC2 applies the most permissive
    // rule. For example, if you have a rule that allows access to TCP port 22 (SSH) from IP address 203.0.113.1 and another rule that allows access to TCP port 22
    // from everyone, everyone has access to TCP port 22."
    [Fact]
    public void The_most_permissive_rule_counts()
    {
        SecurityGroup group = Group("sg-1", [Rule("tcp", (22, 22), "203.0.113.1/32"), Rule("tcp", (22, 22), "0.0.0.0/0")]);
        Assert.Equal(ReachabilityVerdict.Allowed, group.Into(Tcp("0.0.0.0/0", 22), []).Verdict);
    }

    // The same page: "the rules from each security group are effectively aggregated to create one set of rules".
    [Fact]
    public void The_rules_of_all_groups_are_one_set()
    {
        SecurityGroup[] groups = [Group("sg-1", [Rule("tcp", (1024, 30000), "10.0.0.0/8")]), Group("sg-2", [Rule("tcp", (30001, 65535), "10.0.0.0/8")])];
        Assert.Equal(ReachabilityVerdict.Allowed, SecurityGroupEvaluator.Judge(groups, egress: false, Tcp("10.0.0.0/8", 1024, 65535), [], PrefixLists.None).Verdict);
        Assert.Equal("no inbound rule allows tcp 443 from 10.0.0.0/8", SecurityGroupEvaluator.Judge(groups, egress: false, Tcp("10.0.0.0/8", 443), [], PrefixLists.None).Rule);
    }

    // docs.aws.amazon.com/AWSEC2/latest/APIReference/API_IpPermission.html, IpProtocol: "Use -1 to specify all protocols. When authorizing security group rules, specifying
    // -1 or a protocol number other than tcp, udp, icmp, or icmpv6 allows traffic on all ports, regardless of any port range you specify ... For icmpv6, the port
    // range is optional; if you omit the port range, traffic for all types and codes is allowed."
    [Theory]
    [InlineData("-1", 22, 6, "10.0.0.0/8")]
    [InlineData("50", 22, 50, "10.0.0.0/8")]
    [InlineData("icmpv6", null, 58, "2001:db8::/32")]
    [InlineData("icmp", -1, 1, "10.0.0.0/8")]
    internal void A_rule_is_about_all_ports_where_ports_do_not_count(string protocol, int? port, int packets, string peer) =>
        Assert.Equal(ReachabilityVerdict.Allowed, Group("sg-1", [Rule(protocol, port is { } one ? (one, one) : null, peer)]).Into(Whole(packets, peer), []).Verdict);

    [Theory]
    [InlineData("6", 6)]
    [InlineData("tcp", 6)]
    [InlineData("17", 17)]
    [InlineData("udp", 17)]
    internal void Protocols_go_by_name_and_by_number(string protocol, int packets)
    {
        SecurityGroup group = Group("sg-1", [Rule(protocol, (53, 53), "0.0.0.0/0")]);
        Assert.Equal(ReachabilityVerdict.Allowed, group.Into(new Traffic(packets, Tcp("10.0.0.1", 53).Box), []).Verdict);
        Assert.Equal(ReachabilityVerdict.Denied, group.Into(new Traffic(packets, Tcp("10.0.0.1", 54).Box), []).Verdict);
    }

    // docs.aws.amazon.com/AWSEC2/latest/APIReference/API_IpPermission.html, ToPort: "if the protocol is ICMP or ICMPv6, this is the ICMP code or -1 (all ICMP codes)".
    [Fact]
    public void A_type_without_a_code_is_every_code_of_it()
    {
        SecurityGroup group = Group("sg-1", [Rule("icmp", (3, -1), "0.0.0.0/0")]);
        Assert.Equal(ReachabilityVerdict.Allowed, group.Into(Traffic.TooBig(Range("0.0.0.0/0")), []).Verdict);
        Assert.Equal(ReachabilityVerdict.Denied, group.Into(Icmp("0.0.0.0/0", 4, 0), []).Verdict);
        Assert.Equal(ReachabilityVerdict.Denied, group.Into(Icmp("0.0.0.0/0", 2, 255), []).Verdict);
    }

    // docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeStaleSecurityGroups.html: "Rules are stale when they reference a deleted security group ... or a security
    // group in a peer VPC for which the VPC peering connection has been deleted".
    [Theory]
    [InlineData(null, ReachabilityVerdict.Allowed)]
    [InlineData("active", ReachabilityVerdict.Allowed)]
    [InlineData("deleted", ReachabilityVerdict.Denied)]
    [InlineData("expired", ReachabilityVerdict.Denied)]
    [InlineData("pending-acceptance", ReachabilityVerdict.Denied)]
    [InlineData("deleting", ReachabilityVerdict.Unknown)]
    internal void A_rule_that_outlives_its_peering_lets_nobody_in(string? status, ReachabilityVerdict verdict)
    {
        var rule = new IpPermission { IpProtocol = "tcp", FromPort = 443, ToPort = 443, UserIdGroupPairs = [new UserIdGroupPair { GroupId = "sg-peer", VpcPeeringConnectionId = "pcx-1", PeeringStatus = status }] };
        Assert.Equal(verdict, Group("sg-1", [rule]).Into(Tcp("172.16.0.5", 443), "sg-peer").Verdict);
    }

    // docs.aws.amazon.com/vpc/latest/userguide/working-with-aws-managed-prefix-lists.html and managed-prefix-lists.html: a rule for a list is one for each of its entries.
    [Fact]
    public void A_rule_for_a_prefix_list_is_one_for_each_of_its_entries()
    {
        SecurityGroup group = Group("sg-1", [Rule("tcp", (443, 443), "pl-1")]);
        var lists = new PrefixLists([new PrefixListEntries("pl-1", [new PrefixListEntry { Cidr = "198.51.100.0/25" }, new PrefixListEntry { Cidr = "203.0.113.0/24" }])]);
        Assert.Equal(ReachabilityVerdict.Allowed, SecurityGroupEvaluator.Judge([group], egress: false, Tcp("203.0.113.9", 443), [], lists).Verdict);
        Assert.Equal("no inbound rule allows tcp 443 from 198.51.100.128/25", SecurityGroupEvaluator.Judge([group], egress: false, Tcp("198.51.100.0/24", 443), [], lists).Rule);
        Ruling unread = group.Into(Tcp("203.0.113.9", 443), []);
        Assert.Equal((ReachabilityVerdict.Unknown, "the entries of prefix list pl-1"), (unread.Verdict, unread.Missing));
    }

    [Fact]
    public void A_list_that_was_not_read_does_not_matter_where_another_rule_allows()
    {
        SecurityGroup group = Group("sg-1", [Rule("tcp", (443, 443), "pl-1"), Rule("tcp", (0, 65535), "10.0.0.0/8")]);
        Assert.Equal(ReachabilityVerdict.Allowed, group.Into(Tcp("10.9.8.7", 443), []).Verdict);
        Assert.Equal(ReachabilityVerdict.Unknown, group.Into(Tcp("0.0.0.0/0", 443), []).Verdict);
        Assert.Equal(ReachabilityVerdict.Denied, group.Into(Tcp("192.168.0.1", 80), []).Verdict);
    }

    // docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-security-groups.html, "Accept traffic only from the Network Load Balancer".
    [Fact]
    public void Targets_accept_what_comes_from_the_load_balancer_on_the_target_port_and_the_health_check_port()
    {
        SecurityGroup target = Group("sg-node", [Rule("tcp", (30443, 30443), "sg-111112222233333"), Rule("tcp", (10256, 10256), "sg-111112222233333")], Rule("-1", null, "0.0.0.0/0"));
        Assert.Equal(ReachabilityVerdict.Allowed, target.Into(Tcp("10.0.1.9", 30443), "sg-111112222233333").Verdict);
        Assert.Equal(ReachabilityVerdict.Allowed, target.Into(Tcp("10.0.1.9", 10256), "sg-111112222233333").Verdict);
        Assert.Equal(ReachabilityVerdict.Denied, target.Into(Tcp("10.0.1.9", 443), "sg-111112222233333").Verdict);
        Assert.Equal(ReachabilityVerdict.Denied, target.Into(Tcp("198.51.100.7", 30443), []).Verdict);
    }

    // The same page, "Filter client traffic": the listener's port from the clients' range, and "ICMP 0.0.0.0/0 All: allows inbound ICMP traffic to support MTU or Path
    // MTU Discovery".
    [Fact]
    public void A_load_balancer_filters_clients_and_takes_ICMP_from_everyone()
    {
        SecurityGroup balancer = Group("sg-lb", [Rule("tcp", (443, 443), "203.0.113.0/24"), Rule("icmp", (-1, -1), "0.0.0.0/0")]);
        Assert.Equal(ReachabilityVerdict.Partial, balancer.Into(Tcp("0.0.0.0/0", 443), []).Verdict);
        Assert.Equal(ReachabilityVerdict.Allowed, balancer.Into(Traffic.TooBig(Range("0.0.0.0/0")), []).Verdict);
        Assert.Equal(ReachabilityVerdict.Denied, balancer.Into(Traffic.TooBig(Range("::/0")), []).Verdict);
    }
}
