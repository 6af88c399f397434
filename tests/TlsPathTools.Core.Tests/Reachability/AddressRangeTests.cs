using System.Net;
using TlsPathTools.Reachability;
using TlsPathTools.Reachability.Rules;

namespace TlsPathTools.Core.Tests.Reachability;

public class AddressRangeTests
{
    [Theory]
    [InlineData("10.0.0.1", "10.0.0.1")]
    [InlineData("10.0.0.1/32", "10.0.0.1")]
    [InlineData("10.0.0.7/29", "10.0.0.0/29")]
    [InlineData("0.0.0.0/0", "0.0.0.0/0")]
    [InlineData("255.255.255.255/1", "128.0.0.0/1")]
    [InlineData("::/0", "::/0")]
    [InlineData("2001:db8::ff/64", "2001:db8::/64")]
    [InlineData("2001:DB8:0:0::1/128", "2001:db8::1")]
    [InlineData("::ffff:10.0.0.1", "10.0.0.1")]
    [InlineData("::ffff:10.1.2.3/104", "10.0.0.0/8")]
    [InlineData("::ffff:0:0/96", "0.0.0.0/0")]
    public void A_block_reads_without_the_bits_behind_its_prefix(string text, string canonical) => Assert.Equal(canonical, AddressRange.Parse(text).ToString());

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("/8")]
    [InlineData("10.0.0.0/")]
    [InlineData("10.0.0.0/33")]
    [InlineData("10.0.0.0/-1")]
    [InlineData("10.0.0.0/+8")]
    [InlineData("10.0.0.0/ 8")]
    [InlineData("10.0.0.0/8/8")]
    [InlineData("10.0.0.0/99999999999")]
    [InlineData("2001:db8::/129")]
    [InlineData("::ffff:10.0.0.0/95")]
    // These are addresses to .NET, and others than a person reads: 0.0.0.10, 10.0.0.1, 8.0.0.1, 1.2.3.4.
    [InlineData("10/8")]
    [InlineData("10.1/16")]
    [InlineData("010.0.0.1")]
    [InlineData("0x1020304")]
    [InlineData("[2001:db8::1]")]
    [InlineData("fe80::1%2/64")]
    [InlineData("sg-1")]
    public void What_is_no_block_is_none(string? text) => Assert.Null(AddressRange.Parse(text));

    [Fact]
    public void Blocks_agree_with_the_frameworks_own()
    {
        var random = new Random(4321);
        for (int i = 0; i < 20_000; i++)
        {
            byte[] bytes = new byte[random.Next(2) == 0 ? 4 : 16];
            random.NextBytes(bytes);
            int length = random.Next(bytes.Length * 8 + 1);
            for (int bit = length; bit < bytes.Length * 8; bit++)
                bytes[bit / 8] &= (byte)~(128 >> (bit % 8));
            var network = new IPNetwork(new IPAddress(bytes), length);
            AddressRange range = AddressRange.Parse(network.ToString())!.Value;
            Assert.Equal(length, range.PrefixLength);
            Assert.Equal(length == bytes.Length * 8 ? network.BaseAddress.ToString() : network.ToString(), range.ToString());
            Assert.Equal(range, AddressRange.Parse(range.ToString()));
            Assert.Equal(range, range.Block);
            byte[] other = [.. bytes];
            other[random.Next(other.Length)] ^= (byte)(1 << random.Next(8));
            Assert.Equal(network.Contains(new IPAddress(other)), range.Contains(AddressRange.Of(new IPAddress(other))));
            Assert.Equal(network.Contains(new IPAddress(other)), range.Overlaps(AddressRange.Of(new IPAddress(other))));
        }
    }

    [Theory]
    [InlineData("10.0.0.0", "10.0.0.255", "10.0.0.0/24", "10.0.0.0/24")]
    [InlineData("10.0.0.1", "10.0.0.255", "10.0.0.1-10.0.0.255", "10.0.0.0/24")]
    [InlineData("10.0.0.7", "10.0.0.8", "10.0.0.7-10.0.0.8", "10.0.0.0/28")]
    [InlineData("10.0.0.8", "10.0.0.9", "10.0.0.8/31", "10.0.0.8/31")]
    [InlineData("10.0.0.8", "10.0.0.8", "10.0.0.8", "10.0.0.8")]
    [InlineData("127.255.255.255", "128.0.0.0", "127.255.255.255-128.0.0.0", "0.0.0.0/0")]
    [InlineData("::1", "8000::", "::1-8000::", "::/0")]
    [InlineData("2001:db8::", "2001:db8::ffff", "2001:db8::/112", "2001:db8::/112")]
    public void A_range_that_is_no_block_is_written_by_its_ends_and_lies_in_one(string first, string last, string text, string block)
    {
        AddressRange range = AddressRange.Parse(first)!.Value with { Last = AddressRange.Parse(last)!.Value.Last };
        Assert.Equal(text, range.ToString());
        Assert.Equal(block, range.Block.ToString());
        Assert.True(range.Block.Contains(range));
    }

    [Fact]
    public void Families_have_nothing_in_common()
    {
        AddressRange ipv4 = AddressRange.All(ipv6: false);
        AddressRange ipv6 = AddressRange.All(ipv6: true);
        Assert.False(ipv6.Contains(ipv4) || ipv6.Overlaps(ipv4) || ipv4.Contains(ipv6) || ipv4.Overlaps(ipv6));
        Assert.Equal(("0.0.0.0/0", "::/0"), (ipv4.ToString(), ipv6.ToString()));
    }
}
