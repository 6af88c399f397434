using System.Globalization;
using TlsPathTools.Topology.Cloud;

namespace TlsPathTools.Reachability;

/// <summary>
/// Network ACLs: the entries of one direction are read by number, the first that matches decides, and what none matches is denied. Nothing is remembered: an
/// answer needs an entry of its own (docs.aws.amazon.com/vpc/latest/userguide/nacl-rules.html).
/// </summary>
internal static class NetworkAclEvaluator
{
    // The default entries (32767 for IPv4, 32768 for IPv6) are shown as "*" and cannot be changed.
    private const int FirstDefault = 32767;

    /// <summary>What an ACL says of packets that leave its subnets, or enter them.</summary>
    /// <param name="acl">The ACL.</param>
    /// <param name="egress">Whether the packets leave.</param>
    /// <param name="traffic">The packets: the address of the other side, and their destination port.</param>
    public static Ruling Judge(NetworkAcl acl, bool egress, Traffic traffic)
    {
        var open = new OpenTraffic(traffic.Box);
        var pieces = new List<RulingPiece>();
        int? decidingNumber = null;
        foreach (NetworkAclEntry entry in acl.Entries.Where(entry => (entry.Egress ?? false) == egress).OrderBy(entry => entry.RuleNumber ?? int.MaxValue))
        {
            ReachabilityVerdict verdictOfEntry = entry.RuleAction switch
            {
                "allow" => ReachabilityVerdict.Allowed,
                "deny" => ReachabilityVerdict.Denied,
                _ => ReachabilityVerdict.Unknown,
            };
            int before = pieces.Count;
            if (BoxOf(entry, traffic, out bool understood) is { } box)
                open.Decide(box, understood ? verdictOfEntry : ReachabilityVerdict.Unknown, () => Text(entry, egress), pieces);
            if (pieces.Count > before && verdictOfEntry is ReachabilityVerdict.Denied)
                decidingNumber ??= entry.RuleNumber;
        }

        pieces.AddRange(open.Open.Select(box => new RulingPiece(box, ReachabilityVerdict.Denied, Rule: null)));
        ReachabilityVerdict verdict = Ruling.Together(pieces);
        string rule = Ruling.Decider(pieces, verdict).Rule ?? "no entry matches, which denies";
        string id = SafeText.Escape(acl.NetworkAclId) ?? "?";
        return new Ruling
        {
            Verdict = verdict,
            Control = $"network ACL {id}, {(egress ? "outbound" : "inbound")}",
            ControlId = id,
            Rule = rule,
            SmallestChange = verdict is ReachabilityVerdict.Denied or ReachabilityVerdict.Partial
                ? Change(id, egress, traffic with { Box = Ruling.Denied(pieces, traffic.Box) }, decidingNumber)
                : null,
            Missing = verdict is ReachabilityVerdict.Unknown ? $"what {rule} of {id} means" : null,
            Pieces = pieces,
        };
    }

    // What an entry is about: null where it is of another protocol or family; all of the packets where it cannot be understood.
    private static TrafficBox? BoxOf(NetworkAclEntry entry, Traffic traffic, out bool understood)
    {
        int? protocol = IpProtocols.Parse(entry.Protocol);
        AddressRange? addresses = AddressRange.Parse(entry.CidrBlock ?? entry.Ipv6CidrBlock);
        understood = protocol is not null && addresses is not null;
        if (!understood)
            return traffic.Box;
        if ((protocol != IpProtocols.All && protocol != traffic.Protocol) || addresses!.Value.IPv6 != traffic.Box.Addresses.IPv6)
            return null;
        (int from, int to) = protocol is IpProtocols.Icmp or IpProtocols.IcmpV6
            ? IpProtocols.Span(protocol.Value, entry.IcmpTypeCode?.Type, entry.IcmpTypeCode?.Code)
            : IpProtocols.Span(protocol!.Value, entry.PortRange?.From, entry.PortRange?.To);
        return new TrafficBox(addresses.Value, from, to);
    }

    private static string Text(NetworkAclEntry entry, bool egress)
    {
        int? protocol = IpProtocols.Parse(entry.Protocol);
        string what = protocol is null ? SafeText.Escape(entry.Protocol) ?? "?" : IpProtocols.Name(protocol.Value);
        string ports = entry.PortRange is { } range && protocol is IpProtocols.Tcp or IpProtocols.Udp
            ? string.Create(CultureInfo.InvariantCulture, $" {(entry.PortRange.From == entry.PortRange.To ? $"{entry.PortRange.From}" : $"{entry.PortRange.From}-{entry.PortRange.To}")}")
            : entry.IcmpTypeCode is { } icmp && protocol is IpProtocols.Icmp or IpProtocols.IcmpV6
                ? string.Create(CultureInfo.InvariantCulture, $" type {entry.IcmpTypeCode.Type} code {entry.IcmpTypeCode.Code}") : "";
        string number = entry.RuleNumber >= FirstDefault ? "*" : entry.RuleNumber?.ToString(CultureInfo.InvariantCulture) ?? "?";
        return $"entry {number} ({SafeText.Escape(entry.RuleAction)} {what}{ports} {(egress ? "to" : "from")} {SafeText.Escape(entry.CidrBlock ?? entry.Ipv6CidrBlock) ?? "?"})";
    }

    private static string Change(string id, bool egress, Traffic denied, int? deniedBy)
    {
        string what = $"{IpProtocols.Name(denied.Protocol)}{PortWords.Of(denied)} {(egress ? "to" : "from")} {denied.Box.Addresses}";
        string entry = $"an {(egress ? "outbound" : "inbound")} entry of {id} that allows {what}";
        return deniedBy is null or >= FirstDefault ? $"add {entry}"
            : deniedBy <= 1 ? string.Create(CultureInfo.InvariantCulture, $"replace entry {deniedBy} of {id}: no number is below it for {entry}")
            : string.Create(CultureInfo.InvariantCulture, $"add {entry}, with a number below {deniedBy}");
    }
}
