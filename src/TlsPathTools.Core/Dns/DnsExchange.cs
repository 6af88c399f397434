namespace TlsPathTools.Dns;

/// <summary>What came of sending a question over one transport: an answer, or why there is none.</summary>
/// <param name="Reply">The answer.</param>
/// <param name="Failure">Without one: timeout, network error, or nothing but rubbish.</param>
/// <param name="Detail">The failure in words.</param>
/// <param name="Ignored">Messages that were not answers to the question.</param>
internal sealed record DnsExchange(DnsReply? Reply, DnsStatus Failure, string? Detail, int Ignored = 0)
{
    internal static DnsExchange Answered(DnsReply reply, int ignored) => new(reply, reply.Status, null, ignored);

    internal static DnsExchange Failed(DnsStatus failure, string? detail, int ignored = 0) => new(null, failure, detail, ignored);
}
