using TlsPathTools.Topology.Cloud;

namespace TlsPathTools.Core.Tests.Reachability.Reference;

/// <summary>
/// Which route one packet takes, from AWS's words: "We use the most specific route that matches"; "if the destination of a propagated route is identical to the
/// destination of a static route, the static route takes priority"; "if your route table contains a static route with a destination CIDR block that overlaps a
/// static route with a prefix list, the static route with the CIDR block takes priority. If your route table contains a propagated route that matches a route
/// that references a prefix list, the route that references the prefix list takes priority ... If your route table references multiple prefix lists that have
/// overlapping CIDR blocks to different targets, we randomly choose which route takes priority" (docs.aws.amazon.com/vpc/latest/userguide/route-tables-priority.html);
/// "if propagated routes from a Site-to-Site VPN connection or AWS Direct Connect connection overlap with the local route for your VPC, the local route is most
/// preferred even if the propagated routes are more specific" (docs.aws.amazon.com/vpn/latest/s2svpn/vpn-route-priority.html).
/// </summary>
internal sealed class NaiveRouteTable
{
    private readonly List<(Route Route, NaiveBlock Block)> _routes = [];
    private readonly bool _mayHoldAnything;
    private readonly bool _mayHoldServices;

    public NaiveRouteTable(RouteTable table, IReadOnlyDictionary<string, string[]> lists)
    {
        foreach (Route route in table.Routes)
        {
            if (route.DestinationPrefixListId is { } list)
            {
                if (lists.TryGetValue(list, out string[]? entries))
                    _routes.AddRange(entries.Select(entry => (route, NaiveBlock.Read(entry)!)));
                else if (route.GatewayId is ['v', 'p', 'c', 'e', ..])
                    _mayHoldServices = true;
                else
                    _mayHoldAnything = true;
            }
            else
            {
                _routes.Add((route, NaiveBlock.Read(route.DestinationCidrBlock ?? route.DestinationIpv6CidrBlock)!));
            }
        }
    }

    /// <summary>The route of packets to an address, and whether it may be another.</summary>
    public (Route? Route, bool MayBeOther) Find(byte[] destination)
    {
        var matching = _routes.Where(one => one.Block.Holds(destination)).ToList();
        // The local route wins over whatever a virtual private gateway brings within its range.
        matching.RemoveAll(one => one.Route.Origin == "EnableVgwRoutePropagation"
            && _routes.Exists(local => local.Route.GatewayId == "local" && local.Block.HoldsAllOf(one.Block)));
        int longest = matching.Count == 0 ? -1 : matching.Max(one => one.Block.Length);
        matching.RemoveAll(one => one.Block.Length < longest);
        List<(Route Route, NaiveBlock Block)> first = [.. matching.Where(one => one.Route.Origin == "CreateRoute" && one.Route.DestinationPrefixListId is null || one.Route.GatewayId == "local")];
        if (first.Count == 0)
            first = [.. matching.Where(one => one.Route.DestinationPrefixListId is not null)];
        if (first.Count == 0)
            first = matching;
        Route? route = first.Count == 0 ? null : first[0].Route;
        bool several = first.Select(one => one.Route.GatewayId ?? one.Route.NatGatewayId ?? one.Route.VpcPeeringConnectionId).Distinct().Count() > 1;
        bool served = route?.Origin == "Advertisement" && _routes.Exists(local => local.Route.GatewayId == "local" && local.Block.HoldsAllOf(first[0].Block));
        return (route, _mayHoldAnything || several || served || (_mayHoldServices && route?.GatewayId != "local"));
    }
}
