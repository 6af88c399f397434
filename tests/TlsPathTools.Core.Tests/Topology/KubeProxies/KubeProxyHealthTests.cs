using TlsPathTools.Topology.KubeProxies;

namespace TlsPathTools.Core.Tests.Topology.KubeProxies;

public class KubeProxyHealthTests
{
    [Fact]
    public void Times_as_Go_prints_them_are_read()
    {
        KubeProxyHealth? health = KubeProxyHealth.Parse(
            """{"lastUpdated": "2026-11-22 11:00:00.123456789 +0000 UTC m=+4211.5","currentTime": "2026-11-22 13:00:00 +0100 CET m=+9", "nodeEligible": true}""");

        Assert.Equal(new DateTime(2026, 11, 22, 11, 0, 0, DateTimeKind.Utc).AddTicks(1234567), health!.LastUpdatedUtc);
        Assert.Equal(Sample.Now, health.CurrentTimeUtc);
        Assert.Equal(DateTimeKind.Utc, health.CurrentTimeUtc!.Value.Kind);
        Assert.True(health.NodeEligible);
    }

    [Fact]
    public void An_older_version_says_nothing_of_the_node() =>
        Assert.Null(KubeProxyHealth.Parse("""{"lastUpdated": "2026-11-22 11:00:00 +0000 UTC","currentTime": "2026-11-22 11:00:00 +0000 UTC"}""")!.NodeEligible);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("ok")]
    [InlineData("[1]")]
    [InlineData("\"x\"")]
    public void Another_body_is_no_answer(string? body) => Assert.Null(KubeProxyHealth.Parse(body));

    [Theory]
    [InlineData("yesterday")]
    [InlineData("2026-11-22 25:00:00 +0000 UTC")]
    [InlineData("2026-11-22")]
    [InlineData("a b c")]
    [InlineData("")]
    public void What_is_no_time_is_none(string time)
    {
        KubeProxyHealth? health = KubeProxyHealth.Parse($$"""{"currentTime": "{{time}}", "lastUpdated": 5, "nodeEligible": "yes"}""");

        Assert.True(health!.CurrentTimeUtc is null || health.CurrentTimeUtc.Value.Year == 2026);
        Assert.Null(health.LastUpdatedUtc);
        Assert.Null(health.NodeEligible);
    }
}
