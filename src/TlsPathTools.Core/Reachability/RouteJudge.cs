using TlsPathTools.Reachability.Rules;
using TlsPathTools.Topology.Cloud;

namespace TlsPathTools.Reachability;

/// <summary>Whether the routes of a subnet take packets where they have to go.</summary>
internal sealed class RouteJudge(NetworkIndex network)
{
    /// <summary>From a place to another that is in the same network of VPCs.</summary>
    public Ruling? WithinVpc(NetworkPlace from, NetworkPlace to)
    {
        if (from.SubnetId == to.SubnetId)
            return null;
        return Judge(from, to.Addresses, pieces => pieces.Select(piece => (piece, Within(piece, from, to))), (denied, table) => ChangeWithin(denied, table, from, to));
    }

    /// <summary>Answers from a load balancer's place to clients outside of its VPC.</summary>
    public Ruling ToClient(NetworkPlace from, AddressRange client, bool fromPublicAddress) =>
        Judge(from, client, pieces => pieces.Where(piece => client.IsOne || !fromPublicAddress || MayBeOnTheInternet(piece.Addresses, from.VpcId))
            .Select(piece => (piece, Outside(piece, fromPublicAddress))), (denied, table) => ChangeOutside(denied, table, from, client, fromPublicAddress));

    private Ruling Judge(
        NetworkPlace from, AddressRange destination, Func<IReadOnlyList<RoutePiece>, IEnumerable<(RoutePiece Piece, (ReachabilityVerdict Verdict, string? Why) Found)>> decide,
        Func<RoutePiece, string, string> change)
    {
        string subnet = SafeText.Escape(from.SubnetId) ?? "?";
        if (network.TableOf(from.SubnetId!) is not { } table)
        {
            string missing = network.Unread($"the route table of {subnet}", "DescribeRouteTables");
            return new Ruling { Verdict = ReachabilityVerdict.Unknown, Control = $"routes of {subnet}", Rule = missing, Missing = missing };
        }

        string id = SafeText.Escape(table.RouteTableId) ?? "?";
        (RoutePiece Piece, (ReachabilityVerdict Verdict, string? Why) Found)[] decided = [.. decide(RouteEvaluator.Find(table, destination, network.PrefixLists))];
        RulingPiece[] pieces =
        [
            .. decided.Select(one => new RulingPiece(
                new TrafficBox(one.Piece.Addresses, 0, TrafficBox.LastPort), one.Piece.MayBeOther && one.Found.Verdict is not ReachabilityVerdict.Unknown ? ReachabilityVerdict.Unknown : one.Found.Verdict,
                one.Piece.ToString())),
        ];
        ReachabilityVerdict verdict = pieces.Length == 0 ? ReachabilityVerdict.Unknown : Ruling.Together(pieces);
        int decider = pieces.Length == 0 ? -1 : Array.FindIndex(pieces, piece => piece == Ruling.Decider(pieces, verdict));
        RoutePiece? piece = decider < 0 ? null : decided[decider].Piece;
        string? why = decider < 0 ? null : decided[decider].Found.Why;
        return new Ruling
        {
            Verdict = verdict,
            Control = $"route table {id} of {subnet}",
            ControlId = id,
            Rule = piece is null ? "no route is known" : why is null || verdict is ReachabilityVerdict.Allowed ? $"{piece}" : $"{piece}: {why}",
            SmallestChange = verdict is ReachabilityVerdict.Denied or ReachabilityVerdict.Partial && piece is { } denied ? change(denied, id) : null,
            Missing = verdict is not ReachabilityVerdict.Unknown ? null : piece is { Doubt: { } doubt } ? $"{doubt}, in {id}" : why ?? "where packets go",
            Pieces = pieces,
        };
    }

