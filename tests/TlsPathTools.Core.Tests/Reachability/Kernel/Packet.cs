using System.Globalization;
using System.Net;
using System.Net.Sockets;
using TlsPathTools.TestServers;

namespace TlsPathTools.Core.Tests.Reachability.Kernel;

/// <summary>One packet. Of ICMP, the destination port is type x 256 + code and the source port the identifier.</summary>
internal sealed record Packet(bool FromFar, int Protocol, IPAddress Source, int SourcePort, IPAddress Destination, int DestinationPort, bool IsAnswer = false)
{
    public const int Icmp = 1;
    public const int Tcp = 6;
    public const int Udp = 17;
    public const int IcmpV6 = 58;

    public bool IsIcmp => Protocol is Icmp or IcmpV6;

    public bool IsV6 => Source.AddressFamily is AddressFamily.InterNetworkV6;

    /// <summary>The packet that answers; null for what nothing answers.</summary>
    public Packet? Answer()
    {
        var answer = new Packet(!FromFar, Protocol, Destination, DestinationPort, Source, SourcePort, IsAnswer: true);
        if (!IsIcmp)
            return answer;
        int? reply = (Protocol, DestinationPort) switch
        {
            (Icmp, 8 << 8) => 0,
            (Icmp, 13 << 8) => 14 << 8,
            (IcmpV6, 128 << 8) => 129 << 8,
            _ => null,
        };
        return reply is null ? null : answer with { SourcePort = SourcePort, DestinationPort = reply.Value };
    }

    /// <summary>What connection tracking knows the flow by: it is the same for both directions.</summary>
    public object Flow()
    {
        (string, int) one = ($"{Source}", IsIcmp ? SourcePort : Protocol is Tcp or Udp ? SourcePort : 0);
        (string, int) other = ($"{Destination}", IsIcmp ? SourcePort : Protocol is Tcp or Udp ? DestinationPort : 0);
        return string.CompareOrdinal(one.Item1, other.Item1) < 0 ? (Protocol, one, other) : (Protocol, other, one);
    }

    /// <summary>The packet as it goes over the cable.</summary>
    public OutgoingPacket Bytes(ReadOnlyMemory<byte> mark) => new(FromFar, Protocol switch
    {
        Tcp => RawPacket.Tcp(new IPEndPoint(Source, SourcePort), new IPEndPoint(Destination, DestinationPort), IsAnswer, mark.Span),
        Udp => RawPacket.Udp(new IPEndPoint(Source, SourcePort), new IPEndPoint(Destination, DestinationPort), mark.Span),
        Icmp or IcmpV6 => RawPacket.Icmp(Source, Destination, DestinationPort >> 8, DestinationPort & 255, SourcePort, mark.Span),
        _ => RawPacket.Other(Source, Destination, Protocol, mark.Span),
    });

    public override string ToString()
    {
        string from = IsIcmp ? "" : Text($" port {SourcePort}");
        string to = IsIcmp ? Text($" type {DestinationPort >> 8} code {DestinationPort & 255}") : Text($" port {DestinationPort}");
        return Text($"protocol {Protocol} from {Source}{from} to {Destination}{to}{(IsAnswer ? " in answer" : "")}");
    }

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
