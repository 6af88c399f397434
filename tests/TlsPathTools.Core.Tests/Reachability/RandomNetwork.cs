using System.Globalization;
using TlsPathTools.Reachability;
using TlsPathTools.Reachability.Rules;
using TlsPathTools.Topology;
using TlsPathTools.Topology.Cloud;

namespace TlsPathTools.Core.Tests.Reachability;

/// <summary>Rules and packets by a seed, over spaces so small that rules meet: sixteen addresses of a family, a few ports and messages, and what lies at their edges.</summary>
internal sealed class RandomNetwork(int seed)
{
    private static readonly string[] s_groups = ["sg-a", "sg-b", "sg-c"];
    private static readonly string[] s_statuses = ["active", "active", "deleted", "expired", "pending-acceptance", "deleting"];
    private static readonly int[] s_edges = [0, 1, 7, 15, 1023, 1024, 32767, 32768, 65534, 65535];
    private readonly Random _random = new(seed);

    public Dictionary<string, string[]> Lists { get; } = new(StringComparer.Ordinal);

    public PrefixLists PrefixLists => new(Lists.Select(list => new PrefixListEntries(list.Key, [.. list.Value.Select(cidr => new PrefixListEntry { Cidr = cidr })])));

    public bool Chance(int percent) => _random.Next(100) < percent;

    public int Number(int first, int last) => _random.Next(first, last + 1);

    public T Of<T>(params T[] choices) => choices[_random.Next(choices.Length)];

    /// <summary>One of the sixteen addresses.</summary>
    public static string Address(bool ipv6, int host) => string.Create(CultureInfo.InvariantCulture, $"{(ipv6 ? "2001:db8::" : "10.0.0.")}{(ipv6 ? host.ToString("x", CultureInfo.InvariantCulture) : host)}");

    /// <summary>A block that holds some of them: of any length, at times with bits behind its prefix, at times a much larger one or one elsewhere.</summary>
    public string Block(bool ipv6)
    {
        int bits = ipv6 ? 128 : 32;
        return _random.Next(10) switch
        {
            0 => ipv6 ? "::/0" : "0.0.0.0/0",
            1 => ipv6 ? "2001:db8::/32" : "10.0.0.0/8",
            2 => ipv6 ? "fd00::/8" : "192.168.0.0/16",
            3 => ipv6 ? "2001:db8::8/125" : "10.0.0.8/29",
            _ => string.Create(CultureInfo.InvariantCulture, $"{Address(ipv6, _random.Next(16))}/{bits - _random.Next(6)}"),
        };
    }

    /// <summary>A block as a rule has it: of the family, mostly, and now and then what is none.</summary>
    public (string? V4, string? V6) RuleBlock(bool ipv6)
    {
        bool other = Chance(15) ? !ipv6 : ipv6;
        string block = Chance(1) ? "10.0.0.0/x" : Block(other);
        return other ? (null, block) : (block, null);
    }

    /// <summary>Packets: one, a range of either kind, or all that there are.</summary>
    public Traffic Packets()
    {
        bool ipv6 = Chance(30);
        int protocol = Of(6, 6, 6, 17, 1, 58, 50);
        int low = _random.Next(16);
        AddressRange peer = _random.Next(6) switch
        {
            0 or 1 => AddressRange.Parse(Address(ipv6, low))!.Value,
            2 => AddressRange.Parse(Address(ipv6, low))!.Value with { Last = AddressRange.Parse(Address(ipv6, Number(low, 15)))!.Value.Last },
            3 => AddressRange.All(ipv6),
            _ => AddressRange.Parse(Block(ipv6))!.Value,
        };
        // What has no ports is asked about as a whole, and so is ICMPv6 in IPv4, of which ACLs do not tell messages apart.
        (int from, int to) = protocol == 50 || (protocol == 58 && !ipv6) ? (0, 65535) : protocol is 1 or 58
            ? Of((0, 65535), (3 << 8, (3 << 8) | 255), ((3 << 8) | 4, (3 << 8) | 4), (2 << 8, 2 << 8))
            : Of((0, 65535), (1024, 65535), (0, 15), (7, 7), (low, 15), (32768, 65535), (0, 0), (65535, 65535));
        return new Traffic(protocol, new TrafficBox(peer, from, to));
    }

