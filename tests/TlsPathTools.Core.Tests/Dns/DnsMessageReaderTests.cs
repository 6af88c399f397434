using System.Net;
using System.Text;
using TlsPathTools.Dns;
using TlsPathTools.TestServers.Dns;

namespace TlsPathTools.Core.Tests.Dns;

public class DnsMessageReaderTests
{
    private readonly Asked _asked = new();

    [Fact]
    public void Addresses_flags_and_the_lowest_ttl_are_read()
    {
        DnsReply reply = _asked.Read(_asked.Answer.Address(null, "192.0.2.1", 60).Address(null, "192.0.2.2", 30).Address(null, "192.0.2.1", 90)
            .Set(x => x.Flags |= 0x0420).Edns());
        Assert.Equal((DnsStatus.Ok, 0, 30L), (reply.Status, reply.Rcode, reply.TtlSeconds));
        Assert.Equal([IPAddress.Parse("192.0.2.1"), IPAddress.Parse("192.0.2.2")], reply.Addresses);
        Assert.True(reply.Authoritative && reply.Authentic && reply.RecursionAvailable && !reply.Truncated);
        Assert.Null(reply.Detail);
    }

    [Fact]
    public void A_CNAME_chain_is_followed_in_any_order_and_stray_addresses_are_left()
    {
        DnsReply reply = _asked.Read(_asked.Answer
            .Address("END.example", "192.0.2.7", 50)
            .Cname("middle.example", "end.Example", 20)
            .Address("stray.example", "203.0.113.66")
            .Address(null, "203.0.113.67")
            .Cname(null, "middle.example", 40));
        Assert.Equal(["middle.example", "end.example"], reply.CnameChain);
        Assert.Equal([IPAddress.Parse("192.0.2.7")], reply.Addresses);
        Assert.Equal(20, reply.TtlSeconds);
    }

    [Fact]
    public void An_address_that_only_a_stray_owner_has_is_no_answer()
    {
        DnsReply reply = _asked.Read(_asked.Answer.Address("relay.example.evil", "203.0.113.66"));
        Assert.Equal(DnsStatus.NoData, reply.Status);
        Assert.Empty(reply.Addresses);
    }

    [Theory]
    [InlineData(16, DnsStatus.Ok)]
    [InlineData(17, DnsStatus.Malformed)]
    [InlineData(300, DnsStatus.Malformed)]
    public void Chains_have_a_limit(int length, DnsStatus status)
    {
        DnsAnswerBuilder answer = _asked.Answer.Cname(null, "c1.example");
        for (int i = 1; i < length; i++)
            answer.Cname($"c{i}.example", $"c{i + 1}.example");
        DnsReply reply = _asked.Read(answer.Address($"c{length}.example", "192.0.2.1"));
        Assert.Equal(status, reply.Status);
        if (status == DnsStatus.Malformed)
            Assert.Equal("the CNAME chain is longer than 16", reply.Detail);
    }

    [Theory]
    [InlineData("relay.example")]
    [InlineData("a.example")]
    public void Loops_are_named(string back)
    {
        DnsReply reply = _asked.Read(_asked.Answer.Cname(null, "a.example").Cname("a.example", back));
        Assert.Equal((DnsStatus.Malformed, "the CNAME chain is a loop"), (reply.Status, reply.Detail));
    }

    [Fact]
    public void NXDOMAIN_behind_a_chain_keeps_the_chain_and_the_negative_ttl()
    {
        DnsReply reply = _asked.Read(_asked.Answer.Rcode(3).Cname(null, "gone.example").Soa("example", ttl: 900, minimum: 77));
        Assert.Equal((DnsStatus.NxDomain, 77L), (reply.Status, reply.TtlSeconds));
        Assert.Equal(["gone.example"], reply.CnameChain);
    }

    [Theory]
    [InlineData(900u, 77u, 77L)]
    [InlineData(60u, 3600u, 60L)]
    [InlineData(0x80000001u, 77u, 0L)]
    public void NODATA_may_be_kept_for_the_lower_of_two_times(uint ttl, uint minimum, long expected)
    {
        DnsReply reply = _asked.Read(_asked.Answer.Soa("example", ttl, minimum));
        Assert.Equal((DnsStatus.NoData, expected), (reply.Status, reply.TtlSeconds));
    }

    [Fact]
    public void NODATA_without_an_SOA_exists()
    {
        DnsReply reply = _asked.Read(_asked.Answer);
        Assert.Equal((DnsStatus.NoData, (long?)null), (reply.Status, reply.TtlSeconds));
    }

