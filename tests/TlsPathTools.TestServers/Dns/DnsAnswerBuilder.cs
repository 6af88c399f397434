using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace TlsPathTools.TestServers.Dns;

/// <summary>Builds an answer, right or as wrong as a test wants it. Owners that are null point to the question (0xC00C).</summary>
public sealed class DnsAnswerBuilder(DnsTestQuery query)
{
    private readonly List<byte[]>[] _sections = [[], [], []];

    public ushort Id { get; set; } = query.Id;

    /// <summary>QR, RD and RA; bits as on the wire.</summary>
    public int Flags { get; set; } = 0x8180;

    /// <summary>Null leaves the question out.</summary>
    public byte[]? Question { get; set; } = query.Question;

    public static DnsAnswerBuilder To(DnsTestQuery query) => new(query);

    public DnsAnswerBuilder Set(Action<DnsAnswerBuilder> change)
    {
        change(this);
        return this;
    }

    public DnsAnswerBuilder Rcode(int rcode) => Set(x => x.Flags |= rcode);

    public DnsAnswerBuilder Truncated() => Set(x => x.Flags |= 0x0200);

    /// <summary>AA without RA: a server of the zone.</summary>
    public DnsAnswerBuilder Authoritative() => Set(x => x.Flags = (x.Flags | 0x0400) & ~0x0080);

    /// <summary>Addresses of the queried family; others are left out.</summary>
    public DnsAnswerBuilder Addresses(params string[] addresses) => Addresses(60, addresses);

    public DnsAnswerBuilder Addresses(uint ttl, params string[] addresses)
    {
        foreach (string address in addresses)
            Address(null, address, ttl);
        return this;
    }

    public DnsAnswerBuilder Address(string? owner, string address, uint ttl = 60)
    {
        var ip = IPAddress.Parse(address);
        int type = ip.AddressFamily == AddressFamily.InterNetwork ? 1 : 28;
        return type == query.Type ? Record(0, owner, type, ttl, ip.GetAddressBytes()) : this;
    }

    public DnsAnswerBuilder Cname(string? owner, string target, uint ttl = 60) => Record(0, owner, 5, ttl, Name(target));

    public DnsAnswerBuilder Ns(string? owner, string server) => Record(1, owner, 2, 60, Name(server));

    public DnsAnswerBuilder Soa(string? owner, uint ttl, uint minimum)
    {
        byte[] numbers = new byte[20];
        BinaryPrimitives.WriteUInt32BigEndian(numbers.AsSpan(16), minimum);
        return Record(1, owner, 6, ttl, [.. Name("ns.example."), .. Name("hostmaster.example."), .. numbers]);
    }

    /// <summary>An OPT record with the upper bits of the response code and, with a code, an extended error.</summary>
    public DnsAnswerBuilder Edns(int upperRcode = 0, int? extendedError = null, string text = "")
    {
        byte[] option = [];
        if (extendedError is { } code)
        {
            byte[] utf8 = Encoding.UTF8.GetBytes(text);
            option = [0, 15, (byte)((utf8.Length + 2) >> 8), (byte)(utf8.Length + 2), (byte)(code >> 8), (byte)code, .. utf8];
        }

        return Record(2, ".", 41, (uint)upperRcode << 24, option, recordClass: 1232);
    }

    public DnsAnswerBuilder Record(int section, string? owner, int type, uint ttl, byte[] data, int recordClass = 1, int? length = null)
    {
        byte[] head = new byte[10];
        BinaryPrimitives.WriteUInt16BigEndian(head, (ushort)type);
        BinaryPrimitives.WriteUInt16BigEndian(head.AsSpan(2), (ushort)recordClass);
        BinaryPrimitives.WriteUInt32BigEndian(head.AsSpan(4), ttl);
        BinaryPrimitives.WriteUInt16BigEndian(head.AsSpan(8), (ushort)(length ?? data.Length));
        return Raw(section, [.. owner is null ? [0xC0, 0x0C] : Name(owner), .. head, .. data]);
    }

    public DnsAnswerBuilder Raw(int section, byte[] record)
    {
        _sections[section].Add(record);
        return this;
    }

    public byte[] Build()
    {
        byte[] header = new byte[12];
        BinaryPrimitives.WriteUInt16BigEndian(header, Id);
        BinaryPrimitives.WriteUInt16BigEndian(header.AsSpan(2), (ushort)Flags);
        header[5] = (byte)(Question is null ? 0 : 1);
        for (int i = 0; i < 3; i++)
            BinaryPrimitives.WriteUInt16BigEndian(header.AsSpan(6 + (2 * i)), (ushort)_sections[i].Count);
        return [.. header, .. Question ?? [], .. _sections.SelectMany(x => x).SelectMany(x => x)];
    }

    /// <summary>Labels, uncompressed.</summary>
    public static byte[] Name(string name) =>
        [.. name.Split('.', StringSplitOptions.RemoveEmptyEntries).SelectMany(x => (byte[])[(byte)x.Length, .. Encoding.Latin1.GetBytes(x)]), 0];
}
