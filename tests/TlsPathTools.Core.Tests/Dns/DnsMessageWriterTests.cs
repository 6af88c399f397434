using TlsPathTools.Dns;

namespace TlsPathTools.Core.Tests.Dns;

public class DnsMessageWriterTests
{
    [Fact]
    public void A_query_is_what_the_RFCs_say()
    {
        byte[] query = DnsMessageWriter.Query(new DnsQuestion(0xABCD, DnsName.Encode("a.bc")!, DnsType.Aaaa), edns: true);
        Assert.Equal(
            "ABCD" + "0120" + "0001" + "0000" + "0000" + "0001" + "0161" + "026263" + "00" + "001C" + "0001" + "00" + "0029" + "04D0" + "00000000" + "0000",
            Convert.ToHexString(query));
    }

    [Fact]
    public void Without_EDNS_there_is_no_OPT_record()
    {
        byte[] query = DnsMessageWriter.Query(new DnsQuestion(1, DnsName.Encode("a.")!, DnsType.A), edns: false);
        Assert.Equal("0001" + "0120" + "0001" + "0000" + "0000" + "0000" + "0161" + "00" + "0001" + "0001", Convert.ToHexString(query));
    }

    [Theory]
    [InlineData("")]
    [InlineData(".")]
    [InlineData("a..b")]
    [InlineData(".a")]
    [InlineData("ü.example")]
    public void What_is_no_name_is_not_written(string name) => Assert.Null(DnsName.Encode(name));

    [Fact]
    public void Labels_and_names_have_their_limits()
    {
        string label = new('a', 63);
        Assert.NotNull(DnsName.Encode(label));
        Assert.Null(DnsName.Encode(label + "a"));
        Assert.Equal(255, DnsName.Encode($"{label}.{label}.{label}.{new string('b', 61)}.")!.Length);
        Assert.Null(DnsName.Encode($"{label}.{label}.{label}.{new string('b', 62)}."));
    }
}
