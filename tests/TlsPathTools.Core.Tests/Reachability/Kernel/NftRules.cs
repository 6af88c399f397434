using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using TlsPathTools.Reachability.Rules;
using TlsPathTools.TestServers;
using TlsPathTools.Topology;
using TlsPathTools.Topology.Cloud;

namespace TlsPathTools.Core.Tests.Reachability.Kernel;

/// <summary>
/// Rule sets as nftables rules of one router: network ACLs without memory, at the edge of a subnet; security groups with connection tracking, before an
/// interface. Nothing is shared with the evaluators but the records.
/// </summary>
internal sealed class NftRules
{
    private readonly StringBuilder _text = new();
    private readonly StringBuilder[] _verdicts = [new(), new(), new(), new()];

    // Members of groups by the place of the group in its rule set: a chain meets packets of its own rule set only, and the kernel looks names of sets up one by
    // one, so that a set for each group would take minutes.
    private readonly SortedDictionary<string, List<string>> _sets = new(StringComparer.Ordinal);
    private readonly HashSet<string> _chains = new(StringComparer.Ordinal);

    private NftRules()
    {
    }

    /// <summary>The rules of a router at the edge of the subnets of one side.</summary>
    public static string OfAcls(IReadOnlyList<RuleSet> sets, bool far)
    {
        var rules = new NftRules();
        foreach (RuleSet set in sets)
            rules.AddAcl(set, set.Subnet(far), far);
        return rules.Whole(tracks: false, " & 255.255.255.0", " & ffff:ffff:ffff::");
    }

    /// <summary>The rules of a router before the interfaces of one side.</summary>
    public static string OfGroups(IReadOnlyList<RuleSet> sets, bool far)
    {
        var rules = new NftRules();
        foreach (RuleSet set in sets)
            rules.AddMembers(set);
        foreach (RuleSet set in sets)
            rules.AddGroups(set, set.Subnet(far));
        return rules.Whole(tracks: true, "", "");
    }

    // The address of the subnet, or of the interface, leads to its chain.
    private string Whole(bool tracks, string mask, string maskV6) => $$"""
        table inet control {
        {{string.Join('\n', _sets.Select(set => $"set {set.Key} {{ type ipv{set.Key[^1]}_addr; flags interval; auto-merge; elements = {{ {string.Join(", ", set.Value)} }}; }}"))}}
        {{_text}}
        {{Map("leaving4", "ipv4_addr", _verdicts[0])}}
        {{Map("entering4", "ipv4_addr", _verdicts[1])}}
        {{Map("leaving6", "ipv6_addr", _verdicts[2])}}
        {{Map("entering6", "ipv6_addr", _verdicts[3])}}
            chain forward {
                type filter hook forward priority 0; policy drop;
                ip saddr {{NamespaceRow.OwnBlock}} accept
                {{(tracks ? "ct state established,related accept" : "")}}
                iifname "inside" ip saddr{{mask}} vmap @leaving4
                iifname "outside" ip daddr{{mask}} vmap @entering4
                iifname "inside" ip6 saddr{{maskV6}} vmap @leaving6
                iifname "outside" ip6 daddr{{maskV6}} vmap @entering6
            }
        }

        """;

    private static string Map(string name, string type, StringBuilder elements) =>
        $"map {name} {{ type {type} : verdict; {(elements.Length == 0 ? "" : $"elements = {{ {elements} }}")}; }}";

    private void AddAcl(RuleSet set, GuardedSubnet subnet, bool far)
    {
        foreach (bool egress in (bool[])[true, false])
        {
            string verdict = "accept";
            if (subnet.Acl is { } acl)
            {
                string chain = Text($"s{set.Number}_{(egress ? "out" : "in")}");
                verdict = $"jump {chain}";
                Chain(chain, [.. acl.Entries.Where(entry => entry.Egress == egress).OrderBy(entry => entry.RuleNumber).Select(entry =>
                    $"{Block((entry.CidrBlock ?? entry.Ipv6CidrBlock)!, egress)} {Protocol(entry)} {(entry.RuleAction == "allow" ? "accept" : "drop")}"), "drop"]);
            }

            Lead(egress, RuleSet.Address(set.Number, far, v6: false, 0), verdict);
            Lead(egress, RuleSet.Address(set.Number, far, v6: true, 0), verdict);
        }
    }

    private void AddMembers(RuleSet set)
    {
        foreach (Card card in set.Cards)
        {
            foreach ((string id, IPAddress address) in card.GroupIds.SelectMany(id => card.Addresses.Select(address => (id, address))))
                Include($"group{id[^1]}", $"{address}");
        }

        // An empty list matches nothing; one that is not empty has a family.
        foreach (PrefixListEntries list in set.PrefixLists)
        {
            foreach (string cidr in list.Entries.Select(entry => entry.Cidr!))
                Include(Name(list.PrefixListId), cidr);
        }
    }

