using TlsPathTools.Topology.Map;
using static TlsPathTools.Core.Tests.Topology.Map.World;

namespace TlsPathTools.Core.Tests.Topology.Map;

/// <summary>Settings with consequences are a note; the others are not.</summary>
public class TargetNotesTests
{
    [Theory]
    [InlineData("stickiness.enabled", "stickiness")]
    [InlineData("proxy_protocol_v2.enabled", "proxy protocol v2 is on")]
    public void A_setting_that_is_on_is_a_note(string key, string says)
    {
        Assert.Contains(Notes(Incident().With(group: true, (key, "true"))), note => note.StartsWith(says, StringComparison.Ordinal));
        Assert.DoesNotContain(Notes(Incident().With(group: true, (key, "false"))), note => note.StartsWith(says, StringComparison.Ordinal));
    }

    [Fact]
    public void Preserved_client_addresses_matter_where_clients_are_in_the_same_network()
    {
        World inner = Incident().WithCloud(cloud => cloud with { LoadBalancers = [cloud.LoadBalancers[0] with { Scheme = "internal" }] });
        Assert.Contains(Notes(inner), note => note.StartsWith("client addresses are preserved", StringComparison.Ordinal));
        Assert.DoesNotContain(Notes(inner.With(group: true, ("preserve_client_ip.enabled", "false"))), note => note.Contains("preserved", StringComparison.Ordinal));
        Assert.DoesNotContain(Notes(Incident()), note => note.Contains("preserved", StringComparison.Ordinal));
    }

    [Fact]
    public void Half_a_list_of_targets_says_that_it_is_not_whole()
    {
        World half = Incident() with { Gaps = [Gap("elasticloadbalancing:DescribeTargetHealth", Group)] };
        Assert.Contains("the list of targets is not whole (denied): not authorized to do that", Notes(half));
    }

    [Fact]
    public void Text_of_the_network_is_escaped_wherever_it_comes_out()
    {
        World world = Incident()
            .WithGroup(group => group with { TargetGroupName = "tg\x1b[31m", HealthCheckPath = "/\x07" })
            .WithTargets(Target(InstanceA, NodePort, "unhealthy\x1b", "why\x1b"))
            .WithCloud(cloud => cloud with { Tags = [new(Group, Values(("elbv2.k8s.aws/cluster", "evil\x1b[2J")))] })
            .WithCluster(cluster => cluster with { Services = [Service("ns\x1b", "svc\x1b", NodePort)] });
        World withGap = world with { Gaps = [Gap("elasticloadbalancing:DescribeTags", world.Balancer) with { Reason = "no\x1b[0m" }] };
        string shown = string.Concat(withGap.Map(new MapQuery { Addresses = [new(AddressA, 443, "evil\x1b.example")] }).SelectMany(row =>
            typeof(TargetNode).GetProperties().Select(property => property.GetValue(row)).Select(value => value is string[] many ? string.Concat(many) : $"{value}")));
        Assert.DoesNotContain('\x1b', shown);
        Assert.DoesNotContain('\a', shown);
        Assert.Contains(@"evil\x1b", shown, StringComparison.Ordinal);
    }

    private static string[] Notes(World world) => world.Row(AddressA, InstanceA).Notes;
}
