using TlsPathTools.Comparison;
using TlsPathTools.Core.Tests.Topology;
using TlsPathTools.Topology;
using TlsPathTools.Topology.Cloud;
using TlsPathTools.Topology.Cluster;

namespace TlsPathTools.Core.Tests.Comparison;

public class PathPropertyTests
{
    private const string Own = "A health check of port 31999 would keep flows away from it; that of relay asks port ";

    [Theory]
    [InlineData("10256", Own + "10256, which says nothing of pods.")]
    [InlineData("22", Own + "22, which says nothing of pods.")]
    [InlineData("31999", null)]
    [InlineData("traffic-port", null)]
    [InlineData("30000", null)]
    [InlineData(null, null)]
    public void With_the_policy_Local_a_check_that_asks_elsewhere_is_named(string? checkPort, string? words)
    {
        NodeConfigComparison row = At(checkPort, "Local").Compare("ReadyEndpoints hutch/relay");
        Assert.Equal((CanExplain.Yes, true), (row.CanExplain, row.LinesUpWithFault));
        Assert.Contains("answers nobody, by design, and a new node in its place would do the same.", row.Reason, StringComparison.Ordinal);
        if (words is null)
            Assert.EndsWith("the same.", row.Reason, StringComparison.Ordinal);
        else
            Assert.EndsWith(words, row.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void With_the_policy_Cluster_the_check_plays_no_part() => Assert.DoesNotContain("health check", At("10256", "Cluster").Compare("ReadyEndpoints hutch/relay").Reason, StringComparison.Ordinal);

    [Fact]
    public void Where_the_pods_are_comes_before_the_zone_that_goes_along_with_it()
    {
        Fleet fleet = At("10256", "Cluster");
        fleet.ChangeInstance(0, one => one with { Placement = new() { AvailabilityZone = "eu-west-2b" } });
        Assert.Equal(["ReadyEndpoints hutch/relay", "AvailabilityZone"], fleet.Compare().Take(2).Select(row => row.Property));
    }

    private static Fleet At(string? checkPort, string policy)
    {
        var fleet = new Fleet(2);
        fleet.Slices.Add(new EndpointSlice { Metadata = Sample.Meta("hutch", "relay-1", labels: [("kubernetes.io/service-name", "relay")]), AddressType = "IPv4", Endpoints = [new() { Addresses = ["10.0.0.9"], NodeName = "node-1" }] });
        Service service = Sample.Service("hutch", "relay", 30000, policy: policy);
        fleet.Services.Add(service with { Spec = service.Spec! with { HealthCheckNodePort = 31999 } });
        fleet.TargetGroups.Add(new TargetGroup { TargetGroupArn = "arn:relay", TargetGroupName = "relay", HealthCheckPort = checkPort });
        fleet.TargetGroups.Add(new TargetGroup { TargetGroupArn = "arn:other", TargetGroupName = "other", HealthCheckPort = "10256" });
        fleet.Targets.Add(new RegisteredTargets("arn:relay", [.. Enumerable.Range(0, 2).Select(i => new TargetHealthDescription { Target = new() { Id = Fleet.Id(i), Port = 30000 }, TargetHealth = new() { State = "healthy" } })]));
        fleet.Targets.Add(new RegisteredTargets("arn:other", [.. Enumerable.Range(0, 2).Select(i => new TargetHealthDescription { Target = new() { Id = Fleet.Id(i), Port = 30111 }, TargetHealth = new() { State = "healthy" } })]));
        return fleet;
    }
}
