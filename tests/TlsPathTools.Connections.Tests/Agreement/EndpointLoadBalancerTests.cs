using System.Net;
using TlsPathTools.Connections.Tests.Labs;
using TlsPathTools.Topology.Map;

namespace TlsPathTools.Connections.Tests.Agreement;

/// <summary>Get-EndpointLoadBalancer against the world.</summary>
public class EndpointLoadBalancerTests(MappedScenarios scenarios)
{
    [Theory, MemberData(nameof(MappedScenarios.Names), MemberType = typeof(MappedScenarios))]
    public async Task Every_address_has_its_load_balancer_zone_interface_and_listener_or_says_whose_it_is(string name)
    {
        MappedScenario scenario = await scenarios.OfAsync(name);
        Assert.NotEmpty(scenario.Addresses);
        Assert.Equal(scenario.Addresses.Count, scenario.Balancers.Count);
        foreach (MapAddress address in scenario.Addresses)
        {
            EndpointLoadBalancer row = Assert.Single(scenario.Balancers, row => row.IPAddress == address.IPAddress);
            Assert.Equal((address.HostName, address.Port), (row.HostName, row.Port));
            if (Front.Of(scenario, address) is { } front)
                Agrees(scenario, front, row);
            else
                IsNobodys(scenario, row);
        }
    }

    private static void Agrees(MappedScenario scenario, Front front, EndpointLoadBalancer row)
    {
        var (balancer, zone, listener) = front;
        Assert.NotNull(listener);
        Assert.Equal(
            (AddressOwner.LoadBalancer, balancer.Arn, balancer.Name, balancer.Type, balancer.Scheme, balancer.DnsName),
            (row.Owner, row.LoadBalancerArn, row.LoadBalancerName, row.LoadBalancerType, row.Scheme, row.DnsName));
        Assert.Equal(
            (zone.ZoneName, zone.NetworkInterfaceId, zone.SubnetId, scenario.World.Cloud.Vpc.VpcId, scenario.World.Cloud.AccountId, scenario.World.Cloud.Region),
            (row.AvailabilityZone, row.NetworkInterfaceId, row.SubnetId, row.VpcId, row.AccountId, row.Region));
        Assert.Equal((listener.Arn, listener.Protocol, Termination(listener.Protocol)), (row.ListenerArn, row.ListenerProtocol, row.TlsTermination));
        Assert.Equal(listener.CertificateArn is { } certificate ? [certificate] : [], row.CertificateArns);
        Assert.Equal(front.Choices(scenario.Scenario.Endpoint.Name).Select(choice => choice.GroupArn), row.TargetGroupArns);
        Assert.Equal(scenario.View.InDns[(balancer.Arn, zone.ZoneName)], row.InDns);
        Assert.Equal(balancer.Tags.ContainsKey("kubernetes.io/service-name"), row.ManagedBy!.Contains("service controller", StringComparison.Ordinal));
        Assert.Equal(balancer.Tags.ContainsValue("terraform"), row.ManagedBy.Contains("its tags say Terraform", StringComparison.Ordinal));
        Assert.StartsWith($"{balancer.Type} load balancer {balancer.Name}: interface {zone.NetworkInterfaceId} in {zone.ZoneName}", row.Detail, StringComparison.Ordinal);
    }

    // No address of the shipped scenarios is an interface of anything else.
    private static void IsNobodys(MappedScenario scenario, EndpointLoadBalancer row)
    {
        Assert.Null(scenario.World.Cloud.InterfaceOf(IPAddress.Parse(row.IPAddress)));
        Assert.Equal((AddressOwner.NotFound, null, null, null, TlsTermination.Unknown), (row.Owner, row.LoadBalancerArn, row.ListenerArn, row.AvailabilityZone, row.TlsTermination));
        Assert.StartsWith($"No interface of {scenario.World.Cloud.AccountId}/{scenario.World.Cloud.Region} has it", row.Detail, StringComparison.Ordinal);
    }

    private static TlsTermination Termination(string protocol) => protocol switch
    {
        "HTTPS" or "TLS" => TlsTermination.LoadBalancer,
        "HTTP" => TlsTermination.None,
        _ => TlsTermination.Target,
    };
}
