using System.Globalization;
using TlsPathTools.Topology.Cloud;

namespace TlsPathTools.Reachability.Rules;

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
        // An entry without a number may be the first as well as the last.
        NetworkAclEntry[] entries = [.. acl.Entries.Where(entry => (entry.Egress ?? false) == egress).OrderBy(entry => entry.RuleNumber ?? int.MinValue)];
        foreach (NetworkAclEntry entry in entries)
        {
            if (BoxOf(entry, traffic, out bool understood) is not { } box)
                continue;
            ReachabilityVerdict verdictOfEntry = (understood, entry.RuleAction) switch
            {
                (true, "allow") => ReachabilityVerdict.Allowed,
                (true, "deny") => ReachabilityVerdict.Denied,
                _ => ReachabilityVerdict.Unknown,
            };
            int before = pieces.Count;
            open.Decide(box, verdictOfEntry, () => Text(entry, egress), pieces);
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
            Control = $"network ACL {id}, {Direction(egress)}",
            ControlId = id,
            Rule = rule,
            SmallestChange = verdict is ReachabilityVerdict.Denied or ReachabilityVerdict.Partial
                ? Change(id, egress, traffic with { Box = Ruling.Denied(pieces, traffic) }, decidingNumber, entries)
                : null,
            Missing = verdict is ReachabilityVerdict.Unknown ? $"what {rule} of {id} means" : null,
            Pieces = pieces,
        };
    }

    // What an entry is about: null where that is none of the packets. As much of it as can be understood still says which packets it is not about.
    private static TrafficBox? BoxOf(NetworkAclEntry entry, Traffic traffic, out bool understood)
    {
        int? protocol = IpProtocols.Parse(entry.Protocol);
        AddressRange? addresses = AddressRange.Parse(entry.CidrBlock ?? entry.Ipv6CidrBlock);
        understood = protocol is not null && addresses is not null && entry.RuleNumber is not null;
        if (protocol is not null && protocol != IpProtocols.All && protocol != traffic.Protocol)
            return null;
        (int from, int to) = protocol switch
        {
            null => (0, TrafficBox.LastPort),
            // Of ICMPv6 in IPv4 packets AWS takes every message, whatever the entry names (API_CreateNetworkAclEntry.html, "Protocol").
            IpProtocols.IcmpV6 when !traffic.Box.Addresses.IPv6 => (0, TrafficBox.LastPort),
            IpProtocols.Icmp or IpProtocols.IcmpV6 => IpProtocols.Span(protocol.Value, entry.IcmpTypeCode?.Type, entry.IcmpTypeCode?.Code),
            _ => IpProtocols.Span(protocol.Value, entry.PortRange?.From, entry.PortRange?.To),
        };
        var box = new TrafficBox(addresses ?? traffic.Box.Addresses, from, to);
        return box.Overlaps(traffic.Box) ? box : null;
    }

    private static string Direction(bool egress) => egress ? "outbound" : "inbound";

    private static string Text(NetworkAclEntry entry, bool egress)
    {
        int? protocol = IpProtocols.Parse(entry.Protocol);
        (int from, int to) = protocol is null ? default
            : protocol is IpProtocols.Icmp or IpProtocols.IcmpV6 ? IpProtocols.Span(protocol.Value, entry.IcmpTypeCode?.Type, entry.IcmpTypeCode?.Code)
            : IpProtocols.Span(protocol.Value, entry.PortRange?.From, entry.PortRange?.To);
        string what = protocol is null ? $"protocol {SafeText.Escape(entry.Protocol) ?? "?"}" : PortWords.Of(protocol.Value, from, to);
        string number = entry.RuleNumber >= FirstDefault ? "*" : entry.RuleNumber?.ToString(CultureInfo.InvariantCulture) ?? "without a number";
        return $"entry {number} ({SafeText.Escape(entry.RuleAction) ?? "?"} {what} {(egress ? "to" : "from")} {SafeText.Escape(entry.CidrBlock ?? entry.Ipv6CidrBlock) ?? "?"})";
    }

    private static string Change(string id, bool egress, Traffic denied, int? deniedBy, NetworkAclEntry[] entries)
    {
        string add = $"add an {Direction(egress)} entry to {id} that allows {PortWords.Of(denied)} {(egress ? "to" : "from")} {denied.Box.Addresses}";
        if (deniedBy is not { } number || number >= FirstDefault)
            return add;
        // Numbers start at 1 and are free once in each direction (API_CreateNetworkAclEntry.html, "RuleNumber").
        bool isFree = entries.Count(entry => entry.RuleNumber > 0 && entry.RuleNumber < number) < number - 1;
        return isFree
            ? string.Create(CultureInfo.InvariantCulture, $"{add}, with a number below {number}")
            : string.Create(CultureInfo.InvariantCulture, $"{add}, before entry {number}: no number below it is free, so that entries have to be numbered anew");
    }
}
