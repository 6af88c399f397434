using TlsPathTools.Topology.Cloud;
using TlsPathTools.Topology.Cluster;
using TlsPathTools.Topology.Map;
using static TlsPathTools.Core.Tests.Topology.Map.World;

namespace TlsPathTools.Core.Tests.Topology.Map;

/// <summary>What "healthy" was measured by (domain.md B4).</summary>
public class HealthCheckReadingTests
{
    [Theory]
    [InlineData("instance", "TCP", "traffic-port", HealthCheckScope.TcpConnect, "no byte of TLS or HTTP")]
    [InlineData("instance", "TCP", "32080", HealthCheckScope.TcpConnect, "no byte of TLS or HTTP")]
    [InlineData("instance", "HTTP", "traffic-port", HealthCheckScope.OnePodSomewhere, "not necessarily on this node")]
    [InlineData("instance", "HTTPS", "traffic-port", HealthCheckScope.OnePodSomewhere, "any certificate")]
    [InlineData("instance", "TLS", "traffic-port", HealthCheckScope.OnePodSomewhere, "TLS handshake")]
    [InlineData("instance", "HTTP", "10256", HealthCheckScope.HostProcess, "Kube-proxy's own health port")]
    [InlineData("instance", "TCP", "10256", HealthCheckScope.HostProcess, "No NodePort translation")]
    [InlineData("instance", "TCP", "10250", HealthCheckScope.HostProcess, "kubelet")]
    [InlineData("instance", "TCP", "10249", HealthCheckScope.HostProcess, "metrics")]
    [InlineData("instance", "TCP", "22", HealthCheckScope.OtherPort, "whatever listens there")]
    [InlineData("ip", "TCP", "traffic-port", HealthCheckScope.TcpConnect, "to the pod")]
    [InlineData("ip", "HTTP", "traffic-port", HealthCheckScope.ThePod, "the pod itself")]
    [InlineData("ip", "HTTP", "9090", HealthCheckScope.OtherPort, "Port 9090")]
    [InlineData("alb", "HTTPS", "traffic-port", HealthCheckScope.OnePodSomewhere, "one of its own targets")]
    [InlineData("alb", "TCP", "traffic-port", HealthCheckScope.TcpConnect, "answers itself")]
    [InlineData("lambda", "HTTP", "traffic-port", HealthCheckScope.Unknown, "call of the function")]
    public void The_protocol_and_the_port_decide(string type, string protocol, string port, HealthCheckScope scope, string says)
    {
        HealthCheckReading reading = HealthCheckReading.Of(Group(type, protocol, port), NodePort, checkPort: null, cluster: null, service: null);
        Assert.Equal(scope, reading.Scope);
        Assert.Contains(says, reading.Meaning, StringComparison.Ordinal);
    }

    [Fact]
    public void No_check_means_that_every_target_counts_as_healthy() =>
        Assert.Equal((HealthCheckScope.None, "none"), Brief(HealthCheckReading.Of(Group("instance", "HTTP", "10256") with { HealthCheckEnabled = false }, NodePort, checkPort: null, cluster: null, service: null)));

    [Fact]
    public void What_was_not_read_is_unknown() =>
        Assert.Equal((HealthCheckScope.Unknown, null), Brief(HealthCheckReading.Of(group: null, NodePort, checkPort: null, cluster: null, service: null)));

    [Fact]
    public void The_port_that_the_target_is_checked_at_goes_before_the_groups() =>
        Assert.Equal((HealthCheckScope.HostProcess, "HTTP :10256/healthz every 10 s"), Brief(HealthCheckReading.Of(Group("instance", "HTTP", "traffic-port"), NodePort, "10256", cluster: null, service: null)));

    [Fact]
    public void A_healthCheckNodePort_and_another_services_NodePort_are_known_by_the_services()
    {
        Service local = Service("hutch", "hutch-relay", NodePort, "Local");
        World world = Incident().WithCluster(cluster => cluster with { Services = [local with { Spec = local.Spec! with { HealthCheckNodePort = 30999 } }, Service("shop", "cart", 31555)] });

        TargetNode right = world.WithGroup(group => group with { HealthCheckPort = "30999" }).Row(AddressA, InstanceA);
        Assert.Equal(HealthCheckScope.HostProcess, right.HealthCheckScope);
        Assert.StartsWith("The healthCheckNodePort of hutch/hutch-relay", right.HealthCheckMeaning, StringComparison.Ordinal);

        TargetNode wrong = world.WithGroup(group => group with { HealthCheckPort = "31555" }).Row(AddressA, InstanceA);
        Assert.Equal((HealthCheckScope.OtherPort, "NodePort 31555 of shop/cart, not the port of the traffic."), (wrong.HealthCheckScope, wrong.HealthCheckMeaning));

        Assert.Contains("a pod of this node", world.WithGroup(group => group with { HealthCheckPort = "traffic-port" }).Row(AddressA, InstanceA).HealthCheckMeaning, StringComparison.Ordinal);
    }

    private static (HealthCheckScope, string?) Brief(HealthCheckReading reading) => (reading.Scope, reading.Short);

    private static TargetGroup Group(string type, string protocol, string port) =>
        InstanceGroup("tg", "arn", NodePort) with { TargetType = type, HealthCheckProtocol = protocol, HealthCheckPort = port };
}
