using TlsPathTools.Reachability;
using TlsPathTools.Reachability.Rules;
using TlsPathTools.Topology.Cloud;

namespace TlsPathTools.Core.Tests.Reachability;

/// <summary>Rules as the tables of AWS's guides write them, a row each.</summary>
internal static class Tables
{
    public static NetworkAcl Acl(params NetworkAclEntry[] entries) => new() { NetworkAclId = "acl-1", Entries = entries };

    public static NetworkAclEntry Inbound(int number, string protocol, (int From, int To)? ports, string cidr, string action) => Entry(number, protocol, ports, cidr, action) with { Egress = false };

    public static NetworkAclEntry Outbound(int number, string protocol, (int From, int To)? ports, string cidr, string action) => Entry(number, protocol, ports, cidr, action) with { Egress = true };

    /// <summary>The rows with "*", which every ACL ends with.</summary>
    public static NetworkAclEntry[] Defaults { get; } =
    [
        Inbound(32767, "-1", null, "0.0.0.0/0", "deny"), Inbound(32768, "-1", null, "::/0", "deny"),
        Outbound(32767, "-1", null, "0.0.0.0/0", "deny"), Outbound(32768, "-1", null, "::/0", "deny"),
    ];

    private static NetworkAclEntry Entry(int number, string protocol, (int From, int To)? ports, string cidr, string action) => new()
    {
        RuleNumber = number,
        Protocol = protocol,
        RuleAction = action,
        CidrBlock = cidr.Contains(':', StringComparison.Ordinal) ? null : cidr,
        Ipv6CidrBlock = cidr.Contains(':', StringComparison.Ordinal) ? cidr : null,
        PortRange = protocol is "6" or "17" && ports is { } range ? new PortRange { From = range.From, To = range.To } : null,
        IcmpTypeCode = protocol is "1" or "58" && ports is { } message ? new IcmpTypeCode { Type = message.From, Code = message.To } : null,
    };

    public static IpPermission Rule(string protocol, (int From, int To)? ports, params string[] peers) => new()
    {
        IpProtocol = protocol,
        FromPort = ports?.From,
        ToPort = ports?.To,
        IpRanges = [.. peers.Where(peer => peer.Contains('.', StringComparison.Ordinal)).Select(peer => new IpRange { CidrIp = peer })],
        Ipv6Ranges = [.. peers.Where(peer => peer.Contains(':', StringComparison.Ordinal)).Select(peer => new Ipv6Range { CidrIpv6 = peer })],
        UserIdGroupPairs = [.. peers.Where(peer => peer.StartsWith("sg-", StringComparison.Ordinal)).Select(peer => new UserIdGroupPair { GroupId = peer })],
        PrefixListIds = [.. peers.Where(peer => peer.StartsWith("pl-", StringComparison.Ordinal)).Select(peer => new PrefixListId { Id = peer })],
    };

    public static SecurityGroup Group(string id, IpPermission[] inbound, params IpPermission[] outbound) => new() { GroupId = id, IpPermissions = inbound, IpPermissionsEgress = outbound };

    public static AddressRange Range(string text) => AddressRange.Parse(text)!.Value;

    public static Traffic Tcp(string peer, int from, int? to = null) => Traffic.Tcp(Range(peer), from, to ?? from);

    public static Traffic Icmp(string peer, int type, int code) => new(Range(peer).IPv6 ? IpProtocols.IcmpV6 : IpProtocols.Icmp, new TrafficBox(Range(peer), (type << 8) | code, (type << 8) | code));

    public static Traffic Whole(int protocol, string peer) => new(protocol, new TrafficBox(Range(peer), 0, TrafficBox.LastPort));

    public static Ruling Into(this NetworkAcl acl, Traffic packets) => NetworkAclEvaluator.Judge(acl, egress: false, packets);

    public static Ruling OutOf(this NetworkAcl acl, Traffic packets) => NetworkAclEvaluator.Judge(acl, egress: true, packets);

    public static Ruling Into(this SecurityGroup group, Traffic packets, params string[]? peerGroups) => SecurityGroupEvaluator.Judge([group], egress: false, packets, peerGroups, PrefixLists.None);

    public static Ruling OutOf(this SecurityGroup group, Traffic packets, params string[]? peerGroups) => SecurityGroupEvaluator.Judge([group], egress: true, packets, peerGroups, PrefixLists.None);
}