    private static (ReachabilityVerdict, string?) Within(RoutePiece piece, NetworkPlace from, NetworkPlace to)
    {
        if (piece.Route is null)
            return (ReachabilityVerdict.Denied, "packets to it are dropped");
        if (piece.IsBlackhole)
            return (ReachabilityVerdict.Denied, "the target of the route is gone");
        if (piece.Route.GatewayId == "local" && from.VpcId == to.VpcId)
            return (ReachabilityVerdict.Allowed, null);
        if (piece.Route.VpcPeeringConnectionId is not null && from.VpcId is not null && to.VpcId is not null && from.VpcId != to.VpcId)
            return (ReachabilityVerdict.Allowed, null);
        bool isTarget = (piece.Route.NetworkInterfaceId is { } eni && eni == to.InterfaceId) || (piece.Route.InstanceId is { } instance && instance == to.InstanceId);
        if (isTarget)
        {
            // The instance is handed packets for an address that is none of its own, and forwards them to its pod.
            return to.SourceDestCheck switch
            {
                false => (ReachabilityVerdict.Allowed, null),
                true => (ReachabilityVerdict.Denied, $"the source/destination check of {SafeText.Escape(to.InterfaceId)} drops what is not for its own addresses"),
                null => (ReachabilityVerdict.Unknown, $"whether {SafeText.Escape(to.InterfaceId)} has its source/destination check on"),
            };
        }

        // A NAT gateway is none of these: routes to it may be more specific than the local one, and it sends packets on from its own address
        // (docs.aws.amazon.com/vpc/latest/userguide/route-table-options.html, "Routing for a middlebox appliance").
        return piece.Route.IsInternetGateway() || piece.Route.EgressOnlyInternetGatewayId is not null
            ? (ReachabilityVerdict.Denied, "a gateway to the Internet takes no private address there")
            : (ReachabilityVerdict.Unknown, $"what {piece.Target} does with packets to {to.Words}");
    }

    private static (ReachabilityVerdict, string?) Outside(RoutePiece piece, bool fromPublicAddress)
    {
        if (piece.Route is null)
            return (ReachabilityVerdict.Denied, "answers are dropped");
        if (piece.IsBlackhole)
            return (ReachabilityVerdict.Denied, "the target of the route is gone");
        if (piece.Route.IsInternetGateway())
            return fromPublicAddress ? (ReachabilityVerdict.Allowed, null) : (ReachabilityVerdict.Denied, "an internet gateway carries public addresses only");
        if (piece.Route.NatGatewayId is not null || piece.Route.EgressOnlyInternetGatewayId is not null)
            return (ReachabilityVerdict.Denied, "it carries no answers to connections from outside");
        if (piece.Route.GatewayId == "local")
            return fromPublicAddress ? (ReachabilityVerdict.Denied, "an address of the VPC itself is no client's from the Internet") : (ReachabilityVerdict.Allowed, null);
        return (ReachabilityVerdict.Unknown, $"what {piece.Target} does with the answers");
    }

    private static string ChangeWithin(RoutePiece denied, string table, NetworkPlace from, NetworkPlace to) =>
        denied.Route is null ? $"add a route to {table} for {to.Addresses}"
        : !denied.IsBlackhole && to.SourceDestCheck == true && denied.Route.GatewayId is null ? $"turn the source/destination check of {SafeText.Escape(to.InterfaceId)} off"
        : from.VpcId == to.VpcId ? $"remove the route {denied.Destination} to {denied.Target} of {table}: the local route takes its place"
        : $"give the route {denied.Destination} of {table} a target that exists, in place of {denied.Target}";

    private string ChangeOutside(RoutePiece denied, string table, NetworkPlace from, AddressRange client, bool fromPublicAddress)
    {
        if (!fromPublicAddress)
        {
            return client.IsOne && MayBeOnTheInternet(client, from.VpcId) ? "connect from within the VPC, or from a network that it is connected with: the load balancer has no public address here"
                : denied.IsBlackhole ? $"give the route {denied.Destination} of {table} a target that exists, in place of {denied.Target}"
                : $"add a route to {table} for {client} that leads to its network: over a VPN, a transit gateway or a peering";
        }

        string gateway = network.InternetGatewayOf(from.VpcId) is { } id ? SafeText.Escape(id)! : "the VPC's internet gateway";
        return denied.Route is null ? $"add a route to {table} for {(client.IsOne ? client : AddressRange.All(client.IPv6))} to {gateway}"
            : $"let the route {denied.Destination} of {table} lead to {gateway}, in place of {denied.Target}";
    }

    // Private and shared addresses (RFC 1918, RFC 6598, RFC 4193) are no client's on the Internet.
    private static readonly AddressRange[] s_private = [.. new[] { "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "fc00::/7" }.Select(text => AddressRange.Parse(text)!.Value)];

    /// <summary>Whether any of the addresses may be one on the Internet: not where all are private, or the VPC's own.</summary>
    public bool MayBeOnTheInternet(AddressRange addresses, string? vpcId) =>
        !Array.Exists(s_private, range => range.Contains(addresses)) && !network.RangesOf(vpcId).Any(range => range.Contains(addresses));
}
