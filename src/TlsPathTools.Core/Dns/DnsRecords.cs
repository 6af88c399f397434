using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Text;

namespace TlsPathTools.Dns;

/// <summary>
/// Walks the records of a message once, checks every bound, and keeps where those lie that matter. Names stay on the
/// wire: a message that repeats a long name a thousand times costs no memory.
/// </summary>
internal ref struct DnsRecords(ReadOnlySpan<byte> message, int type)
{
    private const int MaxExtendedErrors = 4;
    private readonly ReadOnlySpan<byte> _message = message;
    private bool _hasOpt;

    /// <summary>A record of the answer section: where its owner and its data begin.</summary>
    [StructLayout(LayoutKind.Auto)]
    internal readonly record struct Entry(int Owner, int Data, int DataLength, long Ttl);

    internal List<Entry> Addresses { get; } = [];

    internal List<Entry> Aliases { get; } = [];

    internal List<ExtendedDnsError> ExtendedErrors { get; } = [];

    /// <summary>The upper eight bits of the response code.</summary>
    internal int ExtendedRcode { get; private set; }

    /// <summary>How long "no" may be kept; null without an SOA.</summary>
    internal long? NegativeTtl { get; private set; }

    internal bool HasDelegation { get; private set; }

    /// <summary>Where the records end, or where reading stopped.</summary>
    internal int Position { get; private set; }

    /// <summary>Reads all sections from a position.</summary>
    /// <returns>What is wrong, or null. What was read before it is kept: a truncated message may end anywhere.</returns>
    internal string? Read(int position, int answers, int authorities, int additionals)
    {
        Position = position;
        for (int i = 0; i < answers + authorities + additionals; i++)
        {
            string? problem = ReadOne(inAnswer: i < answers, inAuthority: i >= answers && i < answers + authorities);
            if (problem is not null)
                return problem;
        }

        return null;
    }

    private string? ReadOne(bool inAnswer, bool inAuthority)
    {
        int owner = Position, position = Position;
        string? problem = DnsName.Skip(_message, ref position);
        if (problem is not null)
            return problem;
        if (position + 10 > _message.Length)
            return "a record is cut off";

        ReadOnlySpan<byte> head = _message.Slice(position, 10);
        int recordType = BinaryPrimitives.ReadUInt16BigEndian(head);
        bool internet = BinaryPrimitives.ReadUInt16BigEndian(head[2..]) == 1;
        uint ttl = BinaryPrimitives.ReadUInt32BigEndian(head[4..]);
        int length = BinaryPrimitives.ReadUInt16BigEndian(head[8..]);
        int data = position + 10;
        if (data + length > _message.Length)
            return "the data of a record run past the end of the message";

        Position = data + length;
        // A TTL with the top bit set counts as zero (RFC 2181 section 8).
        var entry = new Entry(owner, data, length, ttl > int.MaxValue ? 0 : ttl);
        if (!inAnswer && !inAuthority)
            return recordType == DnsType.Opt ? ReadOpt(entry, ttl) : null;
        if (!internet)
            return null;
        if (inAuthority)
            return ReadAuthority(recordType, entry);
        if (recordType == DnsType.Cname)
            return ReadAlias(entry);
        return recordType == type ? ReadAddress(entry) : null;
    }

    private readonly string? ReadAddress(Entry entry)
    {
        if (entry.DataLength != (type == DnsType.Aaaa ? 16 : 4))
            return "an address record has the wrong length";
        Addresses.Add(entry);
        return null;
    }

    private readonly string? ReadAlias(Entry entry)
    {
        int end = entry.Data;
        string? problem = DnsName.Skip(_message, ref end);
        if (problem is null && end != entry.Data + entry.DataLength)
            problem = "a CNAME does not fill its record";
        if (problem is null)
            Aliases.Add(entry);
        return problem;
    }

    private string? ReadAuthority(int recordType, Entry entry)
    {
        if (recordType == DnsType.Ns)
            HasDelegation = true;
        if (recordType != DnsType.Soa)
            return null;

        int numbers = entry.Data;
        string? problem = DnsName.Skip(_message, ref numbers) ?? DnsName.Skip(_message, ref numbers);
        if (problem is not null)
            return problem;
        if (numbers + 20 != entry.Data + entry.DataLength)
            return "an SOA record has the wrong length";

        // The last of its five numbers, or the record's own TTL where that is lower (RFC 2308 section 5).
        uint minimum = BinaryPrimitives.ReadUInt32BigEndian(_message[(numbers + 16)..]);
        NegativeTtl = Math.Min(entry.Ttl, minimum > int.MaxValue ? 0 : minimum);
        return null;
    }

    private string? ReadOpt(Entry entry, uint ttl)
    {
        if (_hasOpt)
            return "there is more than one OPT record";
        _hasOpt = true;
        ExtendedRcode = (int)(ttl >> 24);
        ReadOnlySpan<byte> options = _message.Slice(entry.Data, entry.DataLength);
        while (!options.IsEmpty)
        {
            if (options.Length < 4)
                return "an EDNS option is cut off";
            int code = BinaryPrimitives.ReadUInt16BigEndian(options);
            int length = BinaryPrimitives.ReadUInt16BigEndian(options[2..]);
            if (length > options.Length - 4)
                return "an EDNS option runs past its record";
            if (code == 15 && length >= 2 && ExtendedErrors.Count < MaxExtendedErrors)
                ExtendedErrors.Add(ReadExtendedError(options.Slice(4, length)));
            options = options[(4 + length)..];
        }

        return null;
    }

    private static ExtendedDnsError ReadExtendedError(ReadOnlySpan<byte> option)
    {
        // The text is UTF-8 and may end in a NUL (RFC 8914 section 2).
        ReadOnlySpan<byte> text = option[2..].TrimEnd((byte)0);
        text = text[..Math.Min(text.Length, 1024)];
        return new ExtendedDnsError(
            BinaryPrimitives.ReadUInt16BigEndian(option),
            text.IsEmpty ? null : SafeText.Escape(Encoding.UTF8.GetString(text)));
    }
}
