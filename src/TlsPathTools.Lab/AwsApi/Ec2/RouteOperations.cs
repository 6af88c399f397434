using System.Net.Sockets;
using TlsPathTools.Lab.AwsApi.Protocols;
using TlsPathTools.Lab.Cloud;

namespace TlsPathTools.Lab.AwsApi.Ec2;

/// <summary>Route tables: what is in them, and their repair.</summary>
internal static class RouteOperations
{
    // What a route can lead to: the member of a request, the member of an answer, and how its ids begin.
    private static readonly (string Asked, string Shown, string Prefix)[] s_targets =
    [
        ("GatewayId", "gatewayId", "igw-"), ("NatGatewayId", "natGatewayId", "nat-"), ("NetworkInterfaceId", "networkInterfaceId", "eni-"),
        ("TransitGatewayId", "transitGatewayId", "tgw-"), ("VpcPeeringConnectionId", "vpcPeeringConnectionId", "pcx-"),
        ("EgressOnlyInternetGatewayId", "egressOnlyInternetGatewayId", "eigw-"), ("VpcEndpointId", "gatewayId", "vpce-"),
    ];

    private static readonly Filters<RouteTable> s_filters = new(table => table.Tags)
    {
        { "route-table-id", (_, table) => table.RouteTableId },
        { "vpc-id", (call, _) => call.Cloud.Vpc.VpcId },
        { "owner-id", (call, _) => call.Cloud.AccountId },
        { "association.main", (_, table) => table.Main ? "true" : "false" },
        { "association.subnet-id", (call, table) => Subnets(call, table).Select(subnet => subnet.SubnetId) },
        { "association.route-table-id", (_, table) => table.RouteTableId },
        { "route.destination-cidr-block", (call, table) => Routes(call, table).Where(route => route.DestinationPrefixListId is null).Select(route => route.Destination.ToString()) },
        { "route.destination-prefix-list-id", (call, table) => Routes(call, table).Select(route => route.DestinationPrefixListId) },
        { "route.gateway-id", (call, table) => Routes(call, table).Select(route => route.Target) },
        { "route.nat-gateway-id", (call, table) => Routes(call, table).Select(route => route.Target) },
        { "route.state", (call, table) => Routes(call, table).Select(route => route.Blackhole ? "blackhole" : "active") },
    };

    public static IEnumerable<AwsOperation> All { get; } =
    [
        new("ec2", "DescribeRouteTables", Describe),
        new("ec2", "CreateRoute", call => Write(call, replaces: false), Changes: true),
        new("ec2", "ReplaceRoute", call => Write(call, replaces: true), Changes: true),
        new("ec2", "DeleteRoute", Delete, Changes: true),
    ];

    private static void Describe(AwsCall call)
    {
        Page<RouteTable> page;
        lock (call.Gate)
            page = Ec2Resource.PageOf(call, s_filters.Apply(call, Ec2Resource.RouteTable.Select(call, "RouteTableId", call.Cloud.RouteTables)), "RouteTableId", "routeTableIdSet");
        call.List("routeTableSet", page.Items, table =>
        {
            AnswerWriter answer = call.Answer;
            answer.Text("routeTableId", table.RouteTableId).Text("vpcId", call.Cloud.Vpc.VpcId).Text("ownerId", call.Cloud.AccountId);
            answer.List("routeSet", Routes(call, table), route => WriteRoute(call, route));
            string?[] associated = [.. table.Main ? new string?[] { null } : [], .. Subnets(call, table).Select(subnet => subnet.SubnetId)];
            answer.List("associationSet", associated, subnet => answer
                .Text("routeTableAssociationId", "rtbassoc-" + (subnet?["subnet-".Length..] ?? table.RouteTableId["rtb-".Length..]))
                .Text("routeTableId", table.RouteTableId).Text("subnetId", subnet).Flag("main", subnet is null)
                .Object("associationState", () => answer.Text("state", "associated")));
            answer.Texts("propagatingVgwSet", []).Tags("tagSet", table.Tags, "key", "value");
        });
        call.Answer.Text("nextToken", page.Next);
    }

    private static void WriteRoute(AwsCall call, Route route)
    {
        AnswerWriter answer = call.Answer;
        if (route.DestinationPrefixListId is { } list)
            answer.Text("destinationPrefixListId", list);
        else
            answer.Text(route.Destination.Address.AddressFamily == AddressFamily.InterNetworkV6 ? "destinationIpv6CidrBlock" : "destinationCidrBlock", route.Destination.ToString());
        answer.Text(Array.Find(s_targets, target => route.Target.StartsWith(target.Prefix, StringComparison.Ordinal)).Shown ?? "gatewayId", route.Target);
        if (call.Cloud.NetworkInterfaces.TryGetValue(route.Target, out NetworkInterface? networkInterface) && networkInterface.InstanceId is { } instance)
            answer.Text("instanceId", instance).Text("instanceOwnerId", call.Cloud.AccountId);
        answer.Text("origin", route.Target == "local" ? "CreateRouteTable" : "CreateRoute").Text("state", route.Blackhole ? "blackhole" : "active");
    }

