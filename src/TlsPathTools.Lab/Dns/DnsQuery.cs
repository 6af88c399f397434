using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace TlsPathTools.Lab.Dns;

/// <summary>A question as it came (RFC 1035, 4.1).</summary>
/// <param name="Id">Its number.</param>
/// <param name="Flags">The header's flags.</param>
/// <param name="Name">The name asked for, in the letters of the asker; octets that are no plain characters as \DDD.</param>
/// <param name="Type">The type asked for.</param>
/// <param name="Class">The class asked for.</param>
/// <param name="Question">The question section, which the answer repeats octet for octet.</param>
/// <param name="UdpSize">The largest datagram that the asker takes: 512 without EDNS.</param>
/// <param name="EdnsVersion">The version of EDNS, or null without.</param>
internal sealed record DnsQuery(ushort Id, ushort Flags, string Name, DnsType Type, ushort Class, byte[] Question, int UdpSize, byte? EdnsVersion)
{
    private const int HeaderLength = 12;
    private const int ResponseFlag = 0x8000;

    /// <summary>Whether the asker wants recursion.</summary>
    public bool WantsRecursion => (Flags & 0x0100) != 0;

    /// <summary>Reads a message.</summary>
    /// <param name="message">The message.</param>
    /// <param name="code">NoError; or what to answer: the query then has no more than what could be read.</param>
    /// <returns>Null for what must not be answered at all: fragments, and answers, which two servers would send each other for ever.</returns>
    public static DnsQuery? Parse(ReadOnlySpan<byte> message, out DnsCode code)
    {
        code = DnsCode.FormatError;
        if (message.Length < HeaderLength)
            return null;
        ushort id = BinaryPrimitives.ReadUInt16BigEndian(message), flags = BinaryPrimitives.ReadUInt16BigEndian(message[2..]);
        if ((flags & ResponseFlag) != 0)
            return null;
        var bare = new DnsQuery(id, flags, "", DnsType.None, 0, [], 512, EdnsVersion: null);
        if ((flags & 0x7800) != 0)
        {
            code = DnsCode.NotImplemented;
            return bare;
        }

        int position = HeaderLength;
        if (BinaryPrimitives.ReadUInt16BigEndian(message[4..]) != 1 || ReadName(message, ref position) is not { } name || position + 4 > message.Length)
            return bare;
        var query = bare with
        {
            Name = name,
            Type = (DnsType)BinaryPrimitives.ReadUInt16BigEndian(message[position..]),
            Class = BinaryPrimitives.ReadUInt16BigEndian(message[(position + 2)..]),
            Question = message[HeaderLength..(position + 4)].ToArray(),
        };
        position += 4;
        int records = BinaryPrimitives.ReadUInt16BigEndian(message[6..]) + BinaryPrimitives.ReadUInt16BigEndian(message[8..]) + BinaryPrimitives.ReadUInt16BigEndian(message[10..]);
        for (int i = 0; i < records; i++)
        {
            if (!SkipName(message, ref position) || position + 10 > message.Length)
                return query;
            ReadOnlySpan<byte> fixedPart = message[position..];
            position += 10 + BinaryPrimitives.ReadUInt16BigEndian(fixedPart[8..]);
            if (position > message.Length)
                return query;
            if ((DnsType)BinaryPrimitives.ReadUInt16BigEndian(fixedPart) == DnsType.Opt)
                query = query with { UdpSize = Math.Max((ushort)512, BinaryPrimitives.ReadUInt16BigEndian(fixedPart[2..])), EdnsVersion = fixedPart[5] };
        }

        code = query.EdnsVersion > 0 ? DnsCode.BadVersion : DnsCode.NoError;
        return query;
    }

    // A question is the first name of a message: there is nothing before it that a pointer could mean.
    private static string? ReadName(ReadOnlySpan<byte> message, ref int position)
    {
        var name = new StringBuilder();
        int start = position;
        while (position < message.Length)
        {
            int length = message[position++];
            if (length == 0)
                return position - start <= 255 ? name.ToString() : null;
            if (length > 63 || position + length > message.Length)
                return null;
            if (name.Length > 0)
                name.Append('.');
            foreach (byte octet in message.Slice(position, length))
            {
                if (octet is > 0x20 and < 0x7F && octet is not ((byte)'.' or (byte)'\\'))
                    name.Append((char)octet);
                else
                    name.Append(CultureInfo.InvariantCulture, $"\\{octet:d3}");
            }

            position += length;
        }

        return null;
    }

    private static bool SkipName(ReadOnlySpan<byte> message, ref int position)
    {
        while (position < message.Length)
        {
            int length = message[position++];
            if (length == 0)
                return true;
            if (length >= 0xC0)
                return ++position <= message.Length;
            if (length > 63)
                return false;
            position += length;
        }

        return false;
    }
}
