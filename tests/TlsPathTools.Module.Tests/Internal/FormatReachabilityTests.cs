using TlsPathTools.Internal;

namespace TlsPathTools.Module.Tests.Internal;

public class FormatReachabilityTests
{
    [Theory]
    [InlineData("ClientToLoadBalancer", null, null, 443, "client → listener :443")]
    [InlineData("LoadBalancerToTarget", "node-a", "i-1", 30443, "→ node-a :30443")]
    [InlineData("LoadBalancerToTarget", null, "10.0.0.7", 8443, "→ 10.0.0.7 :8443")]
    [InlineData("HealthCheck", "node-a", "i-1", 10256, "check → node-a :10256")]
    [InlineData("NodeToPod", "node-a", "i-1", null, "node-a → pods")]
    public void A_hop_is_a_line(string hop, string? node, string? target, int? port, string expected) => Assert.Equal(expected, _Format.Hop(hop, node, target, port, 40));

    [Fact]
    public void A_long_name_stays_within_the_column() => Assert.InRange(_Format.Hop("HealthCheck", new string('n', 200), null, 10256, 40).Length, 20, 40);

    [Fact]
    public void What_decides_is_told_where_not_everything_is_allowed()
    {
        Assert.Equal("", _Format.Ruled("Allowed", null, null, "Every rule.", false));
        Assert.Equal("Not known: x.", _Format.Ruled("Unknown", null, null, "Not known: x.", false));
        Assert.Equal("sg-1: no rule", _Format.Ruled("Denied", "sg-1", "no rule", "Stopped.", false));
        Assert.Equal("acl-1 stops the answer: entry *", _Format.Ruled("Partial", "acl-1", "entry *", "Some.", true));
    }

    [Fact]
    public void A_front_names_what_there_is()
    {
        Assert.Equal("relay.example.org 203.0.113.10:443 (relay)", _Format.WholeFront("relay.example.org", "203.0.113.10", 443, "relay"));
        Assert.Equal("[2001:db8::1]:443", _Format.WholeFront(null, "2001:db8::1", 443, null));
        Assert.Equal("203.0.113.10", _Format.WholeFront("", "203.0.113.10", null, null));
    }
}
