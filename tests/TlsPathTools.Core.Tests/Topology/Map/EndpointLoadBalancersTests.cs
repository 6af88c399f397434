using TlsPathTools.Topology.Cloud;
using TlsPathTools.Topology.Map;
using static TlsPathTools.Core.Tests.Topology.Map.World;

namespace TlsPathTools.Core.Tests.Topology.Map;

public class EndpointLoadBalancersTests
{
    private readonly World _world = Incident();

    [Fact]
    public void A_public_address_leads_to_the_load_balancer_that_its_interface_names()
    {
        EndpointLoadBalancer row = Assert.Single(Find(_world, new MapAddress(AddressA, 443, HostName)));
        Assert.Equal((AddressOwner.LoadBalancer, _world.Balancer, BalancerName, "network", "internet-facing"), (row.Owner, row.LoadBalancerArn, row.LoadBalancerName, row.LoadBalancerType, row.Scheme));
        Assert.Equal((ZoneA, "eni-0a", "subnet-" + ZoneA, "vpc-1", Account, Region), (row.AvailabilityZone, row.NetworkInterfaceId, row.SubnetId, row.VpcId, row.AccountId, row.Region));
        Assert.Equal((ListenerArn(_world.Balancer, 443), "TCP", TlsTermination.Target, (bool?)true), (row.ListenerArn, row.ListenerProtocol, row.TlsTermination, row.InDns));
        Assert.Equal([Group], row.TargetGroupArns);
        Assert.Equal("no controller's tags; its tags say Terraform", row.ManagedBy);
        Assert.Equal("network load balancer eoe-sde-codisc-relay-alb: interface eni-0a in eu-west-2a; listener TCP:443: TLS passes through to the target", row.Detail);
    }

    [Theory]
    [InlineData("10.40.1.50")]
    [InlineData("10.40.1.51")]
    [InlineData("203.0.113.77")]
    [InlineData("2001:db8::1")]
    [InlineData("2001:0DB8:0:0::0001")]
    public void Primary_secondary_and_IPv6_addresses_lead_there_too(string address)
    {
        World world = _world.WithCloud(cloud => cloud with
        {
            NetworkInterfaces =
            [
                cloud.NetworkInterfaces[0] with
                {
                    PrivateIpAddresses = [new() { PrivateIpAddress = "10.40.1.50", Primary = true }, new() { PrivateIpAddress = "10.40.1.51", Association = new() { PublicIp = "203.0.113.77" } }],
                    Ipv6Addresses = [new() { Ipv6Address = "2001:db8::1" }],
                },
            ],
        });
        Assert.Equal(BalancerName, Assert.Single(Find(world, new MapAddress(address, 443))).LoadBalancerName);
    }

