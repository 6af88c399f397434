using System.Globalization;
using System.Net;
using TlsPathTools.Topology;
using TlsPathTools.Topology.Cloud;

namespace TlsPathTools.Core.Tests.Reachability.Kernel;

/// <summary>
/// Rule sets and packets from a seed. A third have network ACLs, a third security groups, a third both. Ports and addresses are few, so that rules overlap and
/// packets meet their edges.
/// </summary>
internal sealed class RandomRules
{
    private static readonly int[] s_ports = [1, 22, 80, 443, 1023, 1024, 8443, 10256, 30000, 32080, 32767, 32768, 49152, 60999, 65534, 65535];
    private static readonly int[] s_messages = [0, 3 << 8, (3 << 8) | 1, (3 << 8) | 4, 8 << 8, 8 << 8, 8 << 8, 11 << 8, (11 << 8) | 1, 13 << 8];
    private static readonly int[] s_messagesV6 = [1 << 8, (1 << 8) | 4, 2 << 8, 3 << 8, 4 << 8, (4 << 8) | 1, 128 << 8, 128 << 8, 128 << 8, 129 << 8];
    private static readonly int[] s_lengths = [0, 9, 24, 28, 29, 30, 31, 32];
    private static readonly int[] s_lengthsV6 = [0, 32, 48, 64, 124, 125, 126, 127, 128];
    private static readonly string[] s_protocols = ["tcp", "tcp", "tcp", "tcp", "udp", "udp", "icmp", "icmpv6", "-1", "-1", "47"];

    // Other than the last, AWS's EC2 API gives entries of network ACLs the numbers of protocols.
    private static readonly string[] s_numbers = ["6", "6", "6", "6", "17", "17", "1", "58", "-1", "-1", "47"];

    private readonly int _number;
    private readonly Random _random;
    private readonly int[] _ports;

    private RandomRules(int number)
    {
        _number = number;
        _random = new Random(5000 + number);
        _ports = [.. Enumerable.Range(0, 4).Select(_ => Of(s_ports))];
    }

    /// <summary>A rule set, and packets for it: no two of the same flow.</summary>
    public static (RuleSet Rules, Packet[] Packets) Make(int number, int packets)
    {
        var random = new RandomRules(number);
        RuleSet rules = random.Rules(hasAcls: number % 3 != 1, hasGroups: number % 3 != 0);
        return (rules, [.. Enumerable.Range(0, packets * 2).Select(_ => random.Packet(rules)).DistinctBy(packet => packet.Flow()).Take(packets)]);
    }

    private RuleSet Rules(bool hasAcls, bool hasGroups)
    {
        string[] groups = hasGroups ? [.. Enumerable.Range(0, 4).Select(index => Text($"sg-{_number}-{index}"))] : [];
        PrefixListEntries[] lists = hasGroups ? [.. Enumerable.Range(0, 3).Select(index => new PrefixListEntries(
            Text($"pl-{_number}-{index}"), [.. Enumerable.Range(0, _random.Next(4)).Select(_ => new PrefixListEntry { Cidr = Block(v6: index == 2) })]))] : [];
        return new RuleSet(_number, Subnet(far: false, hasAcls, groups), Subnet(far: true, hasAcls, groups), [.. groups.Select(id => Group(id, groups, lists))], lists);
    }

    private GuardedSubnet Subnet(bool far, bool hasAcl, string[] groups)
    {
        Card[] cards = [Card(2), Card(6), Card(10)];
        // A client that is no interface of the account has no groups.
        if (_random.Next(3) == 0)
            cards[2] = cards[2] with { GroupIds = [] };
        return new GuardedSubnet(hasAcl ? Acl(far) : null, cards);

        Card Card(int host) => new(
            [RuleSet.Address(_number, far, v6: false, host), RuleSet.Address(_number, far, v6: false, host + 1), RuleSet.Address(_number, far, v6: true, host), RuleSet.Address(_number, far, v6: true, host + 1)],
            groups.Length == 0 ? [] : [.. Enumerable.Range(0, _random.Next(1, 3)).Select(_ => Of(groups)).Distinct(StringComparer.Ordinal)]);
    }

    private NetworkAcl Acl(bool far)
    {
        List<NetworkAclEntry> entries = [];
        foreach (bool egress in (bool[])[false, true])
        {
            entries.AddRange(Enumerable.Range(0, _random.Next(1, 6)).Select(_ => Entry(egress)));
            // Many ACLs end with one that allows the rest.
            if (_random.Next(10) < 7)
                entries.Add(new NetworkAclEntry { RuleNumber = 32000, Egress = egress, Protocol = "-1", RuleAction = "allow", CidrBlock = "0.0.0.0/0" });
            if (_random.Next(10) < 7)
                entries.Add(new NetworkAclEntry { RuleNumber = 32001, Egress = egress, Protocol = "-1", RuleAction = "allow", Ipv6CidrBlock = "::/0" });
            entries.Add(new NetworkAclEntry { RuleNumber = 32767, Egress = egress, Protocol = "-1", RuleAction = "deny", CidrBlock = "0.0.0.0/0" });
            entries.Add(new NetworkAclEntry { RuleNumber = 32768, Egress = egress, Protocol = "-1", RuleAction = "deny", Ipv6CidrBlock = "::/0" });
        }

        NetworkAclEntry[] listed = [.. entries.DistinctBy(entry => (entry.RuleNumber, entry.Egress))];
        _random.Shuffle(listed);
        return new NetworkAcl { NetworkAclId = Text($"acl-{_number}-{(far ? "far" : "near")}"), Entries = listed };
    }

