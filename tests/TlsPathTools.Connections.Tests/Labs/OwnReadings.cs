using TlsPathTools.Lab;
using TlsPathTools.Topology;
using TlsPathTools.Topology.Certificates;
using TlsPathTools.Topology.Collecting;
using TlsPathTools.Topology.Conflicts;
using TlsPathTools.Topology.KubeProxies;
using TlsPathTools.Topology.Map;
using TlsPathTools.Topology.Pods;

namespace TlsPathTools.Connections.Tests.Labs;

/// <summary>What each read cmdlet says when it has read no more than it reads by itself. The requests are those of the cmdlets.</summary>
internal sealed record OwnReadings
{
    /// <summary>Get-EndpointLoadBalancer.</summary>
    public required IReadOnlyList<EndpointLoadBalancer> Balancers { get; init; }

    /// <summary>Get-TargetNodeMap.</summary>
    public required IReadOnlyList<TargetNode> Rows { get; init; }

    /// <summary>Get-NodeKubeProxy.</summary>
    public required IReadOnlyList<NodeKubeProxy> KubeProxies { get; init; }

    /// <summary>Get-NodePodDistribution.</summary>
    public required IReadOnlyList<NodePodDistribution> Pods { get; init; }

    /// <summary>Find-LoadBalancerConflict, all addresses taken for failing.</summary>
    public required IReadOnlyList<LoadBalancerConflict> Conflicts { get; init; }

    /// <summary>Test-CertificateRenewal -NoProbe.</summary>
    public required IReadOnlyList<CertificateRenewal> Renewals { get; init; }

    /// <summary>What none of them could read.</summary>
    public required IReadOnlyList<SnapshotGap> Gaps { get; init; }

    public static async Task<OwnReadings> ReadAsync(TlsPathLab lab, PathAccess access, IReadOnlyList<MapAddress> addresses, PathSnapshot whole, CancellationToken cancellationToken)
    {
        var gaps = new List<SnapshotGap>();
        PathSnapshot front = await ReadAsync(new SnapshotRequest { Addresses = addresses, Parts = SnapshotParts.FrontEnd | SnapshotParts.Targets });
        PathSnapshot map = await ReadAsync(new SnapshotRequest { Addresses = addresses, Parts = SnapshotParts.Map | SnapshotParts.KubeProxies, KubeProxyLimit = 20 });
        PathSnapshot proxies = await ReadAsync(new SnapshotRequest { Parts = SnapshotParts.KubeProxies | SnapshotParts.Services, KubeProxyLimit = 200 });
        PathSnapshot conflicts = await ReadAsync(new SnapshotRequest { Addresses = addresses, Parts = SnapshotParts.FrontEnd | SnapshotParts.Targets | SnapshotParts.Conflicts });
        PathSnapshot renewals = await ReadAsync(new SnapshotRequest { Parts = SnapshotParts.Certificates });
        var pods = new List<NodePodDistribution>();
        foreach ((string? @namespace, string? service) in TargetNodeMap.Build(whole, new MapQuery { Addresses = addresses }, []).Where(row => row.ServiceName is not null).Select(row => (row.Namespace, row.ServiceName)).Distinct())
            pods.AddRange(NodePodDistributions.Find(await ReadAsync(new SnapshotRequest { Namespace = @namespace, ServiceName = service, Parts = SnapshotParts.Nodes | SnapshotParts.Services }), @namespace!, service!));
        return new OwnReadings
        {
            Balancers = EndpointLoadBalancers.Find(front, addresses),
            Rows = TargetNodeMap.Build(map, new MapQuery { Addresses = addresses }, NodeKubeProxies.Find(map)),
            KubeProxies = NodeKubeProxies.Find(proxies),
            Pods = pods,
            Conflicts = LoadBalancerConflicts.Find(conflicts, [.. addresses.Select(address => address.IPAddress)], EndpointLoadBalancers.Find(conflicts, addresses)),
            Renewals = CertificateRenewals.Find(renewals),
            Gaps = gaps,
        };

        async Task<PathSnapshot> ReadAsync(SnapshotRequest request)
        {
            PathSnapshot snapshot = await MappedScenario.SnapshotAsync(lab, access, request, cancellationToken);
            gaps.AddRange(snapshot.Gaps);
            return snapshot;
        }
    }
}
