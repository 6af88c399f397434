namespace TlsPathTools.Connections.Tests.Labs.RandomWorlds;

/// <summary>What there is in a random world, before anybody writes rules about it.</summary>
internal sealed record WorldShape
{
    public const string Vpc = "10.0.0.0/16", OutsideBlock = "198.51.100.0/24", InsideBlock = "10.0.31.0/24";
    public const int ListenerPort = 443, NodePort = 30080, PodPort = 9443, KubeProxyPort = 10256, LocalCheckPort = 31900;

    /// <summary>network or application.</summary>
    public required bool IsNetwork { get; init; }

    /// <summary>Whether the load balancer is internal, and its client in the VPC.</summary>
    public required bool IsInternal { get; init; }

    /// <summary>Whether a network load balancer has security groups; others always do.</summary>
    public required bool HasGroups { get; init; }

    public required bool TargetsPods { get; init; }

    public required bool Preserves { get; init; }

    public required bool CrossZone { get; init; }

    /// <summary>externalTrafficPolicy.</summary>
    public required bool IsLocal { get; init; }

    public required bool PrefersClose { get; init; }

    /// <summary>Null: the port of the traffic.</summary>
    public required int? HealthPort { get; init; }

    /// <summary>The zones of the load balancer, by number.</summary>
    public required IReadOnlyList<int> BalancerZones { get; init; }

    /// <summary>The zone of each node.</summary>
    public required IReadOnlyList<int> NodeZones { get; init; }

    /// <summary>Zones whose nodes are in the subnet of the load balancer.</summary>
    public required IReadOnlySet<int> SharedZones { get; init; }

    /// <summary>The node of each pod, by number.</summary>
    public required IReadOnlyList<int> PodNodes { get; init; }

    public string ClientBlock => IsInternal ? InsideBlock : OutsideBlock;

    public string ClientAddress => IsInternal ? "10.0.31.20" : "198.51.100.7";

    public int TargetPort => TargetsPods ? PodPort : NodePort;

    public int CheckPort => HealthPort ?? TargetPort;

    public IEnumerable<string> BalancerBlocks => BalancerZones.Select(BalancerBlock);

    public IEnumerable<string> NodeBlocks => NodeZones.Distinct().Select(NodeBlock);

    public string NodeBlock(int zone) => SharedZones.Contains(zone) ? BalancerBlock(zone) : $"10.0.{11 + zone}.0/24";

    public static string BalancerBlock(int zone) => $"10.0.{1 + zone}.0/24";

    public static string Zone(int zone) => $"eu-west-2{(char)('a' + zone)}";

    public static string Node(int node) => $"worker-{node}";

    public static WorldShape Of(Draw draw)
    {
        int zones = draw.Of(1, 2, 2, 2, 3);
        bool isNetwork = zones == 1 || draw.Chance(0.7);
        bool targetsPods = draw.Chance(0.3);
        bool isLocal = !targetsPods && draw.Chance(0.2);
        bool preserves = isNetwork && draw.Chance(targetsPods ? 0.3 : 0.6);
        int nodes = draw.Of(1, 2, 2, 3, 3);
        int[] nodeZones = [.. Enumerable.Range(0, nodes).Select(node => draw.Chance(0.75) ? node % zones : draw.Next(zones))];
        return new WorldShape
        {
            IsNetwork = isNetwork,
            IsInternal = draw.Chance(0.3),
            HasGroups = !isNetwork || draw.Chance(0.6),
            TargetsPods = targetsPods,
            Preserves = preserves,
            CrossZone = draw.Chance(0.5),
            IsLocal = isLocal,
            PrefersClose = draw.Chance(0.15),
            HealthPort = targetsPods ? null : isLocal ? draw.Of<int?>(null, KubeProxyPort, LocalCheckPort, LocalCheckPort) : draw.Of<int?>(null, KubeProxyPort, KubeProxyPort),
            BalancerZones = zones == 3 && draw.Chance(0.3) ? [0, 1] : [.. Enumerable.Range(0, zones)],
            NodeZones = nodeZones,
            // What an ACL sees of packets that stay in its subnet with a client's address from outside is documented nowhere.
            SharedZones = preserves ? new HashSet<int>() : Enumerable.Range(0, zones).Where(zone => !(zones == 3 && zone == 2) && draw.Chance(0.15)).ToHashSet(),
            PodNodes = [.. Enumerable.Range(0, draw.Of(1, 1, 1, 2, 3)).Select(_ => draw.Next(nodes))],
        };
    }
}