    private NetworkAclEntry Entry(bool egress)
    {
        string protocol = Of(s_numbers);
        bool v6 = protocol == "58" || (protocol != "1" && _random.Next(2) == 0);
        (int from, int to) = Range();
        int message = Of(v6 ? s_messagesV6 : s_messages);
        return new NetworkAclEntry
        {
            RuleNumber = _random.Next(1, 20) * 10,
            Egress = egress,
            Protocol = protocol,
            RuleAction = _random.Next(10) < 6 ? "allow" : "deny",
            CidrBlock = v6 ? null : Block(v6: false),
            Ipv6CidrBlock = v6 ? Block(v6: true) : null,
            PortRange = protocol is "6" or "17" ? new PortRange { From = from, To = to } : null,
            IcmpTypeCode = protocol is "1" or "58" ? _random.Next(3) switch
            {
                0 => new IcmpTypeCode { Type = -1, Code = -1 },
                1 => new IcmpTypeCode { Type = message >> 8, Code = -1 },
                _ => new IcmpTypeCode { Type = message >> 8, Code = message & 255 },
            } : null,
        };
    }

    private SecurityGroup Group(string id, string[] groups, PrefixListEntries[] lists) => new()
    {
        GroupId = id,
        IpPermissions = [.. Enumerable.Range(0, _random.Next(1, 5)).Select(_ => Permission(groups, lists))],
        IpPermissionsEgress = _random.Next(10) < 5
            ? [new IpPermission { IpProtocol = "-1", IpRanges = [new IpRange { CidrIp = "0.0.0.0/0" }], Ipv6Ranges = [new Ipv6Range { CidrIpv6 = "::/0" }] }]
            : [.. Enumerable.Range(0, _random.Next(0, 5)).Select(_ => Permission(groups, lists))],
    };

    private IpPermission Permission(string[] groups, PrefixListEntries[] lists)
    {
        string protocol = Of(s_protocols);
        (int from, int to) = Range();
        int message = Of(protocol == "icmpv6" ? s_messagesV6 : s_messages);
        int kind = _random.Next(3);
        return new IpPermission
        {
            IpProtocol = protocol,
            FromPort = protocol is "tcp" or "udp" ? from : protocol is "icmp" or "icmpv6" ? (kind == 0 ? -1 : message >> 8) : null,
            ToPort = protocol is "tcp" or "udp" ? to : protocol is "icmp" or "icmpv6" ? (kind < 2 ? -1 : message & 255) : null,
            IpRanges = _random.Next(2) == 0 ? [new IpRange { CidrIp = Block(v6: false) }] : [],
            Ipv6Ranges = _random.Next(2) == 0 ? [new Ipv6Range { CidrIpv6 = Block(v6: true) }] : [],
            UserIdGroupPairs = _random.Next(2) == 0 ? [new UserIdGroupPair { GroupId = Of(groups) }] : [],
            PrefixListIds = _random.Next(3) == 0 ? [new PrefixListId { Id = Of(lists).PrefixListId }] : [],
        };
    }

    private Packet Packet(RuleSet rules)
    {
        bool fromFar = _random.Next(2) == 0;
        bool v6 = _random.Next(2) == 0;
        int protocol = Of([6, 6, 6, 6, 6, 17, 17, v6 ? 58 : 1, v6 ? 58 : 1, 47]);
        IPAddress Host(bool far) => Of(Of(rules.Subnet(far).Cards).Addresses[(v6 ? 2.. : ..2)]);
        int Port() => Math.Clamp(Of(_ports) + _random.Next(-1, 2), 1, 65535);
        return protocol switch
        {
            1 or 58 => new Packet(fromFar, protocol, Host(fromFar), _random.Next(65536), Host(!fromFar), Of(v6 ? s_messagesV6 : s_messages)),
            47 => new Packet(fromFar, protocol, Host(fromFar), 0, Host(!fromFar), 0),
            _ => new Packet(fromFar, protocol, Host(fromFar), _random.Next(4) == 0 ? Port() : _random.Next(1024, 65536), Host(!fromFar), Port()),
        };
    }

    private (int From, int To) Range()
    {
        (int one, int other) = (Of(_ports), Of(_ports));
        return _random.Next(8) switch
        {
            0 => (0, 65535),
            1 => (1024, 65535),
            < 5 => (one, one),
            _ => (Math.Min(one, other), Math.Max(one, other)),
        };
    }

    // A block around an address of one of the two subnets, or all addresses; now and then a neighbour's.
    private string Block(bool v6)
    {
        int set = _random.Next(20) == 0 ? _number ^ 1 : _number;
        byte[] bytes = RuleSet.Address(set, _random.Next(2) == 0, v6, _random.Next(16)).GetAddressBytes();
        int length = Of(v6 ? s_lengthsV6 : s_lengths);
        for (int bit = length; bit < bytes.Length * 8; bit++)
            bytes[bit / 8] &= (byte)~(0x80 >> (bit % 8));
        return Text($"{new IPAddress(bytes)}/{length}");
    }

    private T Of<T>(T[] items) => items[_random.Next(items.Length)];

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
