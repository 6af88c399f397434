namespace TlsPathTools.Topology.Collecting;

/// <summary>Reads everything that a request names, from every account and cluster at once, into one snapshot. Failures are gaps; only cancellation is thrown.</summary>
public sealed class SnapshotCollector(IReadOnlyList<ICloudReader> clouds, IReadOnlyList<IClusterReader> clusters, ILoadBalancerNames? names = null, TimeProvider? time = null)
{
    private readonly TimeProvider _time = time ?? TimeProvider.System;

    /// <summary>Reads.</summary>
    /// <param name="request">What.</param>
    /// <param name="cancellationToken">Ends reading, and what was read is lost.</param>
    public async Task<PathSnapshot> CollectAsync(SnapshotRequest request, CancellationToken cancellationToken = default)
    {
        var gaps = new GapList();
        DateTime began = _time.GetUtcNow().UtcDateTime;
        Task<CloudState[]> cloud = Task.WhenAll(clouds.Select(reader => new CloudCollector(reader, request, names, gaps, _time).CollectAsync(cancellationToken)));
        Task<ClusterHints> hints = HintsAsync(cloud);
        Task<ClusterState[]> cluster = Task.WhenAll(clusters.Select(reader => new ClusterCollector(reader, request, gaps, _time).CollectAsync(hints, cancellationToken)));
        await Task.WhenAll(cloud, cluster).ConfigureAwait(false);
        ClusterState[] read = await cluster.ConfigureAwait(false);
        CloudState[] accounts = await cloud.ConfigureAwait(false);
        if ((request.Parts & (SnapshotParts.Network | SnapshotParts.Services)) == (SnapshotParts.Network | SnapshotParts.Services))
            accounts = await EndpointNodes.AddAsync(clouds, accounts, read, gaps, cancellationToken).ConfigureAwait(false);
        return new PathSnapshot
        {
            BeganUtc = began,
            EndedUtc = _time.GetUtcNow().UtcDateTime,
            Clouds = accounts,
            Clusters = read,
            Gaps = [.. gaps.Gaps.OrderBy(gap => gap.Source, StringComparer.Ordinal).ThenBy(gap => gap.Operation, StringComparer.Ordinal).ThenBy(gap => gap.Resource, StringComparer.Ordinal)],
        };
    }

    private static async Task<ClusterHints> HintsAsync(Task<CloudState[]> clouds) => ClusterHints.Of(await clouds.ConfigureAwait(false));
}
