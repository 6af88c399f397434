using TlsPathTools.Dns;
using TlsPathTools.Lab;
using TlsPathTools.Lab.Scenarios;
using TlsPathTools.Lab.World;
using TlsPathTools.Topology;
using TlsPathTools.Topology.Collecting;
using TlsPathTools.Topology.KubeProxies;
using TlsPathTools.Topology.Map;
using TlsPathTools.Topology.NodePorts;
using TlsPathTools.Topology.Pods;

namespace TlsPathTools.Connections.Tests.Labs;

/// <summary>A scenario whose lab ran, what was read of it through the readers that everybody uses, and the world as it was then. The lab has ended.</summary>
internal sealed class MappedScenario
{
    // A world that is on the move (a node that goes away, health that is not told yet) comes to rest within this.
    private static readonly TimeSpan s_untilRest = TimeSpan.FromSeconds(40);

    private MappedScenario(TlsPathLab lab) => World = lab.World;

    /// <summary>The world; nothing in it moves any more.</summary>
    public LabWorld World { get; }

    /// <summary>The world while it was read.</summary>
    public required WorldView View { get; init; }

    public LabScenario Scenario => World.Scenario;

    /// <summary>The endpoint's addresses as the scenario's client is told them.</summary>
    public required IReadOnlyList<MapAddress> Addresses { get; init; }

    public required PathSnapshot Snapshot { get; init; }

    /// <summary>What each NodePort of the map answered to probes of this process, and through the API server.</summary>
    public required IReadOnlyList<NodePortResult> Direct { get; init; }

    public required IReadOnlyList<NodePortResult> ThroughApiServer { get; init; }

    public IReadOnlyList<EndpointLoadBalancer> Balancers => field ??= EndpointLoadBalancers.Find(Snapshot, Addresses);

    public IReadOnlyList<NodeKubeProxy> KubeProxies => field ??= NodeKubeProxies.Find(Snapshot);

    public IReadOnlyList<NodePodDistribution> Pods => field ??=
    [
        .. Rows.Where(row => row.ServiceName is not null).Select(row => (row.Namespace, row.ServiceName)).Distinct()
            .SelectMany(service => NodePodDistributions.Find(Snapshot, service.Namespace!, service.ServiceName!)),
    ];

    public IReadOnlyList<TargetNode> Rows => field ??= Map(Addresses);

    /// <summary>The map of addresses with what was measured at them.</summary>
    public IReadOnlyList<TargetNode> Map(IReadOnlyList<MapAddress> addresses, params IReadOnlyList<NodePortResult> nodePorts) =>
        TargetNodeMap.Build(Snapshot, new MapQuery { Addresses = addresses, NodePorts = nodePorts }, KubeProxies);

    public static async Task<MappedScenario> RunAsync(string name, CancellationToken cancellationToken)
    {
        await using TlsPathLab lab = await TlsPathLab.StartAsync(ScenarioFile.Load(name), cancellationToken: cancellationToken);
        using PathAccess access = PathAccess.Of(lab);
        Assert.Empty(access.Notes);
        DateTime until = DateTime.UtcNow + s_untilRest;
        while (true)
        {
            WorldView before = WorldView.Of(lab);
            MapAddress[] addresses = [.. lab.EndpointAddresses.Select(address => new MapAddress($"{address}", lab.EndpointPort, lab.EndpointName))];
            PathSnapshot snapshot = await SnapshotAsync(lab, access, addresses, cancellationToken);
            if (WorldView.Of(lab).Fingerprint != before.Fingerprint && DateTime.UtcNow < until)
                continue;
            NodePortTarget[] targets = [.. TargetNodeMap.Build(snapshot, new MapQuery { Addresses = addresses }, []).Where(row => row.NodePort is not null)
                .Select(row => new NodePortTarget(row.NodeName, row.InstanceId, row.PrivateIpAddress, row.NodePort!.Value, row.HostName)).Distinct()];
            Task<IReadOnlyList<NodePortResult>> direct = AskAsync(NodePortRoute.Direct);
            Task<IReadOnlyList<NodePortResult>> throughApiServer = AskAsync(NodePortRoute.ApiServer);
            return new MappedScenario(lab)
            {
                View = before,
                Addresses = addresses,
                Snapshot = snapshot,
                Direct = await direct,
                ThroughApiServer = await throughApiServer,
            };

            Task<IReadOnlyList<NodePortResult>> AskAsync(NodePortRoute route) => new NodePortTest(
                targets, new NodePortOptions { Route = route, Count = 6, Timeout = TimeSpan.FromSeconds(1) }, access.Cluster is { } cluster ? [cluster] : [], lab.Connector).RunAsync(cancellationToken);
        }
    }

    /// <summary>Reads everything that an address's path has to do with.</summary>
    public static Task<PathSnapshot> SnapshotAsync(TlsPathLab lab, PathAccess access, IReadOnlyList<MapAddress> addresses, CancellationToken cancellationToken) =>
        new SnapshotCollector(
            access.Cloud is { } cloud ? [cloud] : [], access.Cluster is { } cluster ? [cluster] : [],
            new LoadBalancerNames(new ResolverOptions { Servers = [lab.ClientResolver], WireOnly = true }))
        .CollectAsync(new SnapshotRequest { Addresses = addresses, ClusterName = lab.Scenario.Cluster?.Name, Parts = SnapshotParts.All }, cancellationToken);
}
