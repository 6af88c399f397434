using System.Net;
using TlsPathTools.Lab;
using TlsPathTools.Probing;
using TlsPathTools.Reachability;
using TlsPathTools.Topology;
using TlsPathTools.Topology.Collecting;
using TlsPathTools.Topology.Map;

namespace TlsPathTools.Connections.Tests.Labs;

/// <summary>A lab that runs, what the rules are concluded to say about it, and what real bytes meet there.</summary>
internal sealed class ReachedLab : IAsyncDisposable
{
    private readonly PathAccess _access;
    private readonly CertificateTrust _trust;

    private ReachedLab(TlsPathLab lab)
    {
        Lab = lab;
        _access = PathAccess.Of(lab);
        _trust = CertificateTrust.FromFile(lab.TrustedPemPath!);
        // All of them, whether DNS gives them out now or not.
        Addresses =
        [
            .. lab.World.Cloud.LoadBalancers.Values.Where(balancer => balancer.Listeners.Exists(listener => listener.Port == lab.EndpointPort)).SelectMany(balancer => balancer.Zones)
                .Select(zone => new MapAddress($"{zone.PublicIp ?? zone.PrivateIp}", lab.EndpointPort, lab.EndpointName)),
        ];
    }

    public TlsPathLab Lab { get; }

    public IReadOnlyList<MapAddress> Addresses { get; }

    public static async Task<ReachedLab> StartAsync(Lab.Scenarios.LabScenario scenario, LabOptions? options, CancellationToken cancellationToken) =>
        new(await TlsPathLab.StartAsync(scenario, options, cancellationToken));

    /// <summary>The address of a zone.</summary>
    public string AddressIn(string zone) => Lab.World.Cloud.LoadBalancers.Values.SelectMany(balancer => balancer.Zones).Where(one => one.ZoneName == zone).Select(one => $"{one.PublicIp ?? one.PrivateIp}").Single();

    /// <summary>Reads the world as users do, and judges it.</summary>
    public async Task<Judged> JudgeAsync(CancellationToken cancellationToken)
    {
        // A client in the VPC has an interface of its own there, with groups: it is asked for like an address of the path.
        IPAddress client = WorldVerdict.ClientOf(Lab.World);
        IReadOnlyList<MapAddress> read = Lab.World.Addresses.Vpc.Contains(client) ? [.. Addresses, new MapAddress($"{client}")] : Addresses;
        var request = new SnapshotRequest { Addresses = read, ClusterName = Lab.Scenario.Cluster?.Name, Parts = SnapshotParts.Map | SnapshotParts.Network };
        PathSnapshot snapshot = await MappedScenario.SnapshotAsync(Lab, _access, request, cancellationToken);
        Assert.Empty(snapshot.Gaps);
        IReadOnlyList<TargetNode> rows = TargetNodeMap.Build(snapshot, new MapQuery { Addresses = Addresses }, []);
        return new Judged(rows, NodeReachability.Check(snapshot, rows, new ReachabilityOptions { ClientAddress = $"{client}" }));
    }

    /// <summary>Attempts from the client's position, by address.</summary>
    public async Task<IReadOnlyDictionary<string, TlsPathResult>> ProbeAsync(IReadOnlyList<string> addresses, int count, TimeSpan timeout, CancellationToken cancellationToken)
    {
        var options = new ProbeOptions { Count = count, AttemptsPerSecond = 100, Timeout = timeout, ResponseTimeout = timeout, Trust = _trust, Path = Lab.Scenario.Endpoint.Path };
        var run = new ProbeRun([.. addresses.Select(address => new ProbeTarget(Lab.EndpointName, IPAddress.Parse(address), Lab.EndpointPort))], options, time: null, Lab.Connector);
        await foreach (TlsAttempt _ in run.RunAsync(cancellationToken))
        {
            // The results are of all of them.
        }

        return run.Results().ToDictionary(result => result.IPAddress, StringComparer.Ordinal);
    }

    public async ValueTask DisposeAsync()
    {
        _access.Dispose();
        await Lab.DisposeAsync();
    }
}

/// <summary>What is concluded about a lab.</summary>
internal sealed record Judged(IReadOnlyList<TargetNode> Rows, IReadOnlyList<ReachabilityCheck> Checks)
{
    /// <summary>The hops of a connection that meets an address and is sent to a target.</summary>
    public IEnumerable<ReachabilityCheck> Hops(TargetNode row) => Checks.Where(check => check.IPAddress == row.IPAddress
        && (check.Hop is ReachabilityHop.ClientToLoadBalancer || (check.TargetGroupArn == row.TargetGroupArn && check.TargetId == row.TargetId)));

    /// <summary>The only check of a hop at an address, of one node where there are several.</summary>
    public ReachabilityCheck At(string address, ReachabilityHop hop, string? node = null) =>
        Assert.Single(Checks, check => check.IPAddress == address && check.Hop == hop && (node is null || check.NodeName == node));
}
