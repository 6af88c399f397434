using System.Globalization;
using TlsPathTools.Topology.Cloud;

namespace TlsPathTools.Comparison;

/// <summary>Entries of network ACLs, routes and rules of security groups as texts that are equal where they do the same.</summary>
internal static class NetworkTexts
{
    /// <summary>
    /// The entries of one direction in the order of evaluation. Their numbers are shown and not compared: only the order they give counts
    /// (docs.aws.amazon.com/vpc/latest/userguide/nacl-rules.html).
    /// </summary>
    public static PropertyValue Entries(NetworkAcl acl, bool egress) => PropertyValue.Ordered(acl.Entries
        .Where(entry => (entry.Egress ?? false) == egress).OrderBy(entry => entry.RuleNumber ?? int.MaxValue)
        .Select(entry =>
        {
            string text = $"{entry.RuleAction} {Protocol(entry.Protocol)}{Ports(entry)} {(egress ? "to" : "from")} {entry.CidrBlock ?? entry.Ipv6CidrBlock ?? "?"}";
            return (text, $"{(entry.RuleNumber is 32767 or 32768 ? "*" : entry.RuleNumber?.ToString(CultureInfo.InvariantCulture) ?? "?")} {text}");
        }));

    /// <summary>Routes as a set: the longest prefix decides, not the order. A gateway that each zone has its own of (NAT) counts by its kind.</summary>
    public static PropertyValue Routes(RouteTable table) => PropertyValue.Set(table.Routes.Select(route =>
        $"{route.DestinationCidrBlock ?? route.DestinationIpv6CidrBlock ?? route.DestinationPrefixListId ?? "?"} to {Target(route)}{(route.State is null or "active" ? "" : $" ({route.State})")}"));

    /// <summary>What a group allows, one text per port range and source.</summary>
    public static IEnumerable<string> Rules(SecurityGroup group) =>
        group.IpPermissions.SelectMany(rule => Rules(rule, "in", "from")).Concat(group.IpPermissionsEgress.SelectMany(rule => Rules(rule, "out", "to")));

    private static IEnumerable<string> Rules(IpPermission rule, string direction, string preposition)
    {
        string what = $"{direction} {Protocol(rule.IpProtocol)}{(rule.FromPort is null or -1 && rule.ToPort is null or -1 ? "" : " " + Range(rule.FromPort, rule.ToPort))} {preposition} ";
        return rule.IpRanges.Select(range => range.CidrIp).Concat(rule.Ipv6Ranges.Select(range => range.CidrIpv6))
            .Concat(rule.PrefixListIds.Select(list => list.Id)).Concat(rule.UserIdGroupPairs.Select(pair => pair.GroupId)).Select(peer => what + (peer ?? "?"));
    }

    private static string Protocol(string? protocol) => protocol switch
    {
        "-1" => "all",
        "1" => "icmp",
        "6" => "tcp",
        "17" => "udp",
        "58" => "icmpv6",
        null => "?",
        _ => protocol,
    };

    private static string Ports(NetworkAclEntry entry) =>
        entry.PortRange is { } ports ? " " + Range(ports.From, ports.To)
        : entry.IcmpTypeCode is { } icmp ? string.Create(CultureInfo.InvariantCulture, $" type {icmp.Type} code {icmp.Code}")
        : "";

    private static string Range(int? from, int? to) => from == to ? string.Create(CultureInfo.InvariantCulture, $"{from}") : string.Create(CultureInfo.InvariantCulture, $"{from}-{to}");

    private static string Target(Route route) =>
        route.NatGatewayId is not null ? "a NAT gateway"
        : route.TransitGatewayId ?? route.VpcPeeringConnectionId ?? route.EgressOnlyInternetGatewayId ?? route.CarrierGatewayId ?? route.LocalGatewayId ?? route.CoreNetworkArn
        ?? (route.GatewayId?.StartsWith("vpce-", StringComparison.Ordinal) == true ? "an endpoint" : route.GatewayId)
        ?? (route.InstanceId is not null || route.NetworkInterfaceId is not null ? "an interface" : "?");
}
