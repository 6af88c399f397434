using TlsPathTools.Topology.Map;
using static TlsPathTools.Core.Tests.Topology.Map.World;

namespace TlsPathTools.Core.Tests.Topology.Map;

/// <summary>An address that no interface has: the different answers, and that an empty list alone is none.</summary>
public class ForeignAddressTests
{
    private const string Foreign = "198.51.100.99";

    private readonly World _world = Incident().WithCloud(cloud => cloud with { AddressesLookedUp = [AddressA, AddressB, Foreign], HasAllLoadBalancers = true });

    [Fact]
    public void Without_an_account_nothing_can_be_said() =>
        Assert.Equal((AddressOwner.Unknown, "No AWS account was read"), Judge(_world.Snapshot with { Clouds = [] }, []));

    [Fact]
    public void A_denied_list_is_not_an_empty_one()
    {
        (AddressOwner owner, string detail) = Judge((_world with { Gaps = [Gap("ec2:DescribeNetworkInterfaces")] }).Snapshot, []);
        Assert.Equal(AddressOwner.Unknown, owner);
        Assert.Equal("The interfaces of 417392058164/eu-west-2 were not read (denied): not authorized to do that", detail);
    }

    [Fact]
    public void An_address_that_was_not_looked_up_is_unknown()
    {
        (AddressOwner owner, string detail) = Judge(_world.WithCloud(cloud => cloud with { AddressesLookedUp = [] }).Snapshot, []);
        Assert.Equal((AddressOwner.Unknown, "417392058164/eu-west-2 was not asked for this address"), (owner, detail));
    }

    [Fact]
    public void A_second_account_that_was_not_asked_keeps_it_unknown()
    {
        World two = _world with { OtherClouds = [_world.Cloud with { AccountId = "999999999999", NetworkInterfaces = [] }], Gaps = [Gap("ec2:DescribeNetworkInterfaces", source: "999999999999/eu-west-2")] };
        Assert.Equal(AddressOwner.Unknown, Judge(two.Snapshot, []).Owner);
        Assert.Equal(AddressOwner.NotFound, Judge((two with { Gaps = [] }).Snapshot, []).Owner);
    }

    [Fact]
    public void Looked_up_and_not_found_is_said_without_a_conclusion()
    {
        (AddressOwner owner, string detail) = Judge(_world.Snapshot, []);
        Assert.Equal((AddressOwner.NotFound, "No interface of 417392058164/eu-west-2 has it: another account or region, a stale record, or nobody's"), (owner, detail));
    }

    [Fact]
    public void The_names_other_address_is_a_hint_and_no_conclusion()
    {
        MapAddress[] both = [new(AddressA, 443, "login.example.org"), new(Foreign, 443, "login.example.org")];
        EndpointLoadBalancer row = EndpointLoadBalancers.Find(_world.Snapshot, both).Single(row => row.IPAddress == Foreign);
        Assert.Equal(AddressOwner.NotFound, row.Owner);
        Assert.EndsWith($"the name's address {AddressA} belongs to load balancer {BalancerName}, whose own name gives {AddressA}, {AddressB}: this one is none of its addresses", row.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void A_name_that_leads_to_our_load_balancer_makes_it_a_former_address_of_it()
    {
        (AddressOwner owner, string detail) = Judge(_world.Snapshot, ["dualstack." + DnsName(BalancerName)]);
        Assert.Equal(AddressOwner.FormerLoadBalancerAddress, owner);
        Assert.Contains($"its name now gives {AddressA}, {AddressB}", detail, StringComparison.Ordinal);
    }

    [Fact]
    public void With_interfaces_denied_the_same_name_leads_to_it_by_name_alone()
    {
        (AddressOwner owner, string detail) = Judge((_world with { Gaps = [Gap("ec2:DescribeNetworkInterfaces")] }).Snapshot, [DnsName(BalancerName)]);
        Assert.Equal(AddressOwner.LoadBalancer, owner);
        Assert.Contains("by its name alone", detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("d111111abcdef8.cloudfront.net", "CloudFront")]
    [InlineData("a1234567890abcdef.awsglobalaccelerator.com.", "Global Accelerator")]
    [InlineData("x1y2.execute-api.eu-west-2.amazonaws.com", "API Gateway")]
    public void A_front_of_AWSs_own_is_told_by_its_name_even_where_nothing_could_be_read(string cname, string service)
    {
        (AddressOwner owner, string detail) = Judge((_world with { Gaps = [Gap("ec2:DescribeNetworkInterfaces")] }).Snapshot, [cname]);
        Assert.Equal(AddressOwner.EdgeService, owner);
        Assert.Contains(service, detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("theirs-1234567890.us-east-1.elb.amazonaws.com", "which was not read")]
    [InlineData("theirs-0123456789abcdef.elb.us-east-1.amazonaws.com", "which was not read")]
    [InlineData("theirs-1234567890.eu-west-2.elb.amazonaws.com", "another account in eu-west-2")]
    public void A_load_balancers_name_that_is_not_ours_is_of_another_account_or_region(string cname, string says)
    {
        (AddressOwner owner, string detail) = Judge(_world.Snapshot, [cname]);
        Assert.Equal(AddressOwner.OtherAccountOrRegion, owner);
        Assert.Contains(says, detail, StringComparison.Ordinal);
    }

    [Fact]
    public void In_a_region_whose_interfaces_are_denied_such_a_name_may_still_be_ours() =>
        Assert.Equal(AddressOwner.Unknown, Judge((_world with { Gaps = [Gap("ec2:DescribeNetworkInterfaces")] }).Snapshot, ["theirs-1234567890.eu-west-2.elb.amazonaws.com"]).Owner);

    [Fact]
    public void A_name_that_only_looks_like_Amazons_says_nothing() =>
        Assert.Equal(AddressOwner.NotFound, Judge(_world.Snapshot, ["x.elb.eu-west-2.amazonaws.com.evil.example"]).Owner);

    [Fact]
    public void A_name_from_the_network_cannot_write_on_the_terminal() =>
        Assert.DoesNotContain('\x1b', Judge(_world.Snapshot, ["a\x1b[31m.cloudfront.net"]).Detail);

    [Fact]
    public void The_map_has_one_row_for_it_that_says_whose_it_is()
    {
        TargetNode row = Assert.Single(_world.Map(new MapQuery { Addresses = [Probed(Foreign, 20, 20)] }));
        Assert.Equal((AddressOwner.NotFound, true, null, false), (row.Owner, row.AddressFailing, row.TargetId, row.Suspect));
        Assert.StartsWith("No interface of 417392058164/eu-west-2 has it", Assert.Single(row.Notes), StringComparison.Ordinal);
    }

    private static (AddressOwner Owner, string Detail) Judge(TlsPathTools.Topology.PathSnapshot snapshot, string[] chain)
    {
        EndpointLoadBalancer row = Assert.Single(EndpointLoadBalancers.Find(snapshot, [new MapAddress(Foreign, 443, "app.example.org", chain)]));
        return (row.Owner, row.Detail);
    }
}
