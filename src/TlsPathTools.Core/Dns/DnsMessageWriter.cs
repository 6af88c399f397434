using System.Buffers.Binary;

namespace TlsPathTools.Dns;

/// <summary>Writes a query (RFC 1035 section 4): recursion desired, AD bit asked for (RFC 6840 section 5.7).</summary>
internal static class DnsMessageWriter
{
    // The size that crosses every common path unfragmented (DNS Flag Day 2020).
    private const ushort UdpSize = 1232;

    internal static byte[] Query(in DnsQuestion question, bool edns)
    {
        int end = 12 + question.Name.Length + 4;
        byte[] message = new byte[end + (edns ? 11 : 0)];
        BinaryPrimitives.WriteUInt16BigEndian(message, question.Id);
        message[2] = 0x01; // RD
        message[3] = 0x20; // AD
        message[5] = 1; // one question
        question.Name.CopyTo(message, 12);
        BinaryPrimitives.WriteUInt16BigEndian(message.AsSpan(end - 4), (ushort)question.Type);
        message[end - 1] = 1; // class IN
        if (edns)
        {
            message[11] = 1;
            // OPT (RFC 6891 section 6.1): root owner, type, our UDP size; extended rcode, version, flags and options are zero.
            message[end + 2] = DnsType.Opt;
            BinaryPrimitives.WriteUInt16BigEndian(message.AsSpan(end + 3), UdpSize);
        }

        return message;
    }
}