    [Fact]
    public void Without_a_port_every_listener_has_a_row_and_a_port_without_listener_says_so()
    {
        World world = _world.WithCloud(cloud => cloud with { Listeners = [cloud.Listeners[0], cloud.Listeners[0] with { ListenerArn = ListenerArn(_world.Balancer, 80), Port = 80 }] });
        Assert.Equal([80, 443], Find(world, new MapAddress(AddressA)).Select(row => row.Port!.Value));
        EndpointLoadBalancer none = Assert.Single(Find(world, new MapAddress(AddressA, 8443)));
        Assert.Null(none.ListenerArn);
        Assert.EndsWith("it has no listener on port 8443", none.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Listeners_that_may_not_be_read_are_not_none()
    {
        World denied = _world.WithCloud(cloud => cloud with { Listeners = [] }) with { Gaps = [Gap("elasticloadbalancing:DescribeListeners", _world.Balancer) with { Source = Region }] };
        Assert.EndsWith("its listeners were not read (denied): not authorized to do that", Assert.Single(Find(denied, new MapAddress(AddressA, 443))).Detail, StringComparison.Ordinal);
        Assert.Contains("its listeners were not read (denied): not authorized to do that", Assert.Single(denied.Map(new MapQuery { Addresses = [new(AddressA, 443)] })).Notes);
        World none = denied with { Gaps = [] };
        Assert.Contains("it has no listener on port 443", Assert.Single(none.Map(new MapQuery { Addresses = [new(AddressA, 443)] })).Notes);
    }

    [Theory]
    [InlineData("HTTPS", TlsTermination.LoadBalancer)]
    [InlineData("TLS", TlsTermination.LoadBalancer)]
    [InlineData("TCP", TlsTermination.Target)]
    [InlineData("TCP_UDP", TlsTermination.Target)]
    [InlineData("HTTP", TlsTermination.None)]
    [InlineData("UDP", TlsTermination.None)]
    [InlineData("GENEVE", TlsTermination.Unknown)]
    public void The_protocol_of_the_listener_says_who_ends_TLS(string protocol, TlsTermination termination) =>
        Assert.Equal(termination, Assert.Single(Find(_world.WithListener(listener => listener with { Protocol = protocol }), new MapAddress(AddressA, 443))).TlsTermination);

    [Fact]
    public void The_default_certificate_comes_first()
    {
        World world = _world.WithListener(listener => listener with { Certificates = [new() { CertificateArn = "other" }, new() { CertificateArn = "default", IsDefault = true }] });
        Assert.Equal(["default", "other"], Assert.Single(Find(world, new MapAddress(AddressA, 443))).CertificateArns);
    }

    [Fact]
    public void A_load_balancer_that_may_not_be_read_still_has_name_type_and_ARN_from_its_interface()
    {
        World world = _world.WithCloud(cloud => cloud with { LoadBalancers = [] }) with { Gaps = [Gap("elasticloadbalancing:DescribeLoadBalancers")] };
        EndpointLoadBalancer row = Assert.Single(Find(world, new MapAddress(AddressA, 443)));
        Assert.Equal((_world.Balancer, BalancerName, "network"), (row.LoadBalancerArn, row.LoadBalancerName, row.LoadBalancerType));
        Assert.Contains("the load balancer itself was not read (denied): not authorized to do that", row.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void A_classic_load_balancer_is_one_without_an_ARN()
    {
        World world = _world.WithCloud(cloud => cloud with { NetworkInterfaces = [cloud.NetworkInterfaces[0] with { Description = "ELB old-one" }] });
        EndpointLoadBalancer row = Assert.Single(Find(world, new MapAddress(AddressA, 443)));
        Assert.Equal((AddressOwner.LoadBalancer, "old-one", "classic", null), (row.Owner, row.LoadBalancerName, row.LoadBalancerType, row.LoadBalancerArn));
        Assert.EndsWith("its instances are not followed", Assert.Single(Assert.Single(world.Map(new MapQuery { Addresses = [new(AddressA, 443)] })).Notes), StringComparison.Ordinal);
    }

    [Fact]
    public void A_description_that_somebody_wrote_on_an_interface_of_their_own_proves_nothing()
    {
        World world = _world.WithCloud(cloud => cloud with { NetworkInterfaces = [cloud.NetworkInterfaces[0] with { RequesterManaged = false }] });
        Assert.Equal(AddressOwner.OtherInterface, Assert.Single(Find(world, new MapAddress(AddressA, 443))).Owner);
    }

    [Fact]
    public void An_instance_that_has_the_address_itself_is_named()
    {
        World world = _world.WithCloud(cloud => cloud with { NetworkInterfaces = [cloud.NetworkInterfaces[0] with { Description = "", RequesterManaged = false, Attachment = new() { InstanceId = InstanceA } }] });
        EndpointLoadBalancer row = Assert.Single(Find(world, new MapAddress(AddressA, 443)));
        Assert.Equal((AddressOwner.OtherInterface, null), (row.Owner, row.LoadBalancerArn));
        Assert.Contains($"instance {InstanceA}", row.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void What_the_load_balancers_own_name_no_longer_gives_is_not_in_DNS_and_without_an_answer_nobody_knows()
    {
        World gone = _world.WithCloud(cloud => cloud with { Names = [cloud.Names[0] with { IPAddresses = [AddressB] }] });
        Assert.False(Assert.Single(Find(gone, new MapAddress(AddressA, 443))).InDns);
        Assert.StartsWith("the load balancer's own name does not give this address now, but 203.0.113.22", gone.Row(AddressA, InstanceA).Notes[0], StringComparison.Ordinal);

        World unknown = _world.WithCloud(cloud => cloud with { Names = [cloud.Names[0] with { IPAddresses = [], Answered = false }] });
        Assert.Null(Assert.Single(Find(unknown, new MapAddress(AddressA, 443))).InDns);
    }

    [Fact]
    public void The_private_address_of_a_load_balancer_for_the_Internet_need_not_be_in_DNS() =>
        Assert.DoesNotContain(_world.Map(new MapQuery { Addresses = [new("10.40.1.50", 443)] }), row => row.Notes.Any(note => note.Contains("own name", StringComparison.Ordinal)));

    [Fact]
    public void Fixed_addresses_and_DNS_answers_find_the_load_balancer_where_interfaces_may_not_be_read()
    {
        World denied = _world.WithCloud(cloud => cloud with { NetworkInterfaces = [] }) with { Gaps = [Gap("ec2:DescribeNetworkInterfaces")] };
        EndpointLoadBalancer byName = Assert.Single(Find(denied, new MapAddress(AddressA, 443)));
        Assert.Equal((AddressOwner.LoadBalancer, BalancerName, null), (byName.Owner, byName.LoadBalancerName, byName.AvailabilityZone));

        World withFixed = denied.WithCloud(cloud => cloud with
        {
            LoadBalancers = [cloud.LoadBalancers[0] with { AvailabilityZones = [new() { ZoneName = ZoneA, LoadBalancerAddresses = [new() { IpAddress = AddressA }] }, new() { ZoneName = ZoneB }] }],
        });
        Assert.Equal(ZoneA, Assert.Single(Find(withFixed, new MapAddress(AddressA, 443))).AvailabilityZone);
        Assert.Equal([InstanceA], withFixed.Map().Where(row => row is { IPAddress: AddressA, Reachable: true }).Select(row => row.InstanceId));
    }

    [Fact]
    public void A_private_address_of_two_networks_belongs_to_the_load_balancer_that_the_name_leads_to_or_else_stays_open()
    {
        string other = BalancerArn("other", "network", account: "999999999999");
        NetworkInterface twin = Interface("eni-99", other, ZoneA, "10.40.1.50") with { OwnerId = "999999999999", VpcId = "vpc-9" };
        World world = _world with { OtherClouds = [_world.Cloud with { AccountId = "999999999999", NetworkInterfaces = [twin], LoadBalancers = [new() { LoadBalancerArn = other, LoadBalancerName = "other", Type = "network", DNSName = DnsName("other") }], Listeners = [] }] };

        Assert.Equal(["eni-0a", "eni-99"], Find(world, new MapAddress("10.40.1.50", 443)).Select(row => row.NetworkInterfaceId));
        Assert.Equal("eni-99", Assert.Single(Find(world, new MapAddress("10.40.1.50", 443, HostName, [DnsName("other") + "."]))).NetworkInterfaceId);
    }

    [Fact]
    public void Addresses_come_out_as_numbers_and_once()
    {
        IReadOnlyList<EndpointLoadBalancer> rows = Find(_world, new MapAddress("203.0.113.100"), new MapAddress(AddressB, 443), new MapAddress("203.0.113.9"), new MapAddress(AddressB, 443));
        Assert.Equal(["203.0.113.9", AddressB, "203.0.113.100"], rows.Select(row => row.IPAddress));
    }

    internal static IReadOnlyList<EndpointLoadBalancer> Find(World world, params MapAddress[] addresses) => EndpointLoadBalancers.Find(world.Snapshot, addresses);
}
