using TlsPathTools.Comparison;
using TlsPathTools.Core.Tests.Topology;
using TlsPathTools.Probing;
using TlsPathTools.Topology;
using TlsPathTools.Topology.Cloud;

namespace TlsPathTools.Core.Tests.Comparison;

/// <summary>The load balancer's own subnets: where one is broken, every node is innocent.</summary>
public class LoadBalancerSubnetTests
{
    private const string AddressA = "203.0.113.21";
    private const string AddressB = "203.0.113.22";
    private static readonly Route s_local = new() { DestinationCidrBlock = "10.0.0.0/16", GatewayId = "local", State = "active" };
    private static readonly Route s_internet = new() { DestinationCidrBlock = "0.0.0.0/0", GatewayId = "igw-1", State = "active" };

    [Fact]
    public void A_subnet_that_lost_its_route_to_the_internet_lines_up_with_the_address_in_it()
    {
        NodeConfigComparison routes = Compare(Cloud([s_local], [s_local, s_internet]))[0];
        Assert.Equal((ComparedKind.LoadBalancerSubnet, "Routes", (bool?)true, CanExplain.Yes), (routes.Subject, routes.Property, routes.LinesUpWithFault, routes.CanExplain));
        Assert.Equal(["subnet-a (eu-west-2a)"], routes.FaultyNodes);
        Assert.Equal("subnet-a (eu-west-2a) lacks '0.0.0.0/0 to igw-1' (compared with subnet-b (eu-west-2b)).", routes.Detail);
    }

    [Fact]
    public void An_acl_that_stops_replies_lines_up_too()
    {
        CloudState cloud = Cloud([s_local, s_internet], [s_local, s_internet]) with
        {
            NetworkAcls =
            [
                new() { NetworkAclId = "acl-a", Associations = [new() { SubnetId = "subnet-a" }], Entries = [Fleet.Entry(100, "allow"), Fleet.Entry(32767, "deny"), Fleet.Entry(32767, "deny", egress: true)] },
                new() { NetworkAclId = "acl-b", Associations = [new() { SubnetId = "subnet-b" }], Entries = [Fleet.Entry(100, "allow"), Fleet.Entry(32767, "deny"), Fleet.Entry(100, "allow", egress: true), Fleet.Entry(32767, "deny", egress: true)] },
            ],
        };
        NodeConfigComparison[] rows = [.. Compare(cloud)];
        Assert.Equal(["NetworkAclOutbound"], rows.Where(row => row is { LinesUpWithFault: true, CanExplain: CanExplain.Yes }).Select(row => row.Property));
        Assert.True(rows.Single(row => row.Property == "NetworkAclInbound").Same);
    }

    [Fact]
    public void Subnets_that_are_alike_have_no_difference_but_their_own_addresses() =>
        Assert.DoesNotContain(Compare(Cloud([s_local, s_internet], [s_internet, s_local])), row => row is { Same: false, CanExplain: CanExplain.Yes });

    [Fact]
    public void Routes_that_were_not_read_are_unknown()
    {
        NodeConfigComparison routes = Compare(Cloud([], []) with { RouteTables = [] }).Single(row => row.Property == "Routes");
        Assert.Equal((null, null, 2), (routes.Same, routes.LinesUpWithFault, routes.Unknown));
    }

    [Fact]
    public void A_load_balancer_in_one_subnet_has_nothing_to_compare()
    {
        CloudState cloud = Cloud([], []);
        Assert.Empty(Compare(cloud with { LoadBalancers = [cloud.LoadBalancers[0] with { AvailabilityZones = [cloud.LoadBalancers[0].AvailabilityZones[0]] }], NetworkInterfaces = [cloud.NetworkInterfaces[0]] }));
    }

    private static IReadOnlyList<NodeConfigComparison> Compare(CloudState cloud) => LoadBalancerSubnetComparisons.Compare(Sample.Of().With(cloud),
    [
        new NodeRow { IPAddress = AddressA, AddressFailing = true, Verdict = Verdict.Failing, LoadBalancerArn = Sample.Arn("relay") },
        new NodeRow { IPAddress = AddressB, Verdict = Verdict.Healthy, LoadBalancerArn = Sample.Arn("relay") },
    ]);

    private static CloudState Cloud(Route[] a, Route[] b) => Sample.Cloud(Sample.Balancer("relay") with
    {
        Scheme = "internet-facing",
        AvailabilityZones = [new() { ZoneName = "eu-west-2a", SubnetId = "subnet-a" }, new() { ZoneName = "eu-west-2b", SubnetId = "subnet-b" }],
    }) with
    {
        NetworkInterfaces = [Interface("a", AddressA), Interface("b", AddressB)],
        Subnets = [new() { SubnetId = "subnet-a", AvailabilityZone = "eu-west-2a", State = "available" }, new() { SubnetId = "subnet-b", AvailabilityZone = "eu-west-2b", State = "available" }],
        RouteTables = [new() { RouteTableId = "rtb-a", Associations = [new() { SubnetId = "subnet-a" }], Routes = a }, new() { RouteTableId = "rtb-b", Associations = [new() { SubnetId = "subnet-b" }], Routes = b }],
    };

    private static NetworkInterface Interface(string zone, string address) => new()
    {
        NetworkInterfaceId = $"eni-{zone}", Description = "ELB net/relay/0123456789abcdef", SubnetId = $"subnet-{zone}", AvailabilityZone = $"eu-west-2{zone}", RequesterManaged = true,
        Groups = [new() { GroupId = "sg-lb" }], PrivateIpAddresses = [new() { PrivateIpAddress = $"10.0.1.{zone[0] - 'a' + 1}", Association = new() { PublicIp = address } }],
    };
}
