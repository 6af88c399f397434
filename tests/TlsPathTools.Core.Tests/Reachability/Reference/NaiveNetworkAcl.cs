using TlsPathTools.Topology.Cloud;

namespace TlsPathTools.Core.Tests.Reachability.Reference;

/// <summary>
/// What a network ACL does with one packet, written from AWS's words and not from our code: "Rules are evaluated starting with the lowest numbered rule. As
/// soon as a rule matches traffic, it's applied regardless of any higher-numbered rule that might contradict it"; "if a packet doesn't match any of the other
/// numbered rules, it's denied" (docs.aws.amazon.com/vpc/latest/userguide/nacl-rules.html, default-network-acl.html); and of protocols: "If you specify -1 or
/// a protocol number other than 6 (TCP), 17 (UDP), or 1 (ICMP), traffic on all ports is allowed, regardless of any ports or ICMP types or codes that you
/// specify" (docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateNetworkAclEntry.html).
/// </summary>
internal sealed class NaiveNetworkAcl
{
    private readonly List<(NetworkAclEntry Entry, NaiveBlock? Block)> _entries;

    public NaiveNetworkAcl(IEnumerable<NetworkAclEntry> entries, bool egress)
    {
        _entries = [.. entries.Where(entry => entry.Egress == egress).Select(entry => (entry, NaiveBlock.Read(entry.CidrBlock ?? entry.Ipv6CidrBlock)))];
        _entries.Sort((one, other) => one.Entry.RuleNumber!.Value.CompareTo(other.Entry.RuleNumber!.Value));
    }

    /// <summary>Whether the packet passes; null where that is decided by an entry that cannot be understood.</summary>
    public bool? Passes(NaivePacket packet)
    {
        foreach ((NetworkAclEntry entry, NaiveBlock? block) in _entries)
        {
            switch (Matches(entry, block, packet))
            {
                case null:
                    return null;
                case true when entry.RuleAction == "allow":
                    return true;
                case true when entry.RuleAction == "deny":
                    return false;
                case true:
                    return null;
            }
        }

        return false;
    }

    private static bool? Matches(NetworkAclEntry entry, NaiveBlock? block, NaivePacket packet)
    {
        int? protocol = NaivePacket.ProtocolOf(entry.Protocol);
        if (protocol is not null && protocol != -1 && protocol != packet.Protocol)
            return false;
        if (block is not null && !block.Holds(packet.Peer))
            return false;
        if (protocol is 6 or 17 && entry.PortRange is { } range && (packet.Port < range.From || packet.Port > range.To))
            return false;
        bool namesMessages = protocol == 1 || (protocol == 58 && packet.IsIPv6);
        if (namesMessages && entry.IcmpTypeCode is { } icmp)
        {
            if (icmp.Type != -1 && icmp.Type != packet.Type)
                return false;
            if (icmp.Type != -1 && icmp.Code != -1 && icmp.Code != packet.Code)
                return false;
        }

        return protocol is null || block is null ? null : true;
    }
}
