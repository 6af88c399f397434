using System.Buffers.Binary;
using System.Numerics;
using TlsPathTools.Core.Tests.Reachability.Reference;
using TlsPathTools.Reachability;
using TlsPathTools.Reachability.Rules;

namespace TlsPathTools.Core.Tests.Reachability;

/// <summary>
/// The packets of a box one by one: every address and port where they are few; else those on both sides of every edge that a rule of <see cref="RandomNetwork"/>
/// can have, between which no rule tells packets apart.
/// </summary>
internal static class PacketGrid
{
    private const int Few = 20;
    private static readonly UInt128[] s_addresses4 = [.. Edges(ipv6: false)];
    private static readonly UInt128[] s_addresses6 = [.. Edges(ipv6: true)];
    private static readonly int[] s_ports = [.. Enumerable.Range(0, 18), 1022, 1023, 1024, 1025, 32766, 32767, 32768, 32769, 65533, 65534, 65535];
    private static readonly int[] s_messages =
    [
        .. new[] { 0, 2, 3, 4, 255 }.SelectMany(type => new[] { 0, 1, 3, 4, 5, 255 }.Select(code => (type << 8) | code)),
        .. new[] { 1, 5, 254 }.SelectMany(type => new[] { type << 8, (type << 8) | 255 }),
    ];

    public static IEnumerable<(byte[] Peer, UInt128 Address, int Port)> Of(Traffic packets)
    {
        int[] ports = [.. Ports(packets)];
        foreach (UInt128 address in Addresses(packets.Box.Addresses))
        {
            byte[] peer = Bytes(packets.Box.Addresses.IPv6, address);
            foreach (int port in ports)
                yield return (peer, address, port);
        }
    }

    public static IEnumerable<UInt128> Addresses(AddressRange range)
    {
        if (range.Last - range.First >= Few)
            return (range.IPv6 ? s_addresses6 : s_addresses4).Where(address => range.First <= address && address <= range.Last);
        return Enumerable.Range(0, (int)(range.Last - range.First) + 1).Select(i => range.First + (UInt128)i);
    }

    public static byte[] Bytes(bool ipv6, UInt128 address)
    {
        byte[] bytes = new byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(bytes, address);
        return ipv6 ? bytes : bytes[12..];
    }

    /// <summary>How many packets there are, exactly.</summary>
    public static BigInteger Count(TrafficBox box) => ((BigInteger)(box.Addresses.Last - box.Addresses.First) + 1) * (box.ToPort - box.FromPort + 1);

    private static IEnumerable<int> Ports(Traffic packets)
    {
        (int from, int to) = (packets.Box.FromPort, packets.Box.ToPort);
        if (to - from < Few)
            return Enumerable.Range(from, to - from + 1);
        return (packets.Protocol is 1 or 58 ? s_messages : s_ports).Where(port => from <= port && port <= to);
    }

    private static SortedSet<UInt128> Edges(bool ipv6)
    {
        // The sixteen addresses, the rest of the largest block around them, and both sides of each larger block's ends.
        UInt128 first = AddressRange.Parse(RandomNetwork.Address(ipv6, 0))!.Value.First;
        var edges = new SortedSet<UInt128> { first + 16, first + 31, first + 32 };
        for (int host = 0; host < 16; host++)
            edges.Add(first + (UInt128)host);
        foreach (string block in ipv6 ? new[] { "::/0", "2001:db8::/32", "fd00::/8" } : ["0.0.0.0/0", "10.0.0.0/8", "192.168.0.0/16"])
        {
            AddressRange range = AddressRange.Parse(block)!.Value;
            edges.UnionWith([range.First, range.Last]);
            if (block is not ("::/0" or "0.0.0.0/0"))
                edges.UnionWith([range.First - 1, range.Last + 1]);
        }

        return edges;
    }
}
