using TlsPathTools.Topology.Cluster;

namespace TlsPathTools.Topology.KubeProxies;

/// <summary>The sync of one kube-proxy as it was read, its times by the node's own clock and by ours.</summary>
internal sealed record SyncReading
{
    // A node renews its lease every 10 s, and says the time by its own clock.
    private static readonly TimeSpan s_leaseIsWithin = TimeSpan.FromSeconds(40);

    // Beyond it, what was read is no clock.
    private static readonly TimeSpan s_noClockIsOffBy = TimeSpan.FromDays(366);

    public required KubeProxyObservation Observation { get; init; }

    /// <summary>When rules were last written, by the node's clock; null where it was never, or is not known.</summary>
    public DateTime? LastSync { get; private init; }

    /// <summary>When a change was last queued, by the node's clock.</summary>
    public DateTime? LastQueued { get; private init; }

    /// <summary>Whether it says when it last wrote.</summary>
    public bool SaysLastSync { get; private init; }

    /// <summary>The node's clock when it was read; null where nothing tells it.</summary>
    public DateTime? NodeTime { get; private init; }

    /// <summary>How far the node's clock is ahead of ours; zero where that is not known.</summary>
    public TimeSpan ClockOffset => NodeTime is { } time ? time - Observation.TimeUtc : TimeSpan.Zero;

    /// <summary>How long the last sync was ago, by the node's clock where it is known.</summary>
    public TimeSpan? Age => LastSync is { } last ? (NodeTime ?? Observation.TimeUtc) - last : null;

    /// <summary>Whether a change was queued after the last sync.</summary>
    public bool IsPending => LastQueued is { } queued && (LastSync is null ? SaysLastSync : queued > LastSync);

    /// <summary>From the last sync to the newest change that waits: by one clock, so that no offset matters.</summary>
    public TimeSpan? QueuedAfterSync => IsPending && LastSync is { } last ? LastQueued - last : null;

    /// <summary>How long the newest queued change has waited.</summary>
    public TimeSpan? Waiting => IsPending ? (NodeTime ?? Observation.TimeUtc) - LastQueued : null;

    /// <summary>How long the process has been running, by the node's clock.</summary>
    public TimeSpan? RunsFor => Started is { } started ? (NodeTime ?? Observation.TimeUtc) - started : null;

    /// <summary>When the process started, by the node's clock.</summary>
    public DateTime? Started { get; private init; }

    /// <summary>Failed writes since the process started.</summary>
    public double? Failures { get; private init; }

    public static SyncReading Of(KubeProxyObservation observation, Lease? lease)
    {
        IReadOnlyDictionary<string, double> metrics = observation.Metrics;
        double? iptables = Metric(KubeProxyMetrics.IptablesRestoreFailures);
        double? nftables = Metric(KubeProxyMetrics.NftablesSyncFailures);
        return new SyncReading
        {
            Observation = observation,
            SaysLastSync = metrics.ContainsKey(KubeProxyMetrics.LastSync),
            LastSync = Time(KubeProxyMetrics.LastSync),
            LastQueued = Time(KubeProxyMetrics.LastQueued),
            Started = Time(KubeProxyMetrics.ProcessStart),
            NodeTime = ByHealth(observation) ?? ByLease(observation, lease),
            Failures = iptables is null && nftables is null ? null : (iptables ?? 0) + (nftables ?? 0),
        };

        double? Metric(string name) => metrics.TryGetValue(name, out double value) ? value : null;

        // A process that has not synced yet says 0.
        DateTime? Time(string name) => Metric(name) is > 0 and < 253_402_300_799 and var seconds ? DateTime.UnixEpoch.AddSeconds(seconds) : null;
    }

    private static DateTime? ByHealth(KubeProxyObservation observation) =>
        observation.HealthCurrentTimeUtc is { } time && (time - observation.TimeUtc).Duration() < s_noClockIsOffBy ? time : null;

    // A heartbeat near our own time says that the clocks agree. One far off may be a clock, or a node that no longer beats: that tells nothing.
    private static DateTime? ByLease(KubeProxyObservation observation, Lease? lease) =>
        lease?.Spec?.RenewTime is { } renewed && (renewed - observation.TimeUtc).Duration() < s_leaseIsWithin ? observation.TimeUtc : null;
}