    private static void Write(AwsCall call, bool replaces)
    {
        lock (call.Gate)
        {
            RouteTable table = Ec2Resource.RouteTable.Get(call.Cloud.RouteTables, call.Input.Required("RouteTableId"));
            Route route = Asked(call);
            int index = IndexOf(table, route);
            string destination = route.DestinationPrefixListId ?? route.Destination.ToString();
            if (replaces && index < 0)
                throw new AwsException("InvalidParameterValue", $"There is no route defined for '{destination}' in the route table. Use CreateRoute instead.");
            // A route to nowhere is in nobody's way.
            if (!replaces && index >= 0 && !table.Routes[index].Blackhole)
                throw new AwsException("RouteAlreadyExists", $"The route identified by {destination} already exists.");
            call.Proceed();
            Keep(call, table);
            if (index >= 0)
                table.Routes[index] = route;
            else
                table.Routes.Add(route);
            call.Changed($"{table.RouteTableId}: {destination} to {route.Target}", ("AWS::EC2::RouteTable", table.RouteTableId));
            if (!replaces)
                call.Answer.Flag("return", true);
        }
    }

    private static void Delete(AwsCall call)
    {
        lock (call.Gate)
        {
            RouteTable table = Ec2Resource.RouteTable.Get(call.Cloud.RouteTables, call.Input.Required("RouteTableId"));
            Route route = Destination(call, target: "");
            string destination = route.DestinationPrefixListId ?? route.Destination.ToString();
            int index = IndexOf(table, route);
            if (index < 0)
                throw new AwsException("InvalidRoute.NotFound", $"no route with destination-cidr-block {destination} in route table {table.RouteTableId}");
            if (table.Routes[index].Target == "local")
                throw new AwsException("InvalidParameterValue", $"cannot remove local route {destination} in route table {table.RouteTableId}");
            call.Proceed();
            Keep(call, table);
            table.Routes.RemoveAt(index);
            call.Changed($"{table.RouteTableId}: no route to {destination} any more", ("AWS::EC2::RouteTable", table.RouteTableId));
        }
    }

    private static Route Asked(AwsCall call)
    {
        foreach ((string asked, _, _) in s_targets)
        {
            if (call.Input.Text(asked) is not { Length: > 0 } target)
                continue;
            bool known = asked switch
            {
                "GatewayId" => target == call.Cloud.Vpc.InternetGatewayId || target == "local",
                "NetworkInterfaceId" => call.Cloud.NetworkInterfaces.ContainsKey(target),
                // Of other gateways the world knows no more than the routes to them.
                _ => call.Cloud.RouteTables.Values.Any(table => table.Routes.Exists(route => route.Target == target)),
            };
            string noun = asked == "GatewayId" ? "gateway" : asked[..^2];
            return known ? Destination(call, target) : throw new AwsException($"Invalid{asked[..^2]}ID.NotFound", $"The {noun} ID '{target}' does not exist");
        }

        if (call.Input.Text("InstanceId") is { Length: > 0 } instance)
            return Destination(call, Ec2Resource.Instance.Get(call.Cloud.Instances, instance).NetworkInterfaceIds[0]);
        throw new AwsException("MissingParameter", "The request must contain exactly one of gatewayId, natGatewayId, networkInterfaceId, vpcPeeringConnectionId, "
            + "egressOnlyInternetGatewayId, transitGatewayId or instanceId");
    }

    private static Route Destination(AwsCall call, string target)
    {
        if (call.Input.Text("DestinationPrefixListId") is { Length: > 0 } list)
        {
            PrefixList known = Ec2Resource.PrefixList.Get(call.Cloud.PrefixLists, list);
            return new Route(known.Entries.FirstOrDefault(new Cidr(System.Net.IPAddress.Any, 32)), target, DestinationPrefixListId: list);
        }

        string text = call.Input.Text("DestinationCidrBlock") ?? call.Input.Text("DestinationIpv6CidrBlock") ?? throw Input.Missing("destinationCidrBlock");
        return Cidr.TryParse(text, out Cidr cidr)
            ? new Route(cidr, target)
            : throw new AwsException("InvalidParameterValue", $"Value ({text}) for parameter destinationCidrBlock is invalid. This is not a valid CIDR block.");
    }

    private static int IndexOf(RouteTable table, Route route) => table.Routes.FindIndex(other =>
        other.DestinationPrefixListId == route.DestinationPrefixListId && (route.DestinationPrefixListId is not null || other.Destination == route.Destination));

    private static void Keep(AwsCall call, RouteTable table) => call.Reads.Keep<IReadOnlyList<Route>>(table, nameof(RouteTable.Routes), [.. table.Routes]);

    // The local route is in every table, whether or not somebody wrote it there.
    private static IReadOnlyList<Route> Routes(AwsCall call, RouteTable table)
    {
        IReadOnlyList<Route> routes = call.Reads.Shown<IReadOnlyList<Route>>(table, nameof(RouteTable.Routes), table.Routes);
        return routes.Any(route => route.Target == "local") ? routes : [new Route(call.Cloud.Vpc.Cidr, "local"), .. routes];
    }

    private static IEnumerable<Subnet> Subnets(AwsCall call, RouteTable table) =>
        call.Cloud.Subnets.Values.Where(subnet => subnet.RouteTableId == table.RouteTableId);
}
