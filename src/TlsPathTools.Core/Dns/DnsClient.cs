using System.Net;

namespace TlsPathTools.Dns;

/// <summary>
/// One question to one server. UDP first; TCP when the answer is truncated; once again without EDNS when the server cannot
/// read it (RFC 6891 section 7). Repeats come only after silence: an error is an answer.
/// </summary>
/// <param name="timeout">
/// The limit of one question over all its tries. The repeat without EDNS and the TCP question have the same limit for themselves.
/// </param>
/// <param name="tries">How often a question without an answer is sent in all, evenly over the limit.</param>
/// <param name="time">The clock.</param>
internal sealed class DnsClient(TimeSpan timeout, int tries, TimeProvider time)
{
    private readonly TimeSpan _timeout = timeout > TimeSpan.Zero ? timeout : TimeSpan.FromMilliseconds(1);
    private readonly int _tries = Math.Clamp(tries, 1, 20);

    /// <summary>Asks.</summary>
    /// <param name="server">The server.</param>
    /// <param name="hostName">The name as the user gave it.</param>
    /// <param name="queryName">The full name to ask for, with trailing dot.</param>
    /// <param name="family">A or AAAA.</param>
    /// <param name="cancellationToken">Ends the wait at once.</param>
    /// <exception cref="ArgumentException">The full name cannot be written as a DNS name.</exception>
    internal async Task<ResolverAnswer> AskAsync(
        IPEndPoint server, string hostName, string queryName, IPFamily family, CancellationToken cancellationToken)
    {
        byte[] name = DnsName.Encode(queryName) ?? throw new ArgumentException("No DNS name.", nameof(queryName));
        int type = DnsType.Of(family);
        DateTime sent = time.GetUtcNow().UtcDateTime;
        long start = time.GetTimestamp();

        bool edns = true;
        DnsExchange udp = await DnsUdp.AskAsync(server, name, type, edns, _timeout, _tries, time, cancellationToken).ConfigureAwait(false);
        if (udp.Reply is { } refusal && CannotReadEdns(refusal))
        {
            edns = false;
            DnsExchange again = await DnsUdp.AskAsync(server, name, type, edns, _timeout, _tries, time, cancellationToken).ConfigureAwait(false);
            udp = WithoutEdns(udp, again, refusal);
        }

        DnsExchange counts = udp;
        string transport = "udp";
        if (udp.Reply is { Truncated: true } part)
        {
            DnsExchange tcp = await DnsTcp.AskAsync(server, name, type, edns, _timeout, time, cancellationToken).ConfigureAwait(false);
            counts = Complete(part, udp, tcp);
            transport = ReferenceEquals(counts.Reply, tcp.Reply) ? "tcp" : "udp";
        }

        return new ResolverAnswer
        {
            HostName = hostName,
            QueryName = queryName,
            AddressFamily = family,
            Server = server.ToString(),
            Status = counts.Reply?.Status ?? counts.Failure,
            Rcode = counts.Reply?.Rcode,
            IPAddresses = counts.Reply is { } r ? [.. r.Addresses.Select(x => x.ToString())] : [],
            CnameChain = counts.Reply is { } c ? [.. c.CnameChain] : [],
            TtlSeconds = counts.Reply?.TtlSeconds,
            Transport = transport,
            Authoritative = counts.Reply?.Authoritative ?? false,
            Authentic = counts.Reply?.Authentic ?? false,
            RecursionAvailable = counts.Reply?.RecursionAvailable ?? false,
            Truncated = udp.Reply?.Truncated ?? false,
            ExtendedErrorCode = Foremost(counts.Reply)?.Code,
            ExtendedError = counts.Reply is { ExtendedErrors.Count: > 0 } e ? string.Join("; ", e.ExtendedErrors) : null,
            Ignored = counts.Ignored,
            TimeUtc = sent,
            ElapsedMs = time.GetElapsedTime(start).TotalMilliseconds,
            Detail = DnsMessageReader.Join(counts.Reply?.Detail, counts.Detail),
        };
    }

    private static bool CannotReadEdns(DnsReply reply) =>
        reply.Status is DnsStatus.FormErr or DnsStatus.NotImp || reply.Rcode == DnsRcode.BadVersion;

    private static DnsExchange WithoutEdns(DnsExchange first, DnsExchange again, DnsReply refusal)
    {
        string refused = refusal.Rcode == DnsRcode.BadVersion ? "BADVERS" : refusal.Status == DnsStatus.NotImp ? "NOTIMP" : "FORMERR";
        DnsExchange counts = again.Reply is null
            ? first with { Detail = $"the repeat without EDNS failed: {again.Detail}" }
            : again with { Detail = $"answered {refused} to EDNS and was asked again without it" };
        return counts with { Ignored = first.Ignored + again.Ignored };
    }

    // The TCP answer where it says something; otherwise the part that UDP brought, and the reason why it is only a part.
    private static DnsExchange Complete(DnsReply part, DnsExchange udp, DnsExchange tcp)
    {
        int ignored = udp.Ignored + tcp.Ignored;
        if (tcp.Reply is { Status: DnsStatus.Ok or DnsStatus.NoData or DnsStatus.NxDomain or DnsStatus.Referral })
            return tcp with { Detail = udp.Detail, Ignored = ignored };

        string why = tcp.Reply is { } bad ? DnsMessageReader.Join($"answered {bad.Status}", bad.Detail)! : tcp.Detail!;
        string detail = DnsMessageReader.Join(udp.Detail, $"the UDP answer was truncated and TCP failed: {why}")!;
        DnsStatus status = part.Addresses.Count > 0 ? DnsStatus.Ok : tcp.Reply?.Status ?? tcp.Failure;
        return new DnsExchange(part with { Status = status }, status, detail, ignored);
    }

    // One code has a place in the record: that of a stale answer before others, because it decides what the addresses are worth.
    private static ExtendedDnsError? Foremost(DnsReply? reply) =>
        reply is { ExtendedErrors: { Count: > 0 } errors } ? errors.FirstOrDefault(x => x.SaysStale) ?? errors[0] : null;
}
