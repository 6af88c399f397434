using TlsPathTools.Lab.Scenarios;

namespace TlsPathTools.Connections.Tests.Labs.RandomWorlds;

/// <summary>Route tables: the way back to the clients, and routes that are more specific than the local one.</summary>
internal sealed class RandomRoutes(Draw draw, WorldShape shape)
{
    private const double WrongShare = 0.06;
    private const string Nat = "nat-0a000000";

    /// <summary>The table of a subnet; null for the main one, which has a route to the internet gateway.</summary>
    public RouteTableSpec? Of(string id, string block)
    {
        RouteSpec[]? routes = shape.BalancerBlocks.Contains(block, StringComparer.Ordinal) && !shape.IsInternal ? ToClients() : Private();
        if (routes is null)
            return null;
        // Whatever else leads somewhere, packets of the VPC may have a way of their own, that ends.
        string[] nodes = [.. shape.NodeBlocks.Where(other => other != block)];
        string[] others = [.. nodes, .. shape.BalancerBlocks.Append(shape.ClientBlock).Where(other => other != block && other != WorldShape.OutsideBlock).Except(nodes, StringComparer.Ordinal)];
        List<RouteSpec> ends = [];
        if (others.Length > 0 && draw.Chance(WrongShare))
            ends.Add(Gone(draw.Of(others)));
        else if (nodes.Length > 0 && shape.NodeBlocks.Contains(block, StringComparer.Ordinal) && draw.Chance(WrongShare))
            ends.Add(Gone(draw.Of(nodes)));
        return new RouteTableSpec { Id = id, Routes = [.. draw.Shuffled([.. routes, .. ends])] };
    }

    private RouteSpec[]? ToClients()
    {
        RouteSpec Default(string target) => new() { Destination = "0.0.0.0/0", Target = target };
        RouteSpec Client(string target, string block = WorldShape.OutsideBlock) => new() { Destination = block, Target = target };
        return draw.Of<RouteSpec[]?>(
            [null, [Default("igw")], [Default("igw"), Client(Nat, "203.0.113.0/24")], [Default(Nat), Client("igw")], [Client("igw", "198.51.100.7/32"), Client(Nat)], [Default("igw"), Client(Nat, "198.51.100.8/29") with { Blackhole = true }]],
            [[], [Default(Nat)], [Default("igw") with { Blackhole = true }], [Default("igw"), Client(Nat)], [Default("igw"), Client("igw", "198.51.100.0/29") with { Blackhole = true }], [Client("igw"), Client(Nat, "198.51.100.7/32")]],
            WrongShare * 1.5);
    }

    private static RouteSpec Gone(string block) => new() { Destination = block, Target = Nat, Blackhole = true };

    private RouteSpec[]? Private() => draw.Of<RouteSpec[]?>(null, [], [new RouteSpec { Destination = "0.0.0.0/0", Target = Nat }]);
}
