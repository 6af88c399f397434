using TlsPathTools.Dns;
using TlsPathTools.TestServers.Dns;

namespace TlsPathTools.Core.Tests.Dns;

public class DnsMessageReaderTruncationTests
{
    public static TheoryData<string> Captures => [.. Messages.Samples(new Asked()).Keys];

    [Theory]
    [MemberData(nameof(Captures))]
    public void A_message_that_ends_early_is_never_taken_for_a_whole_one(string capture)
    {
        var asked = new Asked();
        byte[] whole = Messages.Samples(asked)[capture];
        Assert.NotEqual(DnsStatus.Malformed, asked.Read(whole)!.Status);
        for (int length = 0; length < whole.Length; length++)
        {
            DnsReply? reply = asked.Read(whole[..length]);
            Assert.True(reply is null or { Status: DnsStatus.Malformed }, $"{length} of {whole.Length} octets: {reply}");
        }
    }

    [Theory]
    [MemberData(nameof(Captures))]
    public void With_TC_what_came_before_the_cut_counts(string capture)
    {
        var asked = new Asked();
        byte[] whole = Messages.Samples(asked)[capture];
        whole[2] |= 0x02;
        int most = asked.Read(whole)!.Addresses.Count, seen = 0;
        for (int length = 12; length < whole.Length; length++)
        {
            DnsReply? reply = asked.Read(whole[..length]);
            Assert.NotNull(reply);
            Assert.True(reply.Truncated);
            Assert.InRange(reply.Addresses.Count, 0, most);
            Assert.Equal(reply.Addresses.Count > 0, reply.Status == DnsStatus.Ok);
            seen = Math.Max(seen, reply.Addresses.Count);
        }

        Assert.InRange(seen, Math.Max(0, most - 1), most);
    }
}
