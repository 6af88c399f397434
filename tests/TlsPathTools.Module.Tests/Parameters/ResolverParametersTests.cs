using TlsPathTools.Dns;
using TlsPathTools.Parameters;

namespace TlsPathTools.Module.Tests.Parameters;

public class ResolverParametersTests
{
    [Theory]
    [InlineData("A", IPFamily.IPv4)]
    [InlineData("aaaa", IPFamily.IPv6)]
    [InlineData("All", null)]
    [InlineData(null, null)]
    public void A_record_type_stands_for_a_family(string? type, IPFamily? family) => Assert.Equal(family, ResolverParameters.FamilyOf(type));

    [Theory]
    [InlineData(IPFamily.IPv4, "AAAA", true)]
    [InlineData(IPFamily.IPv6, "All", true)]
    [InlineData(IPFamily.IPv6, "AAAA", false)]
    [InlineData(null, "A", false)]
    [InlineData(IPFamily.IPv4, null, false)]
    public void Family_and_type_must_not_contradict_each_other(IPFamily? family, string? type, bool conflict) =>
        Assert.Equal(conflict, ResolverParameters.ConflictOf(family, type) is not null);

    [Fact]
    public void Servers_and_timeout_become_options()
    {
        Assert.True(ResolverParameters.TryRead(["127.0.0.1:5353", "[::1]:53"], 1.5, out ResolverOptions? options, out _));
        Assert.Equal(["127.0.0.1:5353", "[::1]:53"], options.Servers.Select(server => server.ToString()));
        Assert.Equal(TimeSpan.FromSeconds(1.5), options.Timeout);
    }
}
