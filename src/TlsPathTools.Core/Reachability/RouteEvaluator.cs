using TlsPathTools.Topology.Cloud;

namespace TlsPathTools.Reachability;

/// <summary>
/// Route tables: the longest prefix decides; of equal ones a static route before one by prefix list before a propagated one. A propagated route never
/// overrules the local one (docs.aws.amazon.com/vpc/latest/userguide/route-tables-priority.html, docs.aws.amazon.com/vpn/latest/s2svpn/vpn-route-priority.html).
/// </summary>
internal static class RouteEvaluator
{
    /// <summary>The routes that packets to some addresses take, cut where they change. What no route matches has none.</summary>
    /// <param name="table">The table.</param>
    /// <param name="destination">The addresses.</param>
    /// <param name="prefixLists">The prefix lists that routes may name.</param>
    public static IReadOnlyList<RoutePiece> Find(RouteTable table, AddressRange destination, PrefixLists prefixLists)
    {
        var candidates = new List<Candidate>();
        (bool doubt, bool doubtOutside) = (false, false);
        foreach (Route route in table.Routes)
        {
            if (route.DestinationPrefixListId is { } list)
            {
                if (prefixLists.Find(list) is { } ranges)
                    candidates.AddRange(ranges.Select(range => new Candidate(range, route)));
                else if (route.GatewayId?.StartsWith("vpce-", StringComparison.Ordinal) == true)
                    doubtOutside = true;
                else
                    doubt = true;
            }
            else if (AddressRange.Parse(route.DestinationCidrBlock ?? route.DestinationIpv6CidrBlock) is { } range)
            {
                candidates.Add(new Candidate(range, route));
            }
            else
            {
                doubt = true;
            }
        }

        AddressRange[] local = [.. candidates.Where(candidate => candidate.Route.GatewayId == "local").Select(candidate => candidate.Range)];
        var pieces = new List<RoutePiece>();
        List<AddressRange> open = [destination];
        foreach (Candidate candidate in candidates
            .Where(candidate => candidate.Range.Overlaps(destination) && !(candidate.IsPropagated && Array.Exists(local, range => range.Overlaps(candidate.Range) && range.Contains(candidate.Range))))
            .OrderByDescending(candidate => candidate.Range.PrefixLength).ThenBy(candidate => candidate.Rank))
        {
            List<AddressRange> rest = [];
            foreach (AddressRange range in open)
                Take(range, candidate, pieces, rest);
            open = rest;
        }

        pieces.AddRange(open.Select(range => new RoutePiece(range, Route: null, Destination: null)));
        // A list that was not read may hold any longer prefix; that of a gateway endpoint holds addresses of AWS's services, none of the VPC.
        return doubt || doubtOutside ? [.. pieces.Select(piece => piece with { MayBeOther = doubt || piece.Route is not { GatewayId: "local" } })] : pieces;
    }

    private static void Take(AddressRange range, Candidate candidate, List<RoutePiece> pieces, List<AddressRange> rest)
    {
        if (!range.Overlaps(candidate.Range))
        {
            rest.Add(range);
            return;
        }

        AddressRange common = range with { First = UInt128.Max(range.First, candidate.Range.First), Last = UInt128.Min(range.Last, candidate.Range.Last) };
        pieces.Add(new RoutePiece(common, candidate.Route, candidate.Range));
        if (range.First < common.First)
            rest.Add(range with { Last = common.First - 1 });
        if (common.Last < range.Last)
            rest.Add(range with { First = common.Last + 1 });
    }

    private readonly record struct Candidate(AddressRange Range, Route Route)
    {
        public bool IsPropagated => Route.Origin == "EnableVgwRoutePropagation";

        public int Rank => IsPropagated ? 2 : Route.DestinationPrefixListId is not null ? 1 : 0;
    }
}

/// <summary>The route that packets to some addresses take.</summary>
/// <param name="Addresses">To which.</param>
/// <param name="Route">The route; null where none matches.</param>
/// <param name="Destination">The block of the route that matched.</param>
internal readonly record struct RoutePiece(AddressRange Addresses, Route? Route, AddressRange? Destination)
{
    /// <summary>Whether a prefix list that was not read may hold a route that is more specific.</summary>
    public bool MayBeOther { get; init; }

    /// <summary>Whether the target of the route is gone.</summary>
    public bool IsBlackhole => Route?.State == "blackhole";

    /// <summary>The id of the target; "local" within the VPC; null without a route.</summary>
    public string? Target => Route is null ? null : SafeText.Escape(Route.GatewayId ?? Route.NatGatewayId ?? Route.TransitGatewayId ?? Route.VpcPeeringConnectionId
        ?? Route.EgressOnlyInternetGatewayId ?? Route.CarrierGatewayId ?? Route.LocalGatewayId ?? Route.NetworkInterfaceId ?? Route.InstanceId ?? Route.CoreNetworkArn) ?? "?";

    /// <summary>"0.0.0.0/0 to igw-1 (blackhole)".</summary>
    public override string ToString() => Route is null ? $"no route matches {Addresses}" : $"{Destination} to {Target}{(IsBlackhole ? " (blackhole)" : "")}";
}

/// <summary>What a route leads to.</summary>
internal static class RouteTargets
{
    public static bool IsInternetGateway(this Route route) => route.GatewayId?.StartsWith("igw-", StringComparison.Ordinal) == true;
}
