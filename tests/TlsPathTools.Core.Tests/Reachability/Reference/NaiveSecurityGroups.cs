using TlsPathTools.Topology.Cloud;

namespace TlsPathTools.Core.Tests.Reachability.Reference;

/// <summary>
/// What the security groups of an interface do with the first packet of a connection, from AWS's words: "You can specify allow rules, but not deny rules";
/// "when you associate multiple security groups with an instance, the rules from each security group are effectively aggregated to create one set of rules"
/// (docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html); "specifying -1 or a protocol number other than tcp, udp, icmp, or icmpv6 allows traffic
/// on all ports, regardless of any port range you specify" (docs.aws.amazon.com/AWSEC2/latest/APIReference/API_IpPermission.html).
/// </summary>
internal sealed class NaiveSecurityGroups
{
    private readonly List<IpPermission> _rules;
    private readonly Dictionary<string, NaiveBlock?> _blocks = [];
    private readonly IReadOnlyCollection<string>? _peerGroups;
    private readonly IReadOnlyDictionary<string, string[]> _lists;

    /// <param name="groups">The groups.</param>
    /// <param name="egress">Which rules.</param>
    /// <param name="peerGroups">The groups of the other side; null where they are not known.</param>
    /// <param name="lists">The prefix lists that are known.</param>
    public NaiveSecurityGroups(IEnumerable<SecurityGroup> groups, bool egress, IReadOnlyCollection<string>? peerGroups, IReadOnlyDictionary<string, string[]> lists)
    {
        _rules = [.. groups.SelectMany(group => egress ? group.IpPermissionsEgress : group.IpPermissions)];
        (_peerGroups, _lists) = (peerGroups, lists);
    }

    /// <summary>Whether the packet passes; null where a rule that cannot be understood may let it.</summary>
    public bool? Passes(NaivePacket packet)
    {
        bool mayPass = false;
        foreach (IpPermission rule in _rules)
        {
            bool? protocol = IsOfProtocol(rule, packet);
            bool? peer = protocol == false ? false : Names(rule, packet);
            if (protocol == true && peer == true)
                return true;
            mayPass |= protocol != false && peer != false;
        }

        return mayPass ? null : false;
    }

    private static bool? IsOfProtocol(IpPermission rule, NaivePacket packet)
    {
        int? protocol = NaivePacket.ProtocolOf(rule.IpProtocol);
        if (protocol is null)
            return null;
        if (protocol == -1)
            return true;
        if (protocol != packet.Protocol)
            return false;
        if (packet.HasPorts)
            return rule.FromPort is null || (rule.FromPort <= packet.Port && packet.Port <= rule.ToPort);
        if (packet.IsIcmp)
        {
            if (rule.FromPort is null or -1)
                return true;
            return rule.FromPort == packet.Type && (rule.ToPort == -1 || rule.ToPort == packet.Code);
        }

        return true;
    }

    // Whether the rule names the other side, by address, by group or by list.
    private bool? Names(IpPermission rule, NaivePacket packet)
    {
        bool doubtful = false;
        foreach (string cidr in rule.IpRanges.Select(range => range.CidrIp!).Concat(rule.Ipv6Ranges.Select(range => range.CidrIpv6!)))
        {
            if (Block(cidr) is not { } block)
                doubtful = true;
            else if (block.Holds(packet.Peer))
                return true;
        }

        foreach (UserIdGroupPair pair in rule.UserIdGroupPairs)
        {
            if (pair.PeeringStatus is "deleted" or "expired" or "failed" or "rejected" or "pending-acceptance" or "initiating-request")
                continue;
            bool? isPeer = _peerGroups?.Contains(pair.GroupId!);
            if (isPeer == true && pair.PeeringStatus is (null or "active"))
                return true;
            doubtful |= isPeer != false;
        }

        foreach (PrefixListId list in rule.PrefixListIds)
        {
            if (!_lists.TryGetValue(list.Id!, out string[]? entries) || Array.Exists(entries, entry => Block(entry) is null))
                doubtful = true;
            else if (Array.Exists(entries, entry => Block(entry)!.Holds(packet.Peer)))
                return true;
        }

        return doubtful ? null : false;
    }

    private NaiveBlock? Block(string text)
    {
        if (!_blocks.TryGetValue(text, out NaiveBlock? block))
            _blocks[text] = block = NaiveBlock.Read(text);
        return block;
    }
}
