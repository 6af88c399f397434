using TlsPathTools.Lab;
using TlsPathTools.Lab.Cloud;
using TlsPathTools.Lab.Scenarios;
using TlsPathTools.Lab.World;

namespace TlsPathTools.Connections.Tests.Labs.RandomWorlds;

/// <summary>A world that is made of a seed: a load balancer, its zones and subnets, a few nodes with pods, and rules of which some are wrong.</summary>
internal sealed record RandomWorld(int Seed, WorldShape Shape, LabScenario Scenario)
{
    /// <summary>How to run it: what no scenario can say is put right before anything runs.</summary>
    public LabOptions Options => new() { HighPorts = true, Prepare = Prepare };

    public static RandomWorld Of(int seed)
    {
        var draw = new Draw(seed);
        var shape = WorldShape.Of(draw);
        var acls = new RandomAcls(draw, shape);
        var routes = new RandomRoutes(draw, shape);
        var groups = new RandomGroups(draw, shape);
        var network = new NetworkParts();
        string[] balancerSubnets = [.. shape.BalancerZones.Select(zone => network.Add(acls, routes, WorldShape.Zone(zone), WorldShape.BalancerBlock(zone)))];
        string[] nodeSubnets = [.. shape.NodeZones.Select(zone => network.Add(acls, routes, WorldShape.Zone(zone), shape.NodeBlock(zone)))];
        string? clientSubnet = shape.IsInternal ? network.Add(acls, routes, WorldShape.Zone(0), WorldShape.InsideBlock) : null;
        return new RandomWorld(seed, shape, new LabScenario
        {
            Name = $"random-{seed}",
            Title = "Rules from a seed",
            Endpoint = new EndpointSpec { Name = "app.example.org", Port = WorldShape.ListenerPort },
            Client = new ClientSpec { Address = shape.ClientAddress },
            Network = new NetworkSpec { Cidr = WorldShape.Vpc, Subnets = network.Subnets, RouteTables = network.RouteTables, NetworkAcls = network.NetworkAcls, SecurityGroups = [.. groups.All()] },
            Dns = new DnsSpec { Records = [new DnsRecordSpec { Name = "app.example.org", Type = "ALIAS", Values = ["front"] }] },
            Certificates = [new CertificateSpec { Name = "app", DnsNames = ["app.example.org"] }],
            LoadBalancers = [Balancer(shape, balancerSubnets)],
            TargetGroups = [Group(shape)],
            Cluster = Cluster(shape, groups, nodeSubnets, clientSubnet),
            // The probes are impatient by themselves; a load balancer that gives up first would tell of a busy machine.
            Timings = new LabTimings { ConnectTimeout = 6 },
            Truth = new TruthSpec { FaultClass = "NoFaultNow", Layer = "none" },
        });
    }

    private static LoadBalancerSpec Balancer(WorldShape shape, string[] subnets) => new()
    {
        Name = "front",
        Type = shape.IsNetwork ? "network" : "application",
        Scheme = shape.IsInternal ? "internal" : "internet-facing",
        Subnets = [.. subnets.Select(subnet => new LoadBalancerSubnetSpec { Subnet = subnet })],
        SecurityGroups = shape.HasGroups ? [RandomGroups.Balancer] : [],
        Listeners = [new ListenerSpec { Port = WorldShape.ListenerPort, Protocol = shape.IsNetwork ? "TCP" : "HTTPS", Certificate = shape.IsNetwork ? null : "app", Forward = [new ForwardSpec { TargetGroup = "app" }] }],
    };

    private static TargetGroupSpec Group(WorldShape shape) => new()
    {
        Name = "app",
        Protocol = shape.IsNetwork ? "TCP" : "HTTPS",
        Port = shape.TargetPort,
        TargetType = shape.TargetsPods ? "ip" : "instance",
        Targets = shape.TargetsPods ? ["pods:default/web"] : [.. shape.NodeZones.Select((_, node) => WorldShape.Node(node))],
        Attributes = shape.IsNetwork
            ? new Dictionary<string, string>(StringComparer.Ordinal) { ["preserve_client_ip.enabled"] = shape.Preserves ? "true" : "false", ["load_balancing.cross_zone.enabled"] = shape.CrossZone ? "true" : "false" }
            : new Dictionary<string, string>(StringComparer.Ordinal) { ["load_balancing.cross_zone.enabled"] = shape.CrossZone ? "use_load_balancer_configuration" : "false" },
        // One round, at the start: its word counts at once, and nothing changes afterwards.
        HealthCheck = new HealthCheckSpec
        {
            Protocol = shape.HealthPort is not null ? "HTTP" : shape.IsNetwork ? "TCP" : "HTTPS", Port = shape.HealthPort, Path = "/healthz", Matcher = "200", IntervalSeconds = 600,
        },
    };

