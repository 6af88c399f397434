using TlsPathTools.Topology.Cloud;

namespace TlsPathTools.Reachability.Rules;

/// <summary>
/// Security groups: the rules of all groups of an interface together allow, nothing denies, and answers to what was let in or out pass by themselves
/// (docs.aws.amazon.com/vpc/latest/userguide/vpc-security-groups.html, docs.aws.amazon.com/AWSEC2/latest/UserGuide/security-group-connection-tracking.html).
/// </summary>
internal static class SecurityGroupEvaluator
{
    /// <summary>What the groups of an interface say of packets that leave it, or enter it.</summary>
    /// <param name="groups">The groups; at least one.</param>
    /// <param name="egress">Whether the packets leave.</param>
    /// <param name="traffic">The packets: the address of the other side, and their destination port.</param>
    /// <param name="peerGroups">The groups of the other side's interface, which rules may name instead of its address; null where they are not known, none where it has none.</param>
    /// <param name="prefixLists">The prefix lists that rules may name.</param>
    public static Ruling Judge(IReadOnlyList<SecurityGroup> groups, bool egress, Traffic traffic, IReadOnlyCollection<string>? peerGroups, PrefixLists prefixLists)
    {
        var open = new OpenTraffic(traffic.Box);
        var pieces = new List<RulingPiece>();
        var doubtful = new List<(TrafficBox Box, string Text, string Missing)>();
        foreach (SecurityGroup group in groups)
        {
            foreach (IpPermission rule in egress ? group.IpPermissionsEgress : group.IpPermissions)
                Read(group, rule, egress, traffic, peerGroups, prefixLists, open, pieces, doubtful);
        }

        // What is certain comes first: a rule that may match matters only for what none allows.
        string? missing = null;
        foreach ((TrafficBox box, string text, string lacking) in doubtful)
        {
            int before = pieces.Count;
            open.Decide(box, ReachabilityVerdict.Unknown, () => text, pieces);
            if (pieces.Count > before)
                missing ??= lacking;
        }

        pieces.AddRange(open.Open.Select(box => new RulingPiece(box, ReachabilityVerdict.Denied, Rule: null)));
        ReachabilityVerdict verdict = Ruling.Together(pieces);
        string ids = string.Join(", ", groups.Select(group => SafeText.Escape(group.GroupId) ?? "?"));
        string direction = egress ? "outbound" : "inbound";
        Traffic denied = traffic with { Box = Ruling.Denied(pieces, traffic) };
        return new Ruling
        {
            Verdict = verdict,
            Control = $"security group{(groups.Count == 1 ? "" : "s")} {ids}, {direction}",
            ControlId = ids,
            Rule = Ruling.Decider(pieces, verdict).Rule ?? (open.Open.Count == 1
                ? $"no {direction} rule allows {Words(traffic with { Box = open.Open[0] }, egress, peerGroups)}"
                : $"{direction} rules allow only a part of {Words(denied, egress, peerGroups)}"),
            SmallestChange = verdict is ReachabilityVerdict.Denied or ReachabilityVerdict.Partial ? Change(groups[0], direction, denied, egress, peerGroups) : null,
            Missing = verdict is ReachabilityVerdict.Unknown ? missing ?? "what a rule means" : null,
            Pieces = pieces,
        };
    }

    private static void Read(
        SecurityGroup group, IpPermission rule, bool egress, Traffic traffic, IReadOnlyCollection<string>? peerGroups, PrefixLists prefixLists,
        OpenTraffic open, List<RulingPiece> pieces, List<(TrafficBox Box, string Text, string Missing)> doubtful)
    {
        int? protocol = IpProtocols.Parse(rule.IpProtocol);
        if (protocol is not null && protocol != IpProtocols.All && protocol != traffic.Protocol)
            return;
        (int from, int to) = protocol is null ? (0, TrafficBox.LastPort) : IpProtocols.Span(protocol.Value, rule.FromPort, rule.ToPort);
        TrafficBox Of(AddressRange peer) => new(peer, from, to);
        string what = protocol is null ? $"protocol {SafeText.Escape(rule.IpProtocol) ?? "?"}" : PortWords.Of(protocol.Value, from, to);
        string Text(string? peer) => $"{SafeText.Escape(group.GroupId) ?? "?"} allows {what} {(egress ? "to" : "from")} {SafeText.Escape(peer) ?? "?"}";
        void Doubt(AddressRange peer, string? name, string lacking) => doubtful.Add((Of(peer), Text(name), lacking));
        void Allow(AddressRange peer, string? name)
        {
            if (protocol is null)
                Doubt(peer, name, $"what protocol {SafeText.Escape(rule.IpProtocol) ?? "?"} of {SafeText.Escape(group.GroupId)} is");
            else
                open.Decide(Of(peer), ReachabilityVerdict.Allowed, () => Text(name), pieces);
        }

        AddressRange everyone = traffic.Box.Addresses;
        foreach (string? cidr in rule.IpRanges.Select(range => range.CidrIp).Concat(rule.Ipv6Ranges.Select(range => range.CidrIpv6)))
        {
            if (AddressRange.Parse(cidr) is { } range)
                Allow(range, cidr);
            else
                Doubt(everyone, cidr, $"what range {SafeText.Escape(cidr) ?? "?"} of {SafeText.Escape(group.GroupId)} is");
        }

        foreach (UserIdGroupPair pair in rule.UserIdGroupPairs)
        {
            // A rule may outlive the peering to the group that it names: it is stale then, and matches nothing; nor does it before the peering is active.
            if (pair.PeeringStatus is not (null or "" or "active" or "deleting" or "provisioning") || pair.GroupId is null)
                continue;
            if (peerGroups is null)
                Doubt(everyone, pair.GroupId, "the security groups of the other side");
            else if (!peerGroups.Contains(pair.GroupId, StringComparer.Ordinal))
                continue;
            else if (pair.PeeringStatus is "deleting" or "provisioning")
                Doubt(everyone, pair.GroupId, $"whether the peering to {SafeText.Escape(pair.GroupId)}, {pair.PeeringStatus}, carries packets now");
            else
                Allow(everyone, pair.GroupId);
        }

        foreach (PrefixListId list in rule.PrefixListIds)
        {
            if (prefixLists.Find(list.Id) is not { } ranges)
            {
                Doubt(everyone, list.Id, $"the entries of prefix list {SafeText.Escape(list.Id) ?? "?"}");
                continue;
            }

            foreach (AddressRange range in ranges)
                Allow(range, list.Id);
        }
    }

    private static string Change(SecurityGroup group, string direction, Traffic denied, bool egress, IReadOnlyCollection<string>? peerGroups)
    {
        // A rule by group lets in every interface that has it, and goes on to do so when their addresses change.
        string peer = peerGroups is { Count: > 0 } ? SafeText.Escape(peerGroups.Order(StringComparer.Ordinal).First())! : denied.Box.Addresses.ToString();
        return $"add an {direction} rule to {SafeText.Escape(group.GroupId) ?? "?"} that allows {PortWords.Of(denied)} {(egress ? "to" : "from")} {peer}";
    }

    private static string Words(Traffic traffic, bool egress, IReadOnlyCollection<string>? peerGroups) =>
        $"{PortWords.Of(traffic)} {(egress ? "to" : "from")} {traffic.Box.Addresses}"
        + (peerGroups is { Count: > 0 } ? $" ({SafeText.Escape(string.Join(", ", peerGroups.Order(StringComparer.Ordinal)))})" : "");
}
