using TlsPathTools.Reachability;
using TlsPathTools.Reachability.Rules;
using TlsPathTools.Topology.Cloud;

namespace TlsPathTools.Core.Tests.Reachability.Kernel;

/// <summary>How far a packet comes, as the evaluators say: by the groups of its sender, the ACLs of both subnets, the groups of the other side.</summary>
internal static class Evaluated
{
    /// <summary>The number of controls on the way.</summary>
    public const int Controls = 4;

    /// <summary>The number of controls that a packet passes.</summary>
    /// <param name="rules">The rules.</param>
    /// <param name="packet">The packet.</param>
    /// <param name="requestPassed">How many the packet passed that it answers; null where it answers none. Groups remember what they let pass, ACLs do not.</param>
    /// <param name="memory">How many of the groups let it pass for that alone.</param>
    public static int Passes(RuleSet rules, Packet packet, int? requestPassed, out int memory)
    {
        memory = 0;
        int passed = 0;
        for (; passed < Controls; passed++)
        {
            bool egress = passed < Controls / 2;
            // The answer meets the controls in the opposite order.
            bool isRemembered = passed is 0 or Controls - 1 && requestPassed > Controls - 1 - passed;
            Ruling? ruling = Rule(rules, packet, passed);
            bool isAllowed = ruling is null || IsAllowed(ruling, rules, packet, egress);
            if (!isAllowed && !isRemembered)
                break;
            if (!isAllowed)
                memory++;
        }

        return passed;
    }

    /// <summary>What a control says of packets that a packet is among; null where there is none.</summary>
    public static Ruling? Rule(RuleSet rules, Packet packet, int control)
    {
        bool egress = control < Controls / 2;
        bool far = packet.FromFar == egress;
        // Of an ACL everything is asked, of groups all ports of the peer; the packet is looked up in what comes back.
        if (control is 1 or 2)
            return rules.Subnet(far).Acl is { } acl ? NetworkAclEvaluator.Judge(acl, egress, Ports(packet.Protocol, AddressRange.All(packet.IsV6))) : null;
        Card own = rules.Subnet(far).CardOf(egress ? packet.Source : packet.Destination);
        Card peer = rules.Subnet(!far).CardOf(egress ? packet.Destination : packet.Source);
        SecurityGroup[] groups = [.. rules.Groups.Where(group => own.GroupIds.Contains(group.GroupId))];
        return groups.Length == 0 ? null
            : SecurityGroupEvaluator.Judge(groups, egress, Ports(packet.Protocol, Peer(packet, egress)), peer.GroupIds, new PrefixLists(rules.PrefixLists));
    }

    private static bool IsAllowed(Ruling ruling, RuleSet rules, Packet packet, bool egress)
    {
        var one = new TrafficBox(Peer(packet, egress), packet.DestinationPort, packet.DestinationPort);
        RulingPiece piece = Assert.Single(ruling.Pieces, piece => piece.Box.Overlaps(one));
        Assert.True(piece.Verdict is ReachabilityVerdict.Allowed or ReachabilityVerdict.Denied, $"{piece.Verdict} of {ruling} for {packet} in rule set {rules.Number}");
        return piece.Verdict is ReachabilityVerdict.Allowed;
    }

    private static Traffic Ports(int protocol, AddressRange peer) => new(protocol, new TrafficBox(peer, 0, TrafficBox.LastPort));

    private static AddressRange Peer(Packet packet, bool egress) => AddressRange.Of(egress ? packet.Destination : packet.Source);
}
