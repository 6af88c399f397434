using System.Net;
using TlsPathTools.Lab.Cloud;

namespace TlsPathTools.Lab.Tests.Cloud;

public class CidrTests
{
    [Theory]
    [InlineData("10.0.0.0/16", "10.0.255.255", true)]
    [InlineData("10.0.0.0/16", "10.1.0.0", false)]
    [InlineData("10.0.0.128/25", "10.0.0.127", false)]
    [InlineData("10.0.0.128/25", "10.0.0.200", true)]
    [InlineData("10.0.0.7/32", "10.0.0.7", true)]
    [InlineData("10.0.0.7/31", "10.0.0.6", true)]
    [InlineData("10.0.0.7/32", "10.0.0.6", false)]
    [InlineData("0.0.0.0/0", "255.255.255.255", true)]
    [InlineData("0.0.0.0/0", "::1", false)]
    [InlineData("2001:db8::/33", "2001:db8:7fff::1", true)]
    [InlineData("2001:db8::/33", "2001:db8:8000::1", false)]
    public void A_block_holds_what_shares_its_first_bits(string block, string address, bool holds) =>
        Assert.Equal(holds, Cidr.Parse(block).Contains(IPAddress.Parse(address)));
}
