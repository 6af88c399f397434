using System.Globalization;

namespace TlsPathTools.Reachability.Rules;

/// <summary>
/// Packets of one protocol as a rule sees them: the other side's addresses and the destination ports. Of ICMP, which has no ports, the type and the
/// code stand in their place, as type x 256 + code: a rule for a type is a range then like any other.
/// </summary>
/// <param name="Protocol">Its IANA number; <see cref="IpProtocols"/>.</param>
/// <param name="Box">Addresses and ports.</param>
internal readonly record struct Traffic(int Protocol, TrafficBox Box)
{
    /// <summary>TCP to ports.</summary>
    public static Traffic Tcp(AddressRange peer, int fromPort, int toPort) => new(IpProtocols.Tcp, new TrafficBox(peer, fromPort, toPort));

    /// <summary>The message that path MTU discovery needs: "fragmentation needed" (RFC 1191), or "packet too big" (RFC 8201).</summary>
    public static Traffic TooBig(AddressRange peer)
    {
        int message = peer.IPv6 ? 2 << 8 : (3 << 8) | 4;
        return new Traffic(peer.IPv6 ? IpProtocols.IcmpV6 : IpProtocols.Icmp, new TrafficBox(peer, message, message));
    }

    /// <inheritdoc/>
    public override string ToString() => $"{PortWords.Of(this)} {Box.Addresses}";
}

/// <summary>A rectangle of addresses and ports, all ends included.</summary>
internal readonly record struct TrafficBox(AddressRange Addresses, int FromPort, int ToPort)
{
    /// <summary>All ports.</summary>
    public const int LastPort = 65535;

    public bool Overlaps(TrafficBox other) => Addresses.Overlaps(other.Addresses) && FromPort <= other.ToPort && other.FromPort <= ToPort;

    /// <summary>What both have; only where they overlap.</summary>
    public TrafficBox Common(TrafficBox other) => new(
        new AddressRange(Addresses.IPv6, UInt128.Max(Addresses.First, other.Addresses.First), UInt128.Min(Addresses.Last, other.Addresses.Last)),
        Math.Max(FromPort, other.FromPort), Math.Min(ToPort, other.ToPort));

    /// <summary>The smallest rectangle that holds both.</summary>
    public TrafficBox Around(TrafficBox other) => new(
        new AddressRange(Addresses.IPv6, UInt128.Min(Addresses.First, other.Addresses.First), UInt128.Max(Addresses.Last, other.Addresses.Last)),
        Math.Min(FromPort, other.FromPort), Math.Max(ToPort, other.ToPort));

    /// <summary>Adds what is left without the other: at most four rectangles.</summary>
    public void AddRest(TrafficBox other, List<TrafficBox> rest)
    {
        if (!Overlaps(other))
        {
            rest.Add(this);
            return;
        }

        TrafficBox common = Common(other);
        if (Addresses.First < common.Addresses.First)
            rest.Add(this with { Addresses = Addresses with { Last = common.Addresses.First - 1 } });
        if (common.Addresses.Last < Addresses.Last)
            rest.Add(this with { Addresses = Addresses with { First = common.Addresses.Last + 1 } });
        if (FromPort < common.FromPort)
            rest.Add(new TrafficBox(common.Addresses, FromPort, common.FromPort - 1));
        if (common.ToPort < ToPort)
            rest.Add(new TrafficBox(common.Addresses, common.ToPort + 1, ToPort));
    }
}

/// <summary>IP protocols by number and by the names that the EC2 API uses (docs.aws.amazon.com/AWSEC2/latest/APIReference/API_IpPermission.html).</summary>
internal static class IpProtocols
{
    public const int All = -1;
    public const int Icmp = 1;
    public const int Tcp = 6;
    public const int Udp = 17;
    public const int IcmpV6 = 58;

    /// <summary>The number; null where the text is no protocol.</summary>
    public static int? Parse(string? text) => text?.ToLowerInvariant() switch
    {
        "-1" or "all" => All,
        "tcp" => Tcp,
        "udp" => Udp,
        "icmp" => Icmp,
        "icmpv6" => IcmpV6,
        _ => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number <= byte.MaxValue ? number : null,
    };

    public static string Name(int protocol) => protocol switch
    {
        All => "all",
        Icmp => "icmp",
        Tcp => "tcp",
        Udp => "udp",
        IcmpV6 => "icmpv6",
        _ => string.Create(CultureInfo.InvariantCulture, $"protocol {protocol}"),
    };

    /// <summary>
    /// The ports (or ICMP messages) of a rule: all where it names none, or is of a protocol without ports, whatever it says then
    /// (docs.aws.amazon.com/AWSEC2/latest/APIReference/API_AuthorizeSecurityGroupIngress.html, API_CreateNetworkAclEntry.html).
    /// </summary>
    public static (int From, int To) Span(int protocol, int? from, int? to)
    {
        if (protocol is Icmp or IcmpV6)
        {
            int type = from ?? -1;
            int code = to ?? -1;
            return type < 0 ? (0, TrafficBox.LastPort) : code < 0 ? (type << 8, (type << 8) | 255) : ((type << 8) | code, (type << 8) | code);
        }

        return protocol is Tcp or Udp ? (from is null or < 0 ? 0 : from.Value, to is null or < 0 ? TrafficBox.LastPort : to.Value) : (0, TrafficBox.LastPort);
    }

    /// <summary>The fewest ports (or ICMP messages) that one rule can name and that hold these: any ports; a code, a type or all of ICMP; all of another protocol.</summary>
    public static (int From, int To) Rule(int protocol, int from, int to) => protocol switch
    {
        Tcp or Udp => (from, to),
        Icmp or IcmpV6 when from == to => (from, to),
        Icmp or IcmpV6 when from >> 8 == to >> 8 => (from & ~255, from | 255),
        _ => (0, TrafficBox.LastPort),
    };
}