    [Fact]
    public void A_ttl_with_the_top_bit_counts_as_zero() =>
        Assert.Equal(0, _asked.Read(_asked.Answer.Address(null, "192.0.2.1", 0x80000000)).TtlSeconds);

    [Fact]
    public void A_referral_is_not_NODATA()
    {
        DnsAnswerBuilder Delegation() => _asked.Answer.Ns("example", "ns.example");
        Assert.Equal(DnsStatus.Referral, _asked.Read(Delegation().Set(x => x.Flags &= ~0x80)).Status);
        // One that recurses, or speaks for the zone, has looked.
        Assert.Equal(DnsStatus.NoData, _asked.Read(Delegation()).Status);
        Assert.Equal(DnsStatus.NoData, _asked.Read(Delegation().Authoritative()).Status);
    }

    [Fact]
    public void A_CNAME_that_leaves_the_zones_of_a_server_is_a_referral()
    {
        DnsReply reply = _asked.Read(_asked.Answer.Authoritative().Cname(null, "lb.elsewhere.example"));
        Assert.Equal(DnsStatus.Referral, reply.Status);
        Assert.Equal(["lb.elsewhere.example"], reply.CnameChain);
    }

    [Theory]
    [InlineData(1, DnsStatus.FormErr)]
    [InlineData(2, DnsStatus.ServFail)]
    [InlineData(4, DnsStatus.NotImp)]
    [InlineData(5, DnsStatus.Refused)]
    [InlineData(9, DnsStatus.OtherRcode)]
    public void Failures_are_told_apart_with_and_without_a_question(int rcode, DnsStatus status)
    {
        Assert.Equal((status, rcode), (_asked.Read(_asked.Answer.Rcode(rcode)).Status, _asked.Read(_asked.Answer.Rcode(rcode)).Rcode));
        Assert.Equal(status, _asked.Read(_asked.Answer.Rcode(rcode).Set(x => x.Question = null)).Status);
    }

    [Fact]
    public void Without_a_question_only_a_failure_can_be_told()
    {
        Assert.Null(_asked.Read(_asked.Answer.Set(x => x.Question = null).Build()));
        Assert.Equal(DnsStatus.Malformed, _asked.Read(_asked.Answer.Rcode(3).Set(x => x.Question = null)).Status);
    }

    [Fact]
    public void The_response_code_has_twelve_bits_with_EDNS()
    {
        DnsReply reply = _asked.Read(_asked.Answer.Rcode(7).Edns(upperRcode: 0xAB));
        Assert.Equal((DnsStatus.OtherRcode, 0xAB7), (reply.Status, reply.Rcode));
    }

    [Fact]
    public void Extended_errors_have_a_name_and_an_escaped_text()
    {
        DnsReply reply = _asked.Read(_asked.Answer.Rcode(2).Edns(extendedError: 22, text: "at delegation\u001b[2J é\0"));
        Assert.Equal("No Reachable Authority: at delegation\\x1b[2J é", Assert.Single(reply.ExtendedErrors).ToString());
        Assert.Equal("Extended Error 4711", Assert.Single(_asked.Read(_asked.Answer.Rcode(2).Edns(extendedError: 4711)).ExtendedErrors).ToString());
        Assert.Equal("Stale Answer", new ExtendedDnsError(3, null).Name);
        Assert.Equal("Stale NXDomain Answer", new ExtendedDnsError(19, null).Name);
        Assert.Equal("Invalid Data", new ExtendedDnsError(24, null).Name);
    }

    [Fact]
    public void Answers_to_somebody_else_are_none()
    {
        DnsAnswerBuilder Good() => _asked.Answer.Addresses("192.0.2.1");
        byte[] otherName = new Asked("other.example.").Received.Question, otherType = new Asked(family: IPFamily.IPv6).Received.Question;
        byte[] otherClass = [.. _asked.Received.Question[..^1], 3];
        Assert.NotNull(_asked.Read(Good().Build()));
        Assert.Null(_asked.Read(Good().Set(x => x.Id++).Build()));
        Assert.Null(_asked.Read(Good().Set(x => x.Flags &= 0x7FFF).Build()));
        Assert.Null(_asked.Read(Good().Set(x => x.Flags |= 0x0800).Build()));
        Assert.Null(_asked.Read(Good().Set(x => x.Question = otherName).Build()));
        Assert.Null(_asked.Read(Good().Set(x => x.Question = otherType).Build()));
        Assert.Null(_asked.Read(Good().Set(x => x.Question = otherClass).Build()));
        Assert.Null(_asked.Read([]));
        Assert.Null(_asked.Read(Good().Build()[..11]));
        byte[] twoQuestions = Good().Build();
        twoQuestions[5] = 2;
        Assert.Null(_asked.Read(twoQuestions));
    }

