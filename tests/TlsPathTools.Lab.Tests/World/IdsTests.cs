using TlsPathTools.Lab.World;

namespace TlsPathTools.Lab.Tests.World;

public class IdsTests
{
    private static readonly Ids s_ids = new("some-scenario");

    [Fact]
    public void Ids_look_like_those_of_AWS_and_Kubernetes()
    {
        Assert.Matches("^eni-0[0-9a-f]{16}$", s_ids.Ec2("eni", "x"));
        Assert.Matches("^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$", s_ids.Uuid("x"));
        Assert.Matches("^[bcdfghjklmnpqrstvwxz2456789]{5}$", s_ids.Suffix("x"));
        Assert.Matches("^0a(:[0-9a-f]{2}){5}$", s_ids.Mac("x"));
        Assert.Matches("^[1-9][0-9]{9}$", s_ids.Digits("x", 10));
    }

    [Fact]
    public void The_same_scenario_has_the_same_ids_and_another_has_others()
    {
        Assert.Equal(s_ids.Uuid("x"), new Ids("some-scenario").Uuid("x"));
        Assert.NotEqual(s_ids.Uuid("x"), new Ids("other").Uuid("x"));
        Assert.NotEqual(s_ids.Unique("x"), s_ids.Unique("x"));
    }

    [Theory]
    [InlineData("eu-west-2a", "euw2-az1")]
    [InlineData("us-east-1c", "use1-az3")]
    [InlineData("ap-southeast-2b", "apse2-az2")]
    [InlineData("us-gov-west-1a", "usgw1-az1")]
    public void Zones_have_the_ids_of_their_region(string zone, string id) => Assert.Equal(id, NetworkBuilder.ZoneId(zone));

    [Theory]
    [InlineData("@-72h", -72.0)]
    [InlineData("@-90m", -1.5)]
    [InlineData("@-3d", -72.0)]
    [InlineData("@+1h", 1.0)]
    [InlineData("72h", null)]
    [InlineData("@-h", null)]
    [InlineData("@someone", null)]
    public void Times_of_scenarios_are_relative_to_the_start(string text, double? hours) =>
        Assert.Equal(hours is { } count ? DateTimeOffset.UnixEpoch.AddHours(count) : null, ScenarioObjects.Time(text, DateTimeOffset.UnixEpoch));
}