    /// <summary>Ports of a rule, or type and code.</summary>
    public (int From, int To) Ports(bool icmp)
    {
        if (icmp)
            return Of((-1, -1), (3, -1), (3, 4), (3, 0), (2, 0), (2, -1), (0, -1), (255, 255), (4, 3));
        int from = Chance(50) ? Number(0, 15) : Of(s_edges);
        int to = Chance(30) ? from : Chance(50) ? Number(0, 15) : Of(s_edges);
        return (Math.Min(from, to), Math.Max(from, to));
    }

    /// <summary>An ACL of up to ten entries of a direction, in no order, mostly with the default entries, at times without.</summary>
    public NetworkAcl NetworkAcl(Traffic packets)
    {
        var entries = new List<NetworkAclEntry>();
        int highest = Of(4, 30, 32766);
        bool hasDefaults = Chance(85);
        foreach (bool egress in new[] { false, true })
        {
            // A number is free once in each direction.
            for (int left = Number(0, 10); left > 0; left--)
            {
                int number = Number(1, highest);
                if (!entries.Exists(entry => entry.Egress == egress && entry.RuleNumber == number))
                    entries.Add(Entry(number, egress, packets));
            }

            if (hasDefaults)
            {
                entries.Add(new NetworkAclEntry { RuleNumber = 32767, Egress = egress, Protocol = "-1", RuleAction = "deny", CidrBlock = "0.0.0.0/0" });
                entries.Add(new NetworkAclEntry { RuleNumber = 32768, Egress = egress, Protocol = "-1", RuleAction = "deny", Ipv6CidrBlock = "::/0" });
            }
        }

        NetworkAclEntry[] shuffled = [.. entries];
        _random.Shuffle(shuffled);
        return new NetworkAcl { NetworkAclId = "acl-1", Entries = shuffled };
    }

    private NetworkAclEntry Entry(int number, bool egress, Traffic packets)
    {
        (string? v4, string? v6) = RuleBlock(packets.Box.Addresses.IPv6);
        int protocol = Chance(60) ? packets.Protocol : Of(-1, -1, 6, 17, 1, 58, 50);
        (int from, int to) = Ports(icmp: protocol is 1 or 58);
        // What AWS does not look at is there at times all the same.
        bool hasPorts = protocol is 6 or 17 || Chance(20);
        bool hasMessage = protocol is 1 or 58 || Chance(20);
        return new NetworkAclEntry
        {
            RuleNumber = number,
            Egress = egress,
            Protocol = Chance(1) ? "pgm!" : protocol.ToString(CultureInfo.InvariantCulture),
            RuleAction = Chance(1) ? "log" : Of("allow", "allow", "deny"),
            CidrBlock = v4,
            Ipv6CidrBlock = v6,
            PortRange = hasPorts ? new PortRange { From = from, To = to } : null,
            IcmpTypeCode = hasMessage ? new IcmpTypeCode { Type = from, Code = to } : null,
        };
    }

    /// <summary>One to three groups, with rules by range, by group, by list and by several of them.</summary>
    public SecurityGroup[] SecurityGroups(Traffic packets)
    {
        foreach (string id in new[] { "pl-1", "pl-2" })
        {
            if (Chance(70))
                Lists[id] = [.. Enumerable.Range(0, Number(0, 3)).Select(_ => Chance(1) ? "10.0.0.0/x" : Block(Chance(15) != packets.Box.Addresses.IPv6))];
        }

        return [.. s_groups.Take(Number(1, 3)).Select(id => new SecurityGroup { GroupId = id, IpPermissions = Rules(packets), IpPermissionsEgress = Rules(packets) })];
    }

    private IpPermission[] Rules(Traffic packets) => [.. Enumerable.Range(0, Number(0, 4)).Select(_ => Rule(packets))];

