using System.Buffers.Binary;
using System.Net;
using System.Text;

namespace TlsPathTools.TestServers.Dns;

/// <summary>A question as a test server received it, read without any code of the product.</summary>
public sealed record DnsTestQuery
{
    public DnsTestQuery(byte[] message, IPEndPoint from)
    {
        Message = message;
        From = from;
        int end = 12;
        var name = new StringBuilder();
        while (message[end] != 0)
        {
            name.Append(Encoding.ASCII.GetString(message, end + 1, message[end])).Append('.');
            end += 1 + message[end];
        }

        Name = name.ToString();
        Question = message[12..(end + 5)];
        Type = BinaryPrimitives.ReadUInt16BigEndian(message.AsSpan(end + 1));
        HasEdns = message[11] == 1;
        UdpSize = HasEdns ? BinaryPrimitives.ReadUInt16BigEndian(message.AsSpan(end + 8)) : 512;
    }

    public byte[] Message { get; }

    public IPEndPoint From { get; }

    /// <summary>Name, type and class as sent.</summary>
    public byte[] Question { get; }

    /// <summary>With trailing dot.</summary>
    public string Name { get; }

    public int Type { get; }

    public ushort Id => BinaryPrimitives.ReadUInt16BigEndian(Message);

    public bool HasEdns { get; }

    public int UdpSize { get; }
}
