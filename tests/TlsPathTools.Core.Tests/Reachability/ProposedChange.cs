using System.Globalization;
using System.Text.RegularExpressions;
using TlsPathTools.Reachability;
using TlsPathTools.Reachability.Rules;
using TlsPathTools.Topology.Cloud;

namespace TlsPathTools.Core.Tests.Reachability;

/// <summary>A change as its sentence says it, read back the way that an engineer would, so that it can be made.</summary>
internal sealed partial record ProposedChange(bool Egress, string Control, int Protocol, int From, int To, string Peer, int? Below, int? Before)
{
    public static ProposedChange Read(string text)
    {
        Match match = Sentence().Match(text);
        Assert.True(match.Success, $"\"{text}\" is no change that can be made.");
        (int protocol, int from, int to) = What(match.Groups["what"].Value);
        return new ProposedChange(
            match.Groups["direction"].Value == "outbound", match.Groups["control"].Value, protocol, from, to, match.Groups["peer"].Value,
            NumberOf(match.Groups["below"]), NumberOf(match.Groups["before"]));
    }

    /// <summary>The ACL with the new entry, under some free number that the sentence allows.</summary>
    public NetworkAcl Make(NetworkAcl acl, RandomNetwork random)
    {
        List<NetworkAclEntry> entries = [.. acl.Entries];
        int number;
        if (Before is { } before)
        {
            // Entries from there on move by one; the defaults stay what they are, the last.
            entries = [.. entries.Select(entry => entry.Egress == Egress && entry.RuleNumber >= before && entry.RuleNumber < 32766 ? entry with { RuleNumber = entry.RuleNumber + 1 } : entry)];
            number = before;
        }
        else
        {
            HashSet<int> taken = [.. acl.Entries.Where(entry => entry.Egress == Egress).Select(entry => entry.RuleNumber!.Value)];
            int last = (Below ?? 32767) - 1;
            Assert.True(taken.Count(one => one <= last) < last, $"No number up to {last} is free.");
            int step = random.Of(1, -1);
            number = random.Of(step == 1 ? 1 : last, random.Number(1, last));
            while (taken.Contains(number))
                number = number + step > last ? 1 : number + step < 1 ? last : number + step;
        }

        entries.AddRange(Blocks().Select(block => new NetworkAclEntry
        {
            RuleNumber = number,
            Egress = Egress,
            RuleAction = "allow",
            Protocol = Protocol.ToString(CultureInfo.InvariantCulture),
            CidrBlock = block.Contains(':', StringComparison.Ordinal) ? null : block,
            Ipv6CidrBlock = block.Contains(':', StringComparison.Ordinal) ? block : null,
            PortRange = Protocol is 6 or 17 ? new PortRange { From = From, To = To } : null,
            IcmpTypeCode = Protocol is 1 or 58 ? new IcmpTypeCode { Type = From, Code = To } : null,
        }));
        return acl with { Entries = [.. entries] };
    }

    /// <summary>The groups, one of them with the new rule.</summary>
    public SecurityGroup[] Make(SecurityGroup[] groups)
    {
        bool byGroup = Peer.StartsWith("sg-", StringComparison.Ordinal);
        string[] blocks = byGroup ? [] : [.. Blocks()];
        var rule = new IpPermission
        {
            IpProtocol = Protocol.ToString(CultureInfo.InvariantCulture),
            FromPort = From,
            ToPort = To,
            UserIdGroupPairs = byGroup ? [new UserIdGroupPair { GroupId = Peer }] : [],
            IpRanges = [.. blocks.Where(block => !block.Contains(':', StringComparison.Ordinal)).Select(block => new IpRange { CidrIp = block })],
            Ipv6Ranges = [.. blocks.Where(block => block.Contains(':', StringComparison.Ordinal)).Select(block => new Ipv6Range { CidrIpv6 = block })],
        };
        Assert.Single(groups, group => group.GroupId == Control);
        return [.. groups.Select(group => group.GroupId != Control ? group
            : Egress ? group with { IpPermissionsEgress = [.. group.IpPermissionsEgress, rule] } : group with { IpPermissions = [.. group.IpPermissions, rule] })];
    }

    // Packets that were asked about as no block are answered as none; then every address is a rule of its own.
    private IEnumerable<string> Blocks()
    {
        string[] ends = Peer.Split('-');
        if (ends.Length == 1)
            return [Peer];
        (AddressRange first, AddressRange last) = (AddressRange.Parse(ends[0])!.Value, AddressRange.Parse(ends[1])!.Value);
        return PacketGrid.Addresses(first with { Last = last.Last }).Select(address => new AddressRange(first.IPv6, address, address).ToString());
    }

    private static (int Protocol, int From, int To) What(string text)
    {
        Match match = Words().Match(text);
        Assert.True(match.Success, $"\"{text}\" cannot be typed into a rule.");
        if (NumberOf(match.Groups["number"]) is { } number)
            return (number, -1, -1);
        int protocol = match.Groups["name"].Value switch { "tcp" => 6, "udp" => 17, "icmp" => 1, _ => 58 };
        if (protocol is 1 or 58)
            return (protocol, NumberOf(match.Groups["type"]) ?? -1, NumberOf(match.Groups["code"]) ?? -1);
        int? from = NumberOf(match.Groups["from"]);
        return (protocol, from ?? 0, NumberOf(match.Groups["to"]) ?? from ?? 65535);
    }

    private static int? NumberOf(Group group) => group.Success ? int.Parse(group.Value, CultureInfo.InvariantCulture) : null;

    [GeneratedRegex(@"^add an (?<direction>inbound|outbound) (entry|rule) to (?<control>\S+) that allows (?<what>.+) (to|from) (?<peer>\S+?)(, with a number below (?<below>\d+)|, before entry (?<before>\d+): no number below it is free.*)?$", RegexOptions.ExplicitCapture)]
    private static partial Regex Sentence();

    [GeneratedRegex(@"^((?<name>tcp|udp) (on any port|(?<from>\d+)(-(?<to>\d+))?)|any (?<name>icmp|icmpv6)|(?<name>icmp|icmpv6) type (?<type>\d+)( code (?<code>\d+)( \([a-z ]+\))?)?|protocol (?<number>\d+))$", RegexOptions.ExplicitCapture)]
    private static partial Regex Words();
}
