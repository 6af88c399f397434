using System.Numerics;
using TlsPathTools.Core.Tests.Reachability.Reference;
using TlsPathTools.Reachability;
using TlsPathTools.Reachability.Rules;

namespace TlsPathTools.Core.Tests.Reachability;

/// <summary>Holds a ruling against what the reference says of every single packet.</summary>
internal static class RulingCheck
{
    public static void Agrees(Traffic packets, Ruling ruling, Func<NaivePacket, bool?> reference)
    {
        CoversOnce(packets.Box, ruling.Pieces);
        (bool passes, bool stops, bool open) = (false, false, false);
        foreach ((byte[] peer, UInt128 address, int port) in PacketGrid.Of(packets))
        {
            var packet = new NaivePacket(peer, packets.Protocol, port);
            bool? expected = reference(packet);
            passes |= expected == true;
            stops |= expected == false;
            open |= expected is null;
            ReachabilityVerdict verdict = VerdictOf(ruling.Pieces, address, port);
            if (verdict != Of(expected))
                Assert.Fail($"{packet}: {verdict}, and the reference says {Of(expected)}. {ruling}");
        }

        ReachabilityVerdict whole = open ? ReachabilityVerdict.Unknown : !stops ? ReachabilityVerdict.Allowed : passes ? ReachabilityVerdict.Partial : ReachabilityVerdict.Denied;
        Assert.Equal(whole, ruling.Verdict);
        Assert.Equal(whole is ReachabilityVerdict.Denied or ReachabilityVerdict.Partial, ruling.SmallestChange is not null);
        Assert.Equal(whole is ReachabilityVerdict.Unknown, ruling.Missing is not null);
        // The rule that is named decides about packets with the verdict that it is named for.
        if (ruling.Pieces.Any(piece => piece.Rule == ruling.Rule))
            Assert.Contains(ruling.Pieces, piece => piece.Rule == ruling.Rule && piece.Verdict == (whole is ReachabilityVerdict.Partial ? ReachabilityVerdict.Denied : whole));
    }

    /// <summary>That a change lets every packet pass, changes nothing for others, and names no more than was asked about.</summary>
    public static void Repairs(Traffic packets, ProposedChange change, Func<NaivePacket, bool?> before, Func<NaivePacket, bool?> after, RandomNetwork random)
    {
        bool ipv6 = packets.Box.Addresses.IPv6;
        foreach ((byte[] peer, _, int port) in PacketGrid.Of(packets))
        {
            var packet = new NaivePacket(peer, packets.Protocol, port);
            if (after(packet) != true)
                Assert.Fail($"After \"{change}\", {packet} still does not pass.");
        }

        bool byGroup = AddressRange.Parse(change.Peer.Split('-')[0]) is null;
        for (int i = 0; i < 20; i++)
        {
            UInt128 address = AddressRange.Parse(RandomNetwork.Address(ipv6, random.Number(0, 15)))!.Value.First;
            int port = random.Number(0, 20);
            int protocol = random.Of(packets.Protocol, 6, 17, 50);
            bool asked = protocol == packets.Protocol && packets.Box.FromPort <= port && port <= packets.Box.ToPort
                && (byGroup || (packets.Box.Addresses.First <= address && address <= packets.Box.Addresses.Last));
            var packet = new NaivePacket(PacketGrid.Bytes(ipv6, address), protocol, port);
            if (!asked && before(packet) != after(packet))
                Assert.Fail($"\"{change}\" changes what happens to {packet}, which was not asked about.");
        }

        if (!byGroup && packets.Box.Addresses.Block == packets.Box.Addresses)
            Assert.True(!change.Peer.Contains('-', StringComparison.Ordinal) && packets.Box.Addresses.Contains(AddressRange.Parse(change.Peer)!.Value), $"\"{change}\" names no block of those asked about.");
    }

    private static ReachabilityVerdict Of(bool? passes) => passes switch
    {
        true => ReachabilityVerdict.Allowed,
        false => ReachabilityVerdict.Denied,
        null => ReachabilityVerdict.Unknown,
    };

    private static ReachabilityVerdict VerdictOf(IReadOnlyList<RulingPiece> pieces, UInt128 address, int port)
    {
        for (int i = 0; i < pieces.Count; i++)
        {
            TrafficBox box = pieces[i].Box;
            if (box.Addresses.First <= address && address <= box.Addresses.Last && box.FromPort <= port && port <= box.ToPort)
                return pieces[i].Verdict;
        }

        throw new InvalidOperationException("No piece covers a packet.");
    }

    private static void CoversOnce(TrafficBox all, IReadOnlyList<RulingPiece> pieces)
    {
        BigInteger count = BigInteger.Zero;
        for (int i = 0; i < pieces.Count; i++)
        {
            TrafficBox box = pieces[i].Box;
            Assert.True(box.FromPort <= box.ToPort && box.Addresses.First <= box.Addresses.Last && all.Addresses.Contains(box.Addresses) && all.FromPort <= box.FromPort && box.ToPort <= all.ToPort);
            for (int k = 0; k < i; k++)
            {
                if (box.FromPort <= pieces[k].Box.ToPort && pieces[k].Box.FromPort <= box.ToPort && box.Addresses.First <= pieces[k].Box.Addresses.Last && pieces[k].Box.Addresses.First <= box.Addresses.Last)
                    Assert.Fail($"{pieces[k].Box} and {box} overlap.");
            }

            count += PacketGrid.Count(box);
        }

        Assert.Equal(PacketGrid.Count(all), count);
    }
}
