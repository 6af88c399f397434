using TlsPathTools.Reachability;
using TlsPathTools.Reachability.Rules;
using TlsPathTools.Topology;
using TlsPathTools.Topology.Cloud;
using static TlsPathTools.Core.Tests.Reachability.Tables;

namespace TlsPathTools.Core.Tests.Reachability;

/// <summary>The examples of the Amazon VPC and Site-to-Site VPN user guides about route tables.</summary>
public class RouteDocumentationTests
{
    // docs.aws.amazon.com/vpc/latest/userguide/route-tables-priority.html, "Longest prefix match".
    private static readonly RouteTable s_longest = Table(To("10.0.0.0/16", "local"), To("172.31.0.0/16", "pcx-11223344556677889"), To("0.0.0.0/0", "igw-12345678901234567"));

    [Theory]
    [InlineData("172.31.4.5", "pcx-11223344556677889")]
    [InlineData("10.0.200.1", "local")]
    [InlineData("172.30.255.255", "igw-12345678901234567")]
    [InlineData("10.1.0.0", "igw-12345678901234567")]
    public void The_most_specific_route_is_taken(string destination, string target) => Assert.Equal(target, Assert.Single(Find(s_longest, destination)).Target);

    [Fact]
    public void Everything_is_cut_where_the_route_changes()
    {
        IReadOnlyList<RoutePiece> pieces = Find(s_longest, "0.0.0.0/0");
        Assert.Equal(5, pieces.Count);
        Assert.Equal("172.31.0.0/16 to pcx-11223344556677889", pieces.Single(piece => piece.Addresses == Range("172.31.0.0/16")).ToString());
    }

    [Fact]
    public void Routes_of_IPv4_and_IPv6_are_independent()
    {
        Assert.Equal("no route matches 2001:db8::1", Assert.Single(Find(s_longest, "2001:db8::1")).ToString());
        Assert.Equal("eigw-1", Assert.Single(Find(Table(To("0.0.0.0/0", "igw-1"), To("::/0", "eigw-1")), "2001:db8::1")).Target);
    }

    // The same page: "Both routes have a destination of 172.31.0.0/24. Because a static route to an internet gateway takes priority, all traffic destined for 172.31.0.0/24
    // is routed to the internet gateway."
    [Fact]
    public void Of_a_static_and_a_propagated_route_to_the_same_destination_the_static_one_is_taken()
    {
        RouteTable table = Table(To("10.0.0.0/16", "local"), Propagated("172.31.0.0/24", "vgw-11223344556677889"), To("172.31.0.0/24", "igw-12345678901234567"));
        Assert.Equal("172.31.0.0/24 to igw-12345678901234567", Assert.Single(Find(table, "172.31.0.0/24")).ToString());
    }

    [Fact]
    public void A_more_specific_propagated_route_comes_before_a_static_one() =>
        Assert.Equal("vgw-1", Assert.Single(Find(Table(To("0.0.0.0/0", "igw-1"), Propagated("172.31.0.0/24", "vgw-1")), "172.31.0.9")).Target);

    // docs.aws.amazon.com/vpn/latest/s2svpn/vpn-route-priority.html: "if propagated routes from a Site-to-Site VPN connection or AWS Direct Connect connection overlap with the
    // local route for your VPC, the local route is most preferred even if the propagated routes are more specific".
    [Fact]
    public void The_local_route_comes_before_propagated_ones_that_are_more_specific() =>
        Assert.Equal("local", Assert.Single(Find(Table(To("10.0.0.0/16", "local"), Propagated("10.0.5.0/24", "vgw-1")), "10.0.5.7")).Target);

    // docs.aws.amazon.com/vpc/latest/userguide/VPC_Route_Tables.html, gateway route tables and middleboxes: a static route may be more specific than the local one.
    [Fact]
    public void A_static_route_may_be_more_specific_than_the_local_one()
    {
        RouteTable table = Table(To("172.31.0.0/16", "local"), To("172.31.0.0/20", "eni-id"));
        Assert.Equal("eni-id", Assert.Single(Find(table, "172.31.15.255")).Target);
        Assert.Equal("local", Assert.Single(Find(table, "172.31.16.0")).Target);
    }

    // docs.aws.amazon.com/vpc/latest/userguide/route-tables-priority.html, "Route priority for prefix lists".
    [Fact]
    public void A_static_route_comes_before_one_by_prefix_list_and_that_before_a_propagated_one()
    {
        PrefixLists lists = Lists(("pl-1", ["172.31.0.0/24", "172.31.1.0/24"]));
        RouteTable table = Table(Listed("pl-1", "pcx-1"), Propagated("172.31.0.0/24", "vgw-1"), Propagated("172.31.1.0/24", "vgw-1"), To("172.31.0.0/24", "igw-1"));
        Assert.Equal("igw-1", Assert.Single(Find(table, "172.31.0.9", lists)).Target);
        Assert.Equal("pcx-1", Assert.Single(Find(table, "172.31.1.9", lists)).Target);
    }

