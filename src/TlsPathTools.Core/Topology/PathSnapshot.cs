namespace TlsPathTools.Topology;

/// <summary>
/// The state of cloud and cluster that matters to a path, as it was read at one time by one caller: immutable, and the same after a trip
/// through JSON. Map, comparison, reachability and diagnosis are functions of it.
/// </summary>
public sealed record PathSnapshot : TlsPathRecord
{
    /// <summary>When reading began, in UTC.</summary>
    public required DateTime BeganUtc { get; init; }

    /// <summary>When reading ended, in UTC.</summary>
    public required DateTime EndedUtc { get; init; }

    /// <summary>One per account and region.</summary>
    public CloudState[] Clouds { get; init => field = value ?? []; } = [];

    /// <summary>One per cluster.</summary>
    public ClusterState[] Clusters { get; init => field = value ?? []; } = [];

    /// <summary>What could not be read.</summary>
    public SnapshotGap[] Gaps { get; init => field = value ?? []; } = [];

    /// <inheritdoc/>
    public override string ToString() => $"Snapshot of {BeganUtc:u}: {Clouds.Length} account(s), {Clusters.Length} cluster(s), {Gaps.Length} gap(s)";
}
