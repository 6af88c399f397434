namespace TlsPathTools.Dns;

/// <summary>Answers in words.</summary>
internal static class AnswerText
{
    /// <summary>How a question ended, as part of a sentence.</summary>
    internal static string Describe(ResolverAnswer answer)
    {
        string status = answer.Status switch
        {
            DnsStatus.Ok => "answered",
            DnsStatus.NoData => "no such record (NODATA)",
            DnsStatus.NxDomain => "NXDOMAIN",
            DnsStatus.ServFail => "SERVFAIL",
            DnsStatus.Refused => "REFUSED",
            DnsStatus.FormErr => "FORMERR",
            DnsStatus.NotImp => "NOTIMP",
            DnsStatus.OtherRcode => $"response code {answer.Rcode}",
            DnsStatus.Referral => "a referral (it does not resolve for others)",
            DnsStatus.Timeout => "no answer in time",
            DnsStatus.Malformed => "a malformed answer",
            _ => "a network error",
        };
        // "No answer in time" needs no second telling; what a truncated answer met over TCP does.
        string? why = answer.ExtendedError ?? (answer is { Status: DnsStatus.Timeout, Truncated: false } ? null : answer.Detail);
        return why is null ? status : $"{status} ({why})";
    }

    /// <summary>What a server said of both families, or of each where that differs.</summary>
    internal static string Describe(IEnumerable<ResolverAnswer> answers) =>
        string.Join(", ", answers.GroupBy(Describe, StringComparer.Ordinal).Select(x =>
            $"{string.Join(" and ", x.Select(a => DnsType.NameOf(a.AddressFamily)))}: {x.Key}"));

    /// <summary>A list that stays readable.</summary>
    internal static string List(IEnumerable<string> items, int most = 6)
    {
        string[] all = [.. items];
        return all.Length <= most ? string.Join(", ", all) : $"{string.Join(", ", all.Take(most))} and {all.Length - most} more";
    }
}
