using System.Buffers.Binary;
using System.Net;

namespace TlsPathTools.Dns;

/// <summary>Reads an answer: strict, bounded, and without I/O.</summary>
internal static class DnsMessageReader
{
    private const int HeaderLength = 12;
    private const int MaxAliases = 16;

    private enum Echo
    {
        Ours,
        OtherCase,
        Cut,
        NotOurs,
    }

    /// <summary>The answer; null when the message is none to this question (a spoof, a late duplicate): go on waiting.</summary>
    internal static DnsReply? Read(ReadOnlySpan<byte> message, in DnsQuestion question)
    {
        // QR set and opcode 0.
        if (message.Length < HeaderLength || BinaryPrimitives.ReadUInt16BigEndian(message) != question.Id || (message[2] & 0xF8) != 0x80)
            return null;

        int rcode = message[3] & 0x0F;
        var reply = new DnsReply
        {
            Status = DnsStatus.Malformed,
            Rcode = rcode,
            Truncated = (message[2] & 0x02) != 0,
            Authoritative = (message[2] & 0x04) != 0,
            Authentic = (message[3] & 0x20) != 0,
            RecursionAvailable = (message[3] & 0x80) != 0,
        };

        int questions = BinaryPrimitives.ReadUInt16BigEndian(message[4..]);
        if (questions == 0)
            return WithoutQuestion(reply);
        if (questions != 1)
            return null;

        switch (CompareQuestion(message, question))
        {
            case Echo.NotOurs:
                return null;
            case Echo.Cut:
                return reply.Truncated ? reply with { Detail = "the answer is truncated inside the question" } : null;
            case Echo.OtherCase:
                reply = reply with { Detail = "the server repeats the question in other letter case" };
                break;
        }

        var records = new DnsRecords(message, question.Type);
        string? problem = records.Read(
            HeaderLength + question.Name.Length + 4,
            BinaryPrimitives.ReadUInt16BigEndian(message[6..]),
            BinaryPrimitives.ReadUInt16BigEndian(message[8..]),
            BinaryPrimitives.ReadUInt16BigEndian(message[10..]));
        // A truncated answer may be cut anywhere: what came before the cut counts.
        if (problem is not null && !reply.Truncated)
            return reply with { Detail = problem };
        if (problem is null && records.Position < message.Length)
            reply = reply with { Detail = Join(reply.Detail, $"{message.Length - records.Position} octets follow the last record") };

        reply = reply with { Rcode = (records.ExtendedRcode << 4) | rcode, ExtendedErrors = records.ExtendedErrors };
        return Conclude(message, reply, records);
    }

    internal static string? Join(string? left, string? right) => left is null || right is null ? left ?? right : $"{left}; {right}";

    // Servers that cannot or will not read a question often leave it out. That says nothing of a name, so NXDOMAIN cannot come this way.
    private static DnsReply? WithoutQuestion(DnsReply reply) => reply.Rcode switch
    {
        DnsRcode.NoError => null,
        DnsRcode.NxDomain => reply with { Detail = "NXDOMAIN without the question it answers" },
        _ => reply with { Status = DnsRcode.Failure(reply.Rcode), Detail = "the answer leaves the question out" },
    };

    private static Echo CompareQuestion(ReadOnlySpan<byte> message, in DnsQuestion question)
    {
        int length = question.Name.Length;
        if (message.Length < HeaderLength + length + 4)
            return Echo.Cut;
        ReadOnlySpan<byte> name = message.Slice(HeaderLength, length);
        ReadOnlySpan<byte> typeAndClass = message.Slice(HeaderLength + length, 4);
        bool same = BinaryPrimitives.ReadUInt16BigEndian(typeAndClass) == question.Type && BinaryPrimitives.ReadUInt16BigEndian(typeAndClass[2..]) == 1;
        if (!same || !DnsName.EqualsIgnoreCase(name, question.Name))
            return Echo.NotOurs;
        return name.SequenceEqual(question.Name) ? Echo.Ours : Echo.OtherCase;
    }

    private static DnsReply Conclude(ReadOnlySpan<byte> message, DnsReply reply, DnsRecords records)
    {
        string? problem = FollowAliases(message, records, out List<string> chain, out int end, out long? ttl);
        reply = reply with { CnameChain = chain };
        if (problem is not null)
            return reply with { Detail = problem };

        if (reply.Rcode != DnsRcode.NoError)
            return reply with { Status = DnsRcode.Failure(reply.Rcode), TtlSeconds = records.NegativeTtl };

        var addresses = new List<IPAddress>();
        var known = new HashSet<IPAddress>();
        foreach (DnsRecords.Entry entry in records.Addresses)
        {
            if (!DnsName.Same(message, entry.Owner, end))
                continue;
            ttl = Math.Min(ttl ?? entry.Ttl, entry.Ttl);
            var address = new IPAddress(message.Slice(entry.Data, entry.DataLength));
            if (known.Add(address))
                addresses.Add(address);
        }

        if (addresses.Count > 0)
            return reply with { Status = DnsStatus.Ok, Addresses = addresses, TtlSeconds = ttl };
        if (reply.Truncated)
            return reply with { Detail = Join(reply.Detail, "the answer is truncated before its first address") };

        // A server that does not recurse hands out a delegation, or a CNAME out of its zones, in the same form as "no such record".
        bool referral = !reply.RecursionAvailable && records.NegativeTtl is null
            && (chain.Count > 0 || (records.HasDelegation && !reply.Authoritative));
        return reply with { Status = referral ? DnsStatus.Referral : DnsStatus.NoData, TtlSeconds = referral ? null : records.NegativeTtl };
    }

    private static string? FollowAliases(ReadOnlySpan<byte> message, DnsRecords records, out List<string> chain, out int end, out long? ttl)
    {
        chain = [];
        ttl = null;
        end = HeaderLength;
        var passed = new List<int>(MaxAliases + 1);
        while (TryAlias(message, records, end, out DnsRecords.Entry alias))
        {
            passed.Add(end);
            foreach (int name in passed)
            {
                if (DnsName.Same(message, name, alias.Data))
                    return "the CNAME chain is a loop";
            }

            if (passed.Count > MaxAliases)
                return $"the CNAME chain is longer than {MaxAliases}";
            ttl = Math.Min(ttl ?? alias.Ttl, alias.Ttl);
            end = alias.Data;
            chain.Add(DnsName.Text(message, end));
        }

        return null;
    }

    private static bool TryAlias(ReadOnlySpan<byte> message, DnsRecords records, int owner, out DnsRecords.Entry alias)
    {
        foreach (DnsRecords.Entry entry in records.Aliases)
        {
            if (DnsName.Same(message, entry.Owner, owner))
            {
                alias = entry;
                return true;
            }
        }

        alias = default;
        return false;
    }
}