    private static ClusterSpec Cluster(WorldShape shape, RandomGroups groups, string[] nodeSubnets, string? clientSubnet) => new()
    {
        Nodes =
        [
            .. nodeSubnets.Select((subnet, node) => new NodeSpec { Name = WorldShape.Node(node), Subnet = subnet, SecurityGroups = groups.OfNode(node) }),
            .. clientSubnet is null ? [] : new[] { new NodeSpec { Name = "client", Subnet = clientSubnet, Address = shape.ClientAddress, SecurityGroups = [RandomGroups.Client] } },
        ],
        Deployments = [new DeploymentSpec { Name = "web", Nodes = [.. shape.PodNodes.Select(WorldShape.Node)], Ports = [new PodPortSpec { Port = WorldShape.PodPort, Certificate = "app" }] }],
        Services =
        [
            new ServiceSpec
            {
                Name = "web",
                Selects = "web",
                Ports = [new ServicePortSpec { TargetPort = WorldShape.PodPort, NodePort = WorldShape.NodePort }],
                ExternalTrafficPolicy = shape.IsLocal ? "Local" : "Cluster",
                HealthCheckNodePort = shape.IsLocal ? WorldShape.LocalCheckPort : null,
                TrafficDistribution = shape.PrefersClose ? "PreferClose" : null,
            },
        ],
    };

    private void Prepare(LabWorld world)
    {
        // A network load balancer may have no groups at all: nothing filters there then.
        foreach (LoadBalancer balancer in world.Cloud.LoadBalancers.Values.Where(_ => !Shape.HasGroups))
        {
            balancer.SecurityGroupIds.Clear();
            foreach (LoadBalancerZone zone in balancer.Zones)
                world.Cloud.NetworkInterfaces[zone.NetworkInterfaceId].SecurityGroupIds.Clear();
        }

        if (world.Cloud.PrefixLists.TryGetValue(RandomGroups.Everybody, out PrefixList? everybody))
            everybody.Entries.AddRange([Cidr.Parse("192.0.2.0/24"), world.Addresses.Map(Cidr.Parse(Shape.ClientBlock))]);
        if (world.Cloud.PrefixLists.TryGetValue(RandomGroups.Nobody, out PrefixList? nobody))
            nobody.Entries.Add(Cidr.Parse("192.0.2.0/24"));
    }

    /// <summary>Subnets with the tables and lists that were made for them, each block once.</summary>
    private sealed class NetworkParts
    {
        private readonly Dictionary<string, SubnetSpec> _byBlock = new(StringComparer.Ordinal);

        public IReadOnlyList<SubnetSpec> Subnets => [.. _byBlock.Values];

        public List<RouteTableSpec> RouteTables { get; } = [];

        public List<NetworkAclSpec> NetworkAcls { get; } = [];

        public string Add(RandomAcls acls, RandomRoutes routes, string zone, string block)
        {
            if (_byBlock.TryGetValue(block, out SubnetSpec? known))
                return known.Id;
            string number = $"{_byBlock.Count + 1:x8}";
            NetworkAclSpec? acl = block == WorldShape.InsideBlock ? null : acls.Of($"acl-{number}", block);
            RouteTableSpec? table = routes.Of($"rtb-{number}", block);
            if (acl is not null)
                NetworkAcls.Add(acl);
            if (table is not null)
                RouteTables.Add(table);
            _byBlock[block] = new SubnetSpec { Id = $"subnet-{number}", Zone = zone, Cidr = block, NetworkAcl = acl?.Id, RouteTable = table?.Id };
            return _byBlock[block].Id;
        }
    }
}
