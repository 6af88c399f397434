using System.Buffers.Binary;
using System.Net;
using System.Security.Cryptography;
using System.Text;

namespace TlsPathTools.Probing.Wire;

/// <summary>
/// A ClientHello made by hand, for attempts that end at the server's first answer: no keys are computed (any 32 bytes
/// are a valid X25519 share), so it costs next to nothing and its size can be chosen (RFC 8446 section 4.1.2).
/// </summary>
internal static class ClientHello
{
    /// <summary>The length of a padded ClientHello: three packets on an Ethernet path.</summary>
    internal const int LargeLength = 3000;

    private static ReadOnlySpan<ushort> Tls13Suites => [0x1301, 0x1302, 0x1303];

    private static ReadOnlySpan<ushort> Tls12Suites =>
        [0xC02B, 0xC02F, 0xC02C, 0xC030, 0xCCA9, 0xCCA8, 0xC009, 0xC013, 0xC00A, 0xC014, 0x009C, 0x009D, 0x002F, 0x0035];

    private static ReadOnlySpan<ushort> Groups => [0x001D, 0x0017, 0x0018];

    private static ReadOnlySpan<ushort> SignatureAlgorithms => [0x0403, 0x0804, 0x0401, 0x0503, 0x0805, 0x0501, 0x0806, 0x0601];

    /// <summary>The bytes of one record with the ClientHello.</summary>
    internal static byte[] Create(string? hostName, TlsVersion version, FirstFlight flight)
    {
        byte[] buffer = new byte[LargeLength + 512];
        var writer = new Writer(buffer);
        writer.Byte(TlsRecordReader.Handshake);
        writer.UInt16(0x0301);
        int record = writer.Open16();
        writer.Byte(HandshakeReader.ClientHello);
        writer.Byte(0);
        int message = writer.Open16();

        writer.UInt16(0x0303);
        writer.Random(32);
        writer.Byte(32);
        writer.Random(32);
        int suites = writer.Open16();
        if (version != TlsVersion.Tls12)
            writer.UInt16s(Tls13Suites);
        if (version != TlsVersion.Tls13)
            writer.UInt16s(Tls12Suites);
        writer.Close16(suites);
        writer.UInt16(0x0100);

        int extensions = writer.Open16();
        WriteServerName(ref writer, hostName);
        WriteExtensions(ref writer, version, flight);
        if (flight == FirstFlight.Large)
        {
            writer.UInt16(21);
            int padding = writer.Open16();
            writer.Skip(Math.Max(0, LargeLength - writer.Position));
            writer.Close16(padding);
        }

        writer.Close16(extensions);
        writer.Close16(message);
        writer.Close16(record);
        return buffer[..writer.Position];
    }

    private static void WriteServerName(ref Writer writer, string? hostName)
    {
        // RFC 6066 section 3: no address literals in SNI.
        if (string.IsNullOrEmpty(hostName) || IPAddress.TryParse(hostName, out _))
            return;

        writer.UInt16(0);
        int extension = writer.Open16();
        int list = writer.Open16();
        writer.Byte(0);
        int name = writer.Open16();
        writer.Ascii(hostName);
        writer.Close16(name);
        writer.Close16(list);
        writer.Close16(extension);
    }

    private static void WriteExtensions(ref Writer writer, TlsVersion version, FirstFlight flight)
    {
        writer.UInt16(23);
        writer.UInt16(0);
        writer.UInt16(0xFF01);
        writer.UInt16(1);
        writer.Byte(0);
        WriteList(ref writer, 10, Groups);
        writer.UInt16(11);
        writer.UInt16(2);
        writer.UInt16(0x0100);
        WriteList(ref writer, 13, SignatureAlgorithms);

        writer.UInt16(16);
        int alpn = writer.Open16();
        int protocols = writer.Open16();
        writer.Byte(8);
        writer.Ascii("http/1.1");
        writer.Close16(protocols);
        writer.Close16(alpn);
        if (version == TlsVersion.Tls12)
            return;

        writer.UInt16(43);
        writer.UInt16((ushort)(version == TlsVersion.Tls13 ? 3 : 5));
        writer.Byte((byte)(version == TlsVersion.Tls13 ? 2 : 4));
        writer.UInt16(0x0304);
        if (version == TlsVersion.Any)
            writer.UInt16(0x0303);
        writer.UInt16(45);
        writer.UInt16(2);
        writer.UInt16(0x0101);

        writer.UInt16(51);
        int extension = writer.Open16();
        int shares = writer.Open16();
        if (flight != FirstFlight.Small)
        {
            writer.UInt16(0x001D);
            writer.UInt16(32);
            writer.Random(32);
        }

        writer.Close16(shares);
        writer.Close16(extension);
    }

    private static void WriteList(ref Writer writer, ushort type, ReadOnlySpan<ushort> values)
    {
        writer.UInt16(type);
        int extension = writer.Open16();
        int list = writer.Open16();
        writer.UInt16s(values);
        writer.Close16(list);
        writer.Close16(extension);
    }

    private ref struct Writer(Span<byte> buffer)
    {
        private readonly Span<byte> _buffer = buffer;

        internal int Position { get; private set; }

        internal void Byte(byte value) => _buffer[Position++] = value;

        internal void UInt16(ushort value)
        {
            BinaryPrimitives.WriteUInt16BigEndian(_buffer[Position..], value);
            Position += 2;
        }

        internal void UInt16s(ReadOnlySpan<ushort> values)
        {
            foreach (ushort value in values)
                UInt16(value);
        }

        internal void Ascii(string text) => Position += Encoding.ASCII.GetBytes(text, _buffer[Position..]);

        internal void Random(int count)
        {
            RandomNumberGenerator.Fill(_buffer.Slice(Position, count));
            Position += count;
        }

        internal void Skip(int count) => Position += count;

        internal int Open16()
        {
            Position += 2;
            return Position;
        }

        internal readonly void Close16(int start) =>
            BinaryPrimitives.WriteUInt16BigEndian(_buffer[(start - 2)..], (ushort)(Position - start));
    }
}
