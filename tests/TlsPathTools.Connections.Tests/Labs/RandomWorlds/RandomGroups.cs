using System.Globalization;
using TlsPathTools.Lab.Scenarios;

namespace TlsPathTools.Connections.Tests.Labs.RandomWorlds;

/// <summary>Security groups of load balancer, nodes and client, each rule in one of several ways, and now and then a wrong one.</summary>
internal sealed class RandomGroups(Draw draw, WorldShape shape)
{
    public const string Balancer = "sg-0b000000", Client = "sg-0c000000", Everybody = "pl-0a000000", Nobody = "pl-0f000000";

    private const double WrongShare = 0.06;

    // Each node may have a group of its own; what all have in common may be in another.
    private readonly bool _apart = draw.Chance(0.3);
    private readonly bool _split = draw.Chance(0.25);

    /// <summary>The groups of a node.</summary>
    public IReadOnlyList<string> OfNode(int node) => _split ? [Own(node), "sg-0e000000"] : [Own(node)];

    public IEnumerable<SecurityGroupSpec> All()
    {
        if (shape.HasGroups)
            yield return OfBalancer();
        if (shape.IsInternal)
            yield return OfClient();
        if (_split)
            yield return new SecurityGroupSpec { Id = "sg-0e000000", Name = "extra", Ingress = [.. FromBalancer()], Egress = [] };
        foreach (int node in Enumerable.Range(0, _apart ? shape.NodeZones.Count : 1))
        {
            yield return new SecurityGroupSpec
            {
                Id = Own(node),
                Name = $"nodes-{node}",
                Ingress = [.. draw.Shuffled([.. _split ? [] : FromBalancer(), .. FromNodes(), .. Noise()])],
                Egress = Egress(),
            };
        }
    }

    private string Own(int node) => $"sg-0d00000{(_apart ? node : 0)}";

    private IEnumerable<string> Owns => Enumerable.Range(0, _apart ? shape.NodeZones.Count : 1).Select(Own);

    private SecurityGroupSpec OfBalancer()
    {
        string[] clients = [shape.ClientBlock, $"{shape.ClientAddress}/32", "0.0.0.0/0", Everybody, .. shape.IsInternal ? new[] { Client, WorldShape.Vpc } : []];
        string[] others = ["203.0.113.240/29", Nobody, Own(0), "198.51.100.128/25"];
        SecurityGroupRuleSpec[] ingress =
        [
            .. draw.Of<SecurityGroupRuleSpec[]>(
                [[Tcp(WorldShape.ListenerPort, draw.Of(clients))], [All(draw.Of(clients))], [Range("0-65535", draw.Of(clients))]],
                [[], [Tcp(WorldShape.ListenerPort, draw.Of(others))], [Tcp(80, "0.0.0.0/0")], [Udp(WorldShape.ListenerPort)]],
                WrongShare),
            .. Noise(),
        ];
        string[] targets = [WorldShape.Vpc, "0.0.0.0/0", .. _apart ? [] : Owns];
        SecurityGroupRuleSpec[]? egress = draw.Of<SecurityGroupRuleSpec[]?>(
            [null, null, [Tcp(shape.TargetPort, draw.Of(targets)), Tcp(shape.CheckPort, draw.Of(targets))], [All(draw.Of(targets))], [.. Owns.SelectMany(group => new[] { Tcp(shape.TargetPort, group), Tcp(shape.CheckPort, group) })]],
            [[], [Tcp(shape.CheckPort == shape.TargetPort ? 80 : shape.CheckPort, WorldShape.Vpc)], [Tcp(shape.TargetPort, "10.0.200.0/24")], [Tcp(shape.TargetPort, WorldShape.Vpc)]],
            WrongShare);
        return new SecurityGroupSpec { Id = Balancer, Name = "front", Ingress = ingress, Egress = egress };
    }

    private SecurityGroupSpec OfClient() => new()
    {
        Id = Client,
        Name = "clients",
        Egress = draw.Of<SecurityGroupRuleSpec[]?>(
            [null, [Tcp(WorldShape.ListenerPort, WorldShape.Vpc)], shape.HasGroups ? [Tcp(WorldShape.ListenerPort, Balancer)] : null],
            [[], [Tcp(80, "0.0.0.0/0")], [Tcp(WorldShape.ListenerPort, "10.0.200.0/24")]],
            WrongShare),
    };

    private IEnumerable<SecurityGroupRuleSpec> FromBalancer()
    {
        // Whom the targets see: the client where its address is preserved; the load balancer's group counts all the same.
        string[] senders = [.. shape.HasGroups ? new[] { Balancer } : [], "0.0.0.0/0", .. shape.Preserves ? [shape.ClientBlock, Everybody] : new[] { WorldShape.Vpc }];
        string[] others = [shape.Preserves && !shape.IsInternal ? WorldShape.Vpc : "203.0.113.0/24", Nobody, Own(0)];
        string[] checkers = [.. shape.HasGroups ? new[] { Balancer } : [], WorldShape.Vpc, "0.0.0.0/0"];
        return
        [
            .. draw.Of<SecurityGroupRuleSpec[]>(
                [[Tcp(shape.TargetPort, draw.Of(senders))], shape.TargetsPods ? [Tcp(shape.TargetPort, draw.Of(senders))] : [Range("30000-32767", draw.Of(senders))]],
                [[], [Tcp(shape.TargetPort, draw.Of(others))], [Tcp(shape.TargetPort + 1, "0.0.0.0/0")]],
                WrongShare),
            .. draw.Of<SecurityGroupRuleSpec[]>([[Tcp(shape.CheckPort, draw.Of(checkers))]], [[], [Tcp(shape.CheckPort, "198.51.100.0/24")]], WrongShare),
        ];
    }

    private SecurityGroupRuleSpec[] FromNodes() => draw.Of<SecurityGroupRuleSpec[]>(
        [[Tcp(WorldShape.PodPort, WorldShape.Vpc)], [.. Owns.Select(group => Tcp(WorldShape.PodPort, group))], [.. Owns.Select(All)], [Range("1025-65535", WorldShape.Vpc)]],
        [[], [Tcp(443, WorldShape.Vpc)], [Tcp(WorldShape.PodPort, Own(0))], [Tcp(WorldShape.PodPort, Nobody)], [Tcp(WorldShape.NodePort, WorldShape.Vpc)]],
        wrongShare: 0.1);

    private SecurityGroupRuleSpec[]? Egress() => draw.Of<SecurityGroupRuleSpec[]?>(
        [null, null, null, [Tcp(WorldShape.PodPort, WorldShape.Vpc)], [.. Owns.Select(group => Tcp(WorldShape.PodPort, group)), Tcp(443, "0.0.0.0/0")]],
        [[Tcp(443, "0.0.0.0/0")], [Tcp(WorldShape.NodePort, WorldShape.Vpc)], []],
        WrongShare);

    private IEnumerable<SecurityGroupRuleSpec> Noise() => draw.Chance(0.4) ? [Tcp(22, draw.Of("0.0.0.0/0", WorldShape.Vpc)), Udp(53)] : [];

    private static SecurityGroupRuleSpec Tcp(int port, string peer) => Range(port.ToString(CultureInfo.InvariantCulture), peer);

    private static SecurityGroupRuleSpec Range(string ports, string peer) => new() { Ports = ports, Peer = peer };

    private static SecurityGroupRuleSpec All(string peer) => new() { Protocol = "all", Peer = peer };

    private static SecurityGroupRuleSpec Udp(int port) => new() { Protocol = "udp", Ports = port.ToString(CultureInfo.InvariantCulture), Peer = "0.0.0.0/0" };
}
