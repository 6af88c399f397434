using TlsPathTools.Core.Tests.Reachability.Reference;
using TlsPathTools.Reachability;
using TlsPathTools.Reachability.Rules;
using TlsPathTools.Topology.Cloud;

namespace TlsPathTools.Core.Tests.Reachability;

public class RouteReferenceTests
{
    [Fact]
    public void The_routes_of_many_addresses_are_the_route_of_each_of_them()
    {
        (int routed, int unrouted, int doubtful) = (0, 0, 0);
        Sweep.Over(20_000, seed =>
        {
            var random = new RandomNetwork(seed);
            AddressRange destination = random.Packets().Box.Addresses;
            RouteTable table = random.RouteTable(destination.IPv6);
            IReadOnlyList<RoutePiece> pieces = RouteEvaluator.Find(table, destination, random.PrefixLists);
            var reference = new NaiveRouteTable(table, random.Lists);
            CoversOnce(destination, pieces);
            foreach (UInt128 address in PacketGrid.Addresses(destination))
            {
                (Route? route, bool mayBeOther) = reference.Find(PacketGrid.Bytes(destination.IPv6, address));
                RoutePiece piece = pieces.First(one => one.Addresses.First <= address && address <= one.Addresses.Last);
                string where = $"{new AddressRange(destination.IPv6, address, address)} goes by {piece}";
                Assert.True(mayBeOther == piece.MayBeOther, $"{where}; another route possible: {mayBeOther}");
                // Which of several equal ones is named does not matter where it is said that it may be another.
                Assert.True(mayBeOther || ReferenceEquals(route, piece.Route) || (route is not null && piece.Route is not null && SameWay(route, piece.Route)), $"{where}, and by the reference by {route}");
                Interlocked.Increment(ref mayBeOther ? ref doubtful : ref route is null ? ref unrouted : ref routed);
            }
        });
        Assert.True(Math.Min(routed, Math.Min(unrouted, doubtful)) > 10_000, $"{routed} {unrouted} {doubtful}");
    }

    // Two lists may hold the same range and lead to the same place.
    private static bool SameWay(Route one, Route other) =>
        one.DestinationPrefixListId is not null && other.DestinationPrefixListId is not null
        && (one.GatewayId, one.NatGatewayId, one.VpcPeeringConnectionId) == (other.GatewayId, other.NatGatewayId, other.VpcPeeringConnectionId);

    private static void CoversOnce(AddressRange all, IReadOnlyList<RoutePiece> pieces)
    {
        AddressRange[] ordered = [.. pieces.Select(piece => piece.Addresses).OrderBy(range => range.First)];
        Assert.Equal((all.First, all.Last), (ordered[0].First, ordered[^1].Last));
        for (int i = 1; i < ordered.Length; i++)
            Assert.Equal(ordered[i - 1].Last + 1, ordered[i].First);
    }
}
