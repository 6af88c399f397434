using System.Buffers.Binary;
using System.Net;
using System.Text;

namespace TlsPathTools.Lab.Dns;

/// <summary>Writes an answer (RFC 1035, 4.1), names compressed.</summary>
internal sealed class DnsWriter
{
    private const int QuestionOffset = 12;
    private const int EdnsSize = 1232;

    private readonly List<byte> _message = [];
    private readonly Dictionary<string, int> _offsets = new(StringComparer.OrdinalIgnoreCase);

    private DnsWriter()
    {
    }

    /// <summary>The message that answers a query.</summary>
    /// <param name="query">The query.</param>
    /// <param name="answer">What to say.</param>
    /// <param name="authoritative">Whether an authority of the zone says it, or a resolver.</param>
    /// <param name="limit">The largest message; one that is larger is sent without its records and with TC set, so that the asker comes by TCP.</param>
    public static byte[] Write(DnsQuery query, DnsAnswer answer, bool authoritative, int limit)
    {
        byte[] whole = new DnsWriter().Message(query, answer, authoritative, truncated: false);
        return whole.Length <= limit ? whole : new DnsWriter().Message(query, DnsAnswer.Bare(answer.Code), authoritative, truncated: true);
    }

    private byte[] Message(DnsQuery query, DnsAnswer answer, bool authoritative, bool truncated)
    {
        // QR; the opcode, RD and CD as they came; AA or RA.
        int flags = 0x8000 | (query.Flags & 0x7910) | (authoritative ? 0x0400 : 0x0080) | (truncated ? 0x0200 : 0) | ((int)answer.Code & 0xF);
        Number(query.Id);
        Number(flags);
        Number(query.Question.Length > 0 ? 1 : 0);
        Number(answer.Answers.Count);
        Number(answer.Authority.Count);
        Number(query.EdnsVersion is null ? 0 : 1);
        _message.AddRange(query.Question);
        if (query.Name.Length > 0)
            Remember(query.Name, QuestionOffset);
        foreach (DnsRecord record in answer.Answers.Concat(answer.Authority))
            Record(record);
        if (query.EdnsVersion is not null)
            _message.AddRange([0, 0, (byte)DnsType.Opt, EdnsSize >> 8, EdnsSize & 0xFF, (byte)((int)answer.Code >> 4), 0, 0, 0, 0, 0]);
        return [.. _message];
    }

    private void Record(DnsRecord record)
    {
        Name(record.Owner);
        Number((int)record.Type);
        Number(1);
        Number(record.Ttl >> 16);
        Number(record.Ttl & 0xFFFF);
        int lengthAt = _message.Count;
        Number(0);
        if (record.Address is { } address)
            _message.AddRange(address.GetAddressBytes());
        else if (record.Text is { } text)
            Strings(text);
        else if (record.Target is { } target)
            Name(target);
        if (record.Type == DnsType.Soa)
            StartOfAuthority(record);
        int length = _message.Count - lengthAt - 2;
        _message[lengthAt] = (byte)(length >> 8);
        _message[lengthAt + 1] = (byte)length;
    }

    // Route 53's numbers, but for the last one: how long "there is none" may be kept.
    private void StartOfAuthority(DnsRecord record)
    {
        Name("awsdns-hostmaster.amazon.com");
        foreach (int number in (int[])[1, 7200, 900, 1209600, record.Ttl])
        {
            Number(number >> 16);
            Number(number & 0xFFFF);
        }
    }

    private void Strings(string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        for (int start = 0; start == 0 || start < bytes.Length; start += 255)
        {
            byte[] part = bytes[start..Math.Min(start + 255, bytes.Length)];
            _message.Add((byte)part.Length);
            _message.AddRange(part);
        }
    }

    private void Name(string name)
    {
        while (name.Length > 0)
        {
            if (_offsets.TryGetValue(name, out int offset))
            {
                Number(0xC000 | offset);
                return;
            }

            if (_message.Count < 0x4000)
                _offsets.Add(name, _message.Count);
            int dot = name.IndexOf('.', StringComparison.Ordinal);
            byte[] label = Encoding.Latin1.GetBytes(dot < 0 ? name : name[..dot]);
            if (label.Length is 0 or > 63)
                throw new FormatException($"'{name}' is no name of the DNS.");
            _message.Add((byte)label.Length);
            _message.AddRange(label);
            name = dot < 0 ? "" : name[(dot + 1)..];
        }

        _message.Add(0);
    }

    private void Remember(string name, int offset)
    {
        // An escaped octet is longer in the text than in the message: offsets behind it cannot be told from the text.
        while (name.Length > 0 && !name.Contains('\\', StringComparison.Ordinal))
        {
            _offsets.TryAdd(name, offset);
            int dot = name.IndexOf('.', StringComparison.Ordinal);
            if (dot < 0)
                return;
            offset += dot + 1;
            name = name[(dot + 1)..];
        }

        if (name.Length > 0 && offset == QuestionOffset)
            _offsets.TryAdd(name, offset);
    }

    private void Number(int value)
    {
        Span<byte> two = stackalloc byte[2];
        BinaryPrimitives.WriteUInt16BigEndian(two, (ushort)value);
        _message.AddRange(two);
    }
}