    private IpPermission Rule(Traffic packets)
    {
        string protocol = Chance(1) ? "pgm!" : Chance(60) ? Name(packets.Protocol) : Of("-1", "tcp", "udp", "icmp", "icmpv6", "50", "6", "1");
        (int from, int to) = Ports(icmp: protocol is "icmp" or "icmpv6" or "1");
        bool hasPorts = protocol is "tcp" or "udp" or "icmp" or "6" or "1" || Chance(50);
        (string? V4, string? V6)[] blocks = [.. Enumerable.Range(0, Of(0, 1, 1, 2)).Select(_ => RuleBlock(packets.Box.Addresses.IPv6))];
        return new IpPermission
        {
            IpProtocol = protocol,
            FromPort = hasPorts ? from : null,
            ToPort = hasPorts ? to : null,
            IpRanges = [.. blocks.Where(block => block.V4 is not null).Select(block => new IpRange { CidrIp = block.V4 })],
            Ipv6Ranges = [.. blocks.Where(block => block.V6 is not null).Select(block => new Ipv6Range { CidrIpv6 = block.V6 })],
            UserIdGroupPairs = [.. Enumerable.Range(0, Of(0, 0, 0, 1, 2)).Select(_ => new UserIdGroupPair { GroupId = Of(s_groups), PeeringStatus = Chance(20) ? Of(s_statuses) : null })],
            PrefixListIds = [.. Enumerable.Range(0, Of(0, 0, 0, 0, 1)).Select(_ => new PrefixListId { Id = Of("pl-1", "pl-2") })],
        };
    }

    /// <summary>The groups of the other side: some, none, or not known.</summary>
    public string[]? PeerGroups() => Of<string[]?>(null, [], [Of(s_groups)], [Of(s_groups), "sg-z"], ["sg-z"]);

    /// <summary>A table with a local route, static, propagated and listed ones over the same ranges.</summary>
    public RouteTable RouteTable(bool ipv6)
    {
        foreach (string id in new[] { "pl-1", "pl-2", "pl-3" })
        {
            if (Chance(85))
                Lists[id] = [.. Enumerable.Range(0, Number(0, 3)).Select(_ => Block(ipv6))];
        }

        var routes = new List<Route>();
        if (Chance(90))
            routes.Add(To(Of(ipv6 ? "2001:db8::/125" : "10.0.0.0/29", ipv6 ? "2001:db8::/124" : "10.0.0.0/28", Block(ipv6))) with { GatewayId = "local", Origin = "CreateRouteTable" });
        for (int left = Number(0, 8); left > 0; left--)
        {
            string target = Of("igw-1", "vgw-1", "nat-1", "pcx-1");
            Route route = (Chance(20) ? new Route { DestinationPrefixListId = Of("pl-1", "pl-2", "pl-3") } : To(Block(Chance(10) != ipv6))) with
            {
                Origin = "CreateRoute",
                State = Chance(20) ? "blackhole" : "active",
                GatewayId = target is "igw-1" or "vgw-1" ? target : null,
                NatGatewayId = target == "nat-1" ? target : null,
                VpcPeeringConnectionId = target == "pcx-1" ? target : null,
            };
            if (route.DestinationPrefixListId is not null && Chance(30))
                route = route with { GatewayId = "vpce-1", NatGatewayId = null, VpcPeeringConnectionId = null };
            else if (route.DestinationPrefixListId is null && Chance(35))
                route = route with { GatewayId = Of("vgw-1", "vgw-1", "vgw-2"), NatGatewayId = null, VpcPeeringConnectionId = null, Origin = Chance(85) ? "EnableVgwRoutePropagation" : "Advertisement" };
            // Of one kind there is one route for a destination; a list is named once.
            if (!routes.Exists(other => other.Origin == route.Origin && AddressRange.Parse(other.DestinationCidrBlock ?? other.DestinationIpv6CidrBlock) is { } range
                    && range == AddressRange.Parse(route.DestinationCidrBlock ?? route.DestinationIpv6CidrBlock))
                && !(route.DestinationPrefixListId is { } list && routes.Exists(other => other.DestinationPrefixListId == list))
                && !(route.Origin == "CreateRoute" && routes is [{ GatewayId: "local" } local, ..] && AddressRange.Parse(local.DestinationCidrBlock ?? local.DestinationIpv6CidrBlock) == AddressRange.Parse(route.DestinationCidrBlock ?? route.DestinationIpv6CidrBlock)))
            {
                routes.Add(route);
            }
        }

        Route[] shuffled = [.. routes];
        _random.Shuffle(shuffled);
        return new RouteTable { RouteTableId = "rtb-1", Routes = shuffled };
    }

    private static Route To(string block) => block.Contains(':', StringComparison.Ordinal) ? new Route { DestinationIpv6CidrBlock = block } : new Route { DestinationCidrBlock = block };

    private static string Name(int protocol) => protocol switch
    {
        6 => "tcp",
        17 => "udp",
        1 => "icmp",
        58 => "icmpv6",
        _ => protocol.ToString(CultureInfo.InvariantCulture),
    };
}