    [Fact]
    public void Another_letter_case_is_ours_and_noted()
    {
        byte[] shouted = Encoding.Latin1.GetBytes(Encoding.Latin1.GetString(_asked.Received.Question).ToUpperInvariant());
        DnsReply reply = _asked.Read(_asked.Answer.Set(x => x.Question = shouted).Addresses("192.0.2.1"));
        Assert.Equal(DnsStatus.Ok, reply.Status);
        Assert.Contains("letter case", reply.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("C00C", "wrong length", 1, "C0000201FF")] // five octets of address
    [InlineData("C00C", "run past the end", 1, "C0000201", 5)]
    [InlineData("C0FF", "does not go backwards", 1, "C0000201")] // forwards
    [InlineData("C000", "does not go backwards", 1, "C0000201")] // into the header
    [InlineData("C01F", "does not go backwards", 1, "C0000201")] // to itself
    [InlineData("0161C01F", "does not go backwards", 1, "C0000201")] // to its own beginning
    [InlineData("4161", "unknown type", 1, "C0000201")]
    [InlineData("8161", "unknown type", 1, "C0000201")]
    [InlineData("C00C", "does not fill", 5, "016100FF")]
    [InlineData("C00C", "past the end", 5, "3F61")]
    [InlineData("C00C", "wrong length", 6, "0000000000000000000000000000000000000000000000", null, 1)]
    [InlineData("00", "option is cut off", 41, "000F00", null, 2)]
    [InlineData("00", "option runs past", 41, "000F0004001600", null, 2)]
    public void Broken_records_are_named(string owner, string problem, int type, string data, int? length = null, int section = 0)
    {
        byte[] rdata = Convert.FromHexString(data);
        byte[] record = [.. Convert.FromHexString(owner), 0, (byte)type, 0, 1, 0, 0, 0, 60, 0, (byte)(length ?? rdata.Length), .. rdata];
        DnsReply reply = _asked.Read(_asked.Answer.Raw(section, record));
        Assert.Equal(DnsStatus.Malformed, reply.Status);
        Assert.Contains(problem, reply.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void A_second_OPT_record_is_an_error() =>
        Assert.Equal("there is more than one OPT record", _asked.Read(_asked.Answer.Addresses("192.0.2.1").Edns().Edns()).Detail);

    [Fact]
    public void Octets_after_the_last_record_are_noted()
    {
        DnsReply? reply = _asked.Read([.. _asked.Answer.Addresses("192.0.2.1").Build(), 1, 2, 3]);
        Assert.Equal((DnsStatus.Ok, "3 octets follow the last record"), (reply!.Status, reply.Detail));
    }

    [Fact]
    public void Names_have_255_octets_and_no_more()
    {
        string label = new('x', 63);
        string longest = $"{label}.{label}.{label}.{new string('y', 61)}";
        Assert.Equal([longest], _asked.Read(_asked.Answer.Cname(null, longest)).CnameChain);
        Assert.Equal("a name has more than 255 octets", _asked.Read(_asked.Answer.Cname(null, longest + "y")).Detail);
    }

    [Fact]
    public void Octets_that_do_not_print_are_escaped()
    {
        byte[] target = [6, (byte)'A', (byte)'.', (byte)'\\', 0x1B, 0xFF, (byte)' ', 0];
        Assert.Equal([@"a\.\\\027\255\032"], _asked.Read(_asked.Answer.Record(0, null, 5, 60, target)).CnameChain);
    }

    [Fact]
    public void A_long_run_of_pointers_ends()
    {
        // Each points to the one before it: backwards, but without end in sight.
        byte[] pointers = [0, .. Enumerable.Range(0, 200).SelectMany(i => Pointer(i == 0 ? FirstData : FirstData + 1 + (2 * (i - 1))))];
        DnsAnswerBuilder answer = _asked.Answer.Record(0, ".", 16, 60, pointers);
        Assert.Equal(DnsStatus.NoData, _asked.Read(answer).Status);
        byte[] owner = Pointer(FirstData + 1 + (2 * 199));
        answer.Raw(0, [.. owner, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 192, 0, 2, 1]);
        Assert.Equal("a name has more than 127 compression pointers", _asked.Read(answer).Detail);
    }

    // Header, question, owner "." and the ten octets of the record's head.
    private int FirstData => 12 + _asked.Received.Question.Length + 1 + 10;

    private static byte[] Pointer(int to) => [(byte)(0xC0 | (to >> 8)), (byte)to];
}