    private void AddGroups(RuleSet set, GuardedSubnet subnet)
    {
        for (int index = 0; index < subnet.Cards.Length; index++)
        {
            Card card = subnet.Cards[index];
            foreach (bool egress in (bool[])[true, false])
            {
                string verdict = "accept";
                if (card.GroupIds.Length > 0)
                {
                    string chain = Text($"s{set.Number}_{index}_{(egress ? "out" : "in")}");
                    verdict = $"jump {chain}";
                    foreach (SecurityGroup group in set.Groups.Where(group => card.GroupIds.Contains(group.GroupId)))
                        Chain(ChainOf(group.GroupId!, egress), (egress ? group.IpPermissionsEgress : group.IpPermissions).SelectMany(rule => Lines(rule, egress)));
                    Chain(chain, [.. card.GroupIds.Select(id => $"jump {ChainOf(id, egress)}"), "drop"]);
                }

                foreach (IPAddress address in card.Addresses)
                    Lead(egress, address, verdict);
            }
        }
    }

    private IEnumerable<string> Lines(IpPermission rule, bool egress)
    {
        string protocol = Protocol(rule);
        foreach (string cidr in rule.IpRanges.Select(range => range.CidrIp!).Concat(rule.Ipv6Ranges.Select(range => range.CidrIpv6!)))
            yield return $"{Block(cidr, egress)} {protocol} accept";
        foreach (string set in rule.UserIdGroupPairs.Select(pair => $"group{pair.GroupId![^1]}_").Concat(rule.PrefixListIds.Select(list => $"{Name(list.Id!)}_")))
        {
            if (_sets.ContainsKey(set + "4"))
                yield return $"ip {(egress ? "daddr" : "saddr")} @{set}4 {protocol} accept";
            if (_sets.ContainsKey(set + "6"))
                yield return $"ip6 {(egress ? "daddr" : "saddr")} @{set}6 {protocol} accept";
        }
    }

    private static string Protocol(NetworkAclEntry entry) => entry.Protocol switch
    {
        "6" or "17" => Text($"meta l4proto {entry.Protocol} th dport {entry.PortRange!.From}-{entry.PortRange.To}"),
        "1" => Message("icmp", entry.IcmpTypeCode!.Type!.Value, entry.IcmpTypeCode.Code!.Value),
        "58" => Message("icmpv6", entry.IcmpTypeCode!.Type!.Value, entry.IcmpTypeCode.Code!.Value),
        "-1" => "",
        _ => $"meta l4proto {entry.Protocol}",
    };

    private static string Protocol(IpPermission rule) => rule.IpProtocol switch
    {
        "tcp" or "udp" => Text($"meta l4proto {rule.IpProtocol} th dport {rule.FromPort}-{rule.ToPort}"),
        "icmp" or "icmpv6" => Message(rule.IpProtocol, rule.FromPort!.Value, rule.ToPort!.Value),
        "-1" => "",
        _ => $"meta l4proto {rule.IpProtocol}",
    };

    private static string Message(string protocol, int type, int code) => type < 0 ? $"meta l4proto {(protocol == "icmp" ? "icmp" : "ipv6-icmp")}"
        : code < 0 ? Text($"{protocol} type {type}") : Text($"{protocol} type {type} {protocol} code {code}");

    private static string Block(string cidr, bool egress) => cidr switch
    {
        "0.0.0.0/0" => "meta nfproto ipv4",
        "::/0" => "meta nfproto ipv6",
        _ => $"{(cidr.Contains(':', StringComparison.Ordinal) ? "ip6" : "ip")} {(egress ? "daddr" : "saddr")} {cidr}",
    };

    private void Include(string set, string element)
    {
        string name = $"{set}_{(element.Contains(':', StringComparison.Ordinal) ? 6 : 4)}";
        if (!_sets.TryGetValue(name, out List<string>? elements))
            _sets.Add(name, elements = []);
        elements.Add(element);
    }

    private void Chain(string name, IEnumerable<string> rules)
    {
        if (_chains.Add(name))
            _text.Append(CultureInfo.InvariantCulture, $"chain {name} {{\n{string.Join('\n', rules)}\n}}\n");
    }

    private void Lead(bool egress, IPAddress address, string verdict)
    {
        StringBuilder elements = _verdicts[(IsV6(address) ? 2 : 0) + (egress ? 0 : 1)];
        elements.Append(CultureInfo.InvariantCulture, $"{(elements.Length == 0 ? "" : ", ")}{address} : {verdict}");
    }

    private static string ChainOf(string groupId, bool egress) => $"{Name(groupId)}_{(egress ? "out" : "in")}";

    private static string Name(string id) => id.Replace('-', '_');

    private static bool IsV6(IPAddress address) => address.AddressFamily is AddressFamily.InterNetworkV6;

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
