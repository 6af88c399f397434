using System.Net;
using TlsPathTools.Dns;
using TlsPathTools.Lab;
using TlsPathTools.Lab.Scenarios;
using TlsPathTools.Lab.World;
using TlsPathTools.Probing;
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

    /// <summary>What the scenario's client meets at each address, by its own way.</summary>
    public required IReadOnlyList<TlsPathResult> Results { get; init; }

    /// <summary>What each cmdlet would read by itself.</summary>
    public required OwnReadings Own { get; init; }

    /// <summary>What each NodePort of the map answered to probes from within the VPC.</summary>
    public required IReadOnlyList<NodePortResult> Direct { get; init; }

    /// <summary>The same from where the scenario's client is.</summary>
    public required IReadOnlyList<NodePortResult> FromOutside { get; init; }

    /// <summary>The same through the API server.</summary>
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
            Task<OwnReadings> own = OwnReadings.ReadAsync(lab, access, addresses, snapshot, cancellationToken);
            Task<IReadOnlyList<TlsPathResult>> results = ProbeAsync(lab, addresses, cancellationToken);
            Task<IReadOnlyList<NodePortResult>> direct = AskAsync(NodePortRoute.Direct, new VpcConnector(lab.World));
            Task<IReadOnlyList<NodePortResult>> fromOutside = AskAsync(NodePortRoute.Direct, lab.Connector);
            Task<IReadOnlyList<NodePortResult>> throughApiServer = AskAsync(NodePortRoute.ApiServer, lab.Connector);
            return new MappedScenario(lab)
            {
                View = before,
                Addresses = addresses,
                Snapshot = snapshot,
                Own = await own,
                Results = await results,
                Direct = await direct,
                FromOutside = await fromOutside,
                ThroughApiServer = await throughApiServer,
            };

            Task<IReadOnlyList<NodePortResult>> AskAsync(NodePortRoute route, IConnector connector) => new NodePortTest(
                targets, new NodePortOptions { Route = route, Count = 6, Timeout = TimeSpan.FromSeconds(1) }, access.Cluster is { } cluster ? [cluster] : [], connector).RunAsync(cancellationToken);
        }
    }

    /// <summary>The addresses with what was measured at them.</summary>
    public IReadOnlyList<MapAddress> Measured => [.. Results.Select(result => new MapAddress(result.IPAddress, result.Port, result.HostName)
    {
        Attempts = result.Attempts,
        Failures = result.Failures,
        FailureRate = result.FailureRate,
        Verdict = result.Verdict,
        FailureKinds = result.FailureKinds,
    })];

    /// <summary>Reads everything that an address's path has to do with.</summary>
    public static Task<PathSnapshot> SnapshotAsync(TlsPathLab lab, PathAccess access, IReadOnlyList<MapAddress> addresses, CancellationToken cancellationToken) =>
        SnapshotAsync(lab, access, new SnapshotRequest { Addresses = addresses, ClusterName = lab.Scenario.Cluster?.Name, Parts = SnapshotParts.All }, cancellationToken);

    /// <summary>Reads what is asked for.</summary>
    public static Task<PathSnapshot> SnapshotAsync(TlsPathLab lab, PathAccess access, SnapshotRequest request, CancellationToken cancellationToken) => new SnapshotCollector(
        access.Cloud is { } cloud ? [cloud] : [], access.Cluster is { } cluster ? [cluster] : [],
        new LoadBalancerNames(new ResolverOptions { Servers = [lab.ClientResolver], WireOnly = true })).CollectAsync(request, cancellationToken);

    private static async Task<IReadOnlyList<TlsPathResult>> ProbeAsync(TlsPathLab lab, IReadOnlyList<MapAddress> addresses, CancellationToken cancellationToken)
    {
        var options = new ProbeOptions
        {
            Count = 8,
            Timeout = TimeSpan.FromSeconds(4),
            Trust = CertificateTrust.FromFile(lab.TrustedPemPath!),
            Proxy = lab.ClientProxy is { } proxy ? ProbeProxy.Parse(proxy.AbsoluteUri) : null,
            Path = lab.Scenario.Endpoint.Path,
        };
        var run = new ProbeRun([.. addresses.Select(address => new ProbeTarget(address.HostName, IPAddress.Parse(address.IPAddress), address.Port!.Value))], options, time: null, lab.Connector);
        await foreach (TlsAttempt _ in run.RunAsync(cancellationToken))
        {
            // The results are of all of them.
        }

        return run.Results();
    }
}
