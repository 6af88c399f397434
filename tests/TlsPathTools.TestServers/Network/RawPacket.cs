using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace TlsPathTools.TestServers;

/// <summary>IP packets byte by byte, with checksums that conntrack believes. The payload stands at the very end of each.</summary>
public static class RawPacket
{
    private const int IcmpNumber = 1;
    private const int TcpNumber = 6;
    private const int UdpNumber = 17;
    private const int IcmpV6Number = 58;

    /// <summary>A SYN, or the SYN-ACK to one.</summary>
    public static byte[] Tcp(IPEndPoint source, IPEndPoint destination, bool answer, ReadOnlySpan<byte> payload)
    {
        byte[] packet = Headers(source.Address, destination.Address, TcpNumber, 20 + payload.Length, out int start);
        Span<byte> segment = packet.AsSpan(start);
        Ports(segment, source, destination);
        BinaryPrimitives.WriteUInt32BigEndian(segment[4..], answer ? 5000u : 1000u);
        BinaryPrimitives.WriteUInt32BigEndian(segment[8..], answer ? 1001u : 0u);
        segment[12] = 5 << 4;
        segment[13] = answer ? (byte)0x12 : (byte)0x02;
        BinaryPrimitives.WriteUInt16BigEndian(segment[14..], 64240);
        payload.CopyTo(segment[20..]);
        return Sealed(packet, start, TcpNumber, 16);
    }

    /// <summary>A datagram.</summary>
    public static byte[] Udp(IPEndPoint source, IPEndPoint destination, ReadOnlySpan<byte> payload)
    {
        byte[] packet = Headers(source.Address, destination.Address, UdpNumber, 8 + payload.Length, out int start);
        Span<byte> datagram = packet.AsSpan(start);
        Ports(datagram, source, destination);
        BinaryPrimitives.WriteUInt16BigEndian(datagram[4..], (ushort)datagram.Length);
        payload.CopyTo(datagram[8..]);
        return Sealed(packet, start, UdpNumber, 6);
    }

    /// <summary>A message of ICMP, or of ICMPv6 where the addresses are. An error quotes a packet of a flow that nobody has.</summary>
    public static byte[] Icmp(IPAddress source, IPAddress destination, int type, int code, int identifier, ReadOnlySpan<byte> payload)
    {
        bool v6 = source.AddressFamily is AddressFamily.InterNetworkV6;
        bool isError = v6 ? type < 128 : type is 3 or 4 or 5 or 11 or 12;
        byte[] quoted = isError ? Tcp(new IPEndPoint(destination, 9), new IPEndPoint(source, 9), answer: false, []) : [];
        byte[] packet = Headers(source, destination, v6 ? IcmpV6Number : IcmpNumber, 8 + quoted.Length + payload.Length, out int start);
        Span<byte> message = packet.AsSpan(start);
        message[0] = (byte)type;
        message[1] = (byte)code;
        if (!isError)
            BinaryPrimitives.WriteUInt16BigEndian(message[4..], (ushort)identifier);
        quoted.CopyTo(message[8..]);
        payload.CopyTo(message[(8 + quoted.Length)..]);
        return Sealed(packet, start, v6 ? IcmpV6Number : IcmpNumber, 2);
    }

    /// <summary>A packet of another protocol: nothing but the payload.</summary>
    public static byte[] Other(IPAddress source, IPAddress destination, int protocol, ReadOnlySpan<byte> payload)
    {
        byte[] packet = Headers(source, destination, protocol, payload.Length, out int start);
        payload.CopyTo(packet.AsSpan(start));
        return packet;
    }

    private static byte[] Headers(IPAddress source, IPAddress destination, int protocol, int length, out int start)
    {
        bool v6 = source.AddressFamily is AddressFamily.InterNetworkV6;
        start = v6 ? 40 : 20;
        byte[] packet = new byte[start + length];
        if (v6)
        {
            packet[0] = 6 << 4;
            BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(4), (ushort)length);
            packet[6] = (byte)protocol;
            packet[7] = 64;
            source.TryWriteBytes(packet.AsSpan(8), out _);
            destination.TryWriteBytes(packet.AsSpan(24), out _);
        }
        else
        {
            packet[0] = (4 << 4) | 5;
            BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(2), (ushort)packet.Length);
            packet[6] = 0x40;
            packet[8] = 64;
            packet[9] = (byte)protocol;
            source.TryWriteBytes(packet.AsSpan(12), out _);
            destination.TryWriteBytes(packet.AsSpan(16), out _);
            BinaryPrimitives.WriteUInt16BigEndian(packet.AsSpan(10), Folded(Sum(packet.AsSpan(0, 20))));
        }

        return packet;
    }

    private static void Ports(Span<byte> segment, IPEndPoint source, IPEndPoint destination)
    {
        BinaryPrimitives.WriteUInt16BigEndian(segment, (ushort)source.Port);
        BinaryPrimitives.WriteUInt16BigEndian(segment[2..], (ushort)destination.Port);
    }

    // Both addresses, the protocol and the length are part of every checksum (RFC 9293 3.1, RFC 8200 8.1) but that of ICMP for IPv4.
    private static byte[] Sealed(byte[] packet, int start, int protocol, int checksum)
    {
        Span<byte> segment = packet.AsSpan(start);
        uint sum = Sum(segment);
        if (protocol != IcmpNumber)
            sum += Sum(packet.AsSpan(start == 40 ? 8 : 12, start == 40 ? 32 : 8)) + (uint)protocol + (uint)segment.Length;
        ushort folded = Folded(sum);
        BinaryPrimitives.WriteUInt16BigEndian(segment[checksum..], folded == 0 && protocol == UdpNumber ? (ushort)0xFFFF : folded);
        return packet;
    }

    private static uint Sum(ReadOnlySpan<byte> bytes)
    {
        uint sum = 0;
        for (; bytes.Length > 1; bytes = bytes[2..])
            sum += BinaryPrimitives.ReadUInt16BigEndian(bytes);
        return bytes.Length == 1 ? sum + ((uint)bytes[0] << 8) : sum;
    }

    private static ushort Folded(uint sum)
    {
        while (sum > 0xFFFF)
            sum = (sum & 0xFFFF) + (sum >> 16);
        return (ushort)~sum;
    }
}