    // The same: "for routes that overlap, more specific routes always take priority irrespective of whether they are propagated routes, static routes, or routes that
    // reference prefix lists".
    [Fact]
    public void A_more_specific_entry_of_a_list_comes_before_a_static_route() =>
        Assert.Equal("pcx-1", Assert.Single(Find(Table(To("172.31.0.0/16", "igw-1"), Listed("pl-1", "pcx-1")), "172.31.1.9", Lists(("pl-1", ["172.31.1.0/24"])))).Target);

    // The same: "If your route table references multiple prefix lists that have overlapping CIDR blocks to different targets, we randomly choose which route takes
    // priority. Thereafter, the same route always takes priority."
    [Fact]
    public void Of_equal_entries_of_two_lists_nobody_knows_which_is_taken()
    {
        RouteTable table = Table(Listed("pl-1", "pcx-1"), Listed("pl-2", "tgw-1"));
        RoutePiece piece = Assert.Single(Find(table, "172.31.1.9", Lists(("pl-1", ["172.31.1.0/24"]), ("pl-2", ["172.31.1.0/24"]))));
        Assert.True(piece.MayBeOther);
        Assert.Equal("which of the routes for 172.31.1.0/24 is taken, that to pcx-1 or that to tgw-1", piece.Doubt);
        Assert.False(Assert.Single(Find(table, "172.31.1.9", Lists(("pl-1", ["172.31.1.0/25"]), ("pl-2", ["172.31.1.0/24"])))).MayBeOther);
    }

    [Fact]
    public void A_list_that_was_not_read_leaves_every_route_open()
    {
        RouteTable table = Table(To("10.0.0.0/16", "local"), To("0.0.0.0/0", "igw-1"), Listed("pl-9", "tgw-1"));
        Assert.All(Find(table, "0.0.0.0/0"), piece => Assert.Equal("the entries of prefix list pl-9", piece.Doubt));
    }

    // docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html: the list of a gateway endpoint is that of a service's public addresses.
    [Fact]
    public void The_list_of_a_gateway_endpoint_leaves_the_local_route_certain()
    {
        RouteTable table = Table(To("10.0.0.0/16", "local"), To("0.0.0.0/0", "igw-1"), Listed("pl-68a54001", "vpce-1"));
        Assert.False(Assert.Single(Find(table, "10.0.3.4")).MayBeOther);
        Assert.True(Assert.Single(Find(table, "52.219.0.1")).MayBeOther);
    }

    // docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Route.html, State: "The blackhole state indicates that the route's target isn't available"; it is a route all the
    // same, and a less specific one does not step in.
    [Fact]
    public void A_blackhole_is_taken_and_leads_nowhere()
    {
        RoutePiece piece = Assert.Single(Find(Table(To("0.0.0.0/0", "igw-1"), To("172.31.0.0/16", "pcx-gone") with { State = "blackhole" }), "172.31.0.1"));
        Assert.True(piece.IsBlackhole);
        Assert.Equal("172.31.0.0/16 to pcx-gone (blackhole)", piece.ToString());
    }

    // The same, Origin: "Advertisement: The route was created dynamically by Amazon VPC Route Server." What it does against the local route no page says.
    [Fact]
    public void A_route_of_a_route_server_is_propagated_and_within_the_VPC_it_is_open_whether_it_is_taken()
    {
        Route served = Propagated("172.31.0.0/24", "eni-1") with { Origin = "Advertisement" };
        Assert.Equal("igw-1", Assert.Single(Find(Table(served, To("172.31.0.0/24", "igw-1")), "172.31.0.9")).Target);
        Assert.True(Assert.Single(Find(Table(To("172.31.0.0/16", "local"), served), "172.31.0.9")).MayBeOther);
    }

    private static IReadOnlyList<RoutePiece> Find(RouteTable table, string destination, PrefixLists? lists = null) => RouteEvaluator.Find(table, Range(destination), lists ?? PrefixLists.None);

    private static PrefixLists Lists(params (string Id, string[] Entries)[] lists) => new(lists.Select(list => new PrefixListEntries(list.Id, [.. list.Entries.Select(cidr => new PrefixListEntry { Cidr = cidr })])));

    private static RouteTable Table(params Route[] routes) => new() { RouteTableId = "rtb-1", Routes = routes };

    private static Route Propagated(string destination, string target) => To(destination, target) with { Origin = "EnableVgwRoutePropagation" };

    private static Route Listed(string list, string target) => To("0.0.0.0/0", target) with { DestinationCidrBlock = null, DestinationPrefixListId = list };

    private static Route To(string destination, string target) => new()
    {
        DestinationCidrBlock = destination.Contains(':', StringComparison.Ordinal) ? null : destination,
        DestinationIpv6CidrBlock = destination.Contains(':', StringComparison.Ordinal) ? destination : null,
        Origin = target == "local" ? "CreateRouteTable" : "CreateRoute",
        State = "active",
        VpcPeeringConnectionId = target.StartsWith("pcx-", StringComparison.Ordinal) ? target : null,
        NetworkInterfaceId = target.StartsWith("eni-", StringComparison.Ordinal) ? target : null,
        TransitGatewayId = target.StartsWith("tgw-", StringComparison.Ordinal) ? target : null,
        EgressOnlyInternetGatewayId = target.StartsWith("eigw-", StringComparison.Ordinal) ? target : null,
        GatewayId = target is "local" or ['i', 'g', 'w', ..] or ['v', ..] ? target : null,
    };
}
