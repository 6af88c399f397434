using TlsPathTools.Topology.Cloud;

namespace TlsPathTools.Reachability.Rules;

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
        (string? doubt, string? doubtOutside) = (null, null);
        foreach (Route route in table.Routes)
        {
            if (route.DestinationPrefixListId is { } list)
            {
                if (prefixLists.Find(list) is { } ranges)
                    candidates.AddRange(ranges.Select(range => new Candidate(range, route)));
                else if (route.GatewayId?.StartsWith("vpce-", StringComparison.Ordinal) == true)
                    doubtOutside ??= $"the entries of prefix list {SafeText.Escape(list)}";
                else
                    doubt ??= $"the entries of prefix list {SafeText.Escape(list)}";
            }
            else if (AddressRange.Parse(route.DestinationCidrBlock ?? route.DestinationIpv6CidrBlock) is { } range)
            {
                candidates.Add(new Candidate(range, route));
            }
            else
            {
                doubt ??= $"what destination {SafeText.Escape(route.DestinationCidrBlock ?? route.DestinationIpv6CidrBlock) ?? "?"} is";
            }
        }

        AddressRange[] local = [.. candidates.Where(candidate => candidate.Route.GatewayId == "local").Select(candidate => candidate.Range)];
        Candidate[] ordered =
        [
            .. candidates.Where(candidate => candidate.Range.Overlaps(destination) && !(candidate.Route.Origin == Candidate.ByVirtualGateway && candidate.IsWithin(local)))
                .OrderByDescending(candidate => candidate.Range.PrefixLength).ThenBy(candidate => candidate.Range.First).ThenBy(candidate => candidate.Rank),
        ];
        var pieces = new List<RoutePiece>();
        List<AddressRange> open = [destination];
        for (int i = 0; i < ordered.Length; i++)
        {
            List<AddressRange> rest = [];
            string? doubtful = Doubt(ordered.AsSpan(i), local);
            foreach (AddressRange range in open)
                Take(range, ordered[i], doubtful, pieces, rest);
            open = rest;
        }

        pieces.AddRange(open.Select(range => new RoutePiece(range, Route: null, Destination: null)));
        // A list that was not read may hold any longer prefix; that of a gateway endpoint holds addresses of AWS's services, none of the VPC.
        return doubt is null && doubtOutside is null ? pieces
            : [.. pieces.Select(piece => piece with { Doubt = doubt ?? piece.Doubt ?? (piece.Route is { GatewayId: "local" } ? null : doubtOutside) })];
    }

    // Of equal ranges in two prefix lists AWS picks one at random and stays with it (route-tables-priority.html); which, no API tells. Of two propagated
    // ones paths decide that are not in the table; and whether a route server's may overrule the local route is documented nowhere.
    private static string? Doubt(ReadOnlySpan<Candidate> ordered, AddressRange[] local)
    {
        Candidate taken = ordered[0];
        string? target = taken.Target;
        for (int i = 1; i < ordered.Length && ordered[i].Range == taken.Range && ordered[i].Rank == taken.Rank; i++)
        {
            if (ordered[i].Target != target)
                return $"which of the routes for {taken.Range} is taken, that to {target} or that to {ordered[i].Target}";
        }

        return taken.Route.Origin == Candidate.ByRouteServer && taken.IsWithin(local) ? $"whether the route server's route {taken.Range} overrules the local one" : null;
    }

    private static void Take(AddressRange range, Candidate candidate, string? doubt, List<RoutePiece> pieces, List<AddressRange> rest)
    {
        if (!range.Overlaps(candidate.Range))
        {
            rest.Add(range);
            return;
        }

        AddressRange common = range with { First = UInt128.Max(range.First, candidate.Range.First), Last = UInt128.Min(range.Last, candidate.Range.Last) };
        pieces.Add(new RoutePiece(common, candidate.Route, candidate.Range) { Doubt = doubt });
        if (range.First < common.First)
            rest.Add(range with { Last = common.First - 1 });
        if (common.Last < range.Last)
            rest.Add(range with { First = common.Last + 1 });
    }

    private readonly record struct Candidate(AddressRange Range, Route Route)
    {
        public const string ByVirtualGateway = "EnableVgwRoutePropagation";
        public const string ByRouteServer = "Advertisement";

        public int Rank => Route.Origin is ByVirtualGateway or ByRouteServer ? 2 : Route.DestinationPrefixListId is not null ? 1 : 0;

        public string? Target => new RoutePiece(Range, Route, Range).Target;

        public bool IsWithin(AddressRange[] local) => Array.Exists(local, Contains);

        private bool Contains(AddressRange local) => local.Contains(Range);
    }
}

/// <summary>The route that packets to some addresses take.</summary>
/// <param name="Addresses">To which.</param>
/// <param name="Route">The route; null where none matches.</param>
/// <param name="Destination">The block of the route that matched.</param>
internal readonly record struct RoutePiece(AddressRange Addresses, Route? Route, AddressRange? Destination)
{
    /// <summary>What would have to be known to be sure that no other route is taken; null where that is sure.</summary>
    public string? Doubt { get; init; }

    /// <summary>Whether another route may be taken: a prefix list that was not read may hold one that is more specific, or AWS chooses among equals.</summary>
    public bool MayBeOther => Doubt is not null;

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
