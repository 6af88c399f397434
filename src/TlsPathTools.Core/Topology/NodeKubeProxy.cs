namespace TlsPathTools.Topology;

/// <summary>A node's kube-proxy: is it there, and do its rules follow the cluster? That they forward is another question, which only a NodePort probe answers.</summary>
public sealed record NodeKubeProxy : TlsPathRecord
{
    /// <summary>The node.</summary>
    public required string NodeName { get; init; }

    /// <summary>Its instance; null where the node does not say.</summary>
    public string? InstanceId { get; init; }

    /// <summary>The pod's namespace.</summary>
    public string? Namespace { get; init; }

    /// <summary>The pod; null where there is none on the node, or pods could not be read.</summary>
    public string? PodName { get; init; }

    /// <summary>The pod's phase, and why it waits.</summary>
    public string? PodPhase { get; init; }

    /// <summary>Whether the pod is Ready.</summary>
    public bool? Ready { get; init; }

    /// <summary>Restarts of its container.</summary>
    public int? Restarts { get; init; }

    /// <summary>Since when the container runs, in UTC.</summary>
    public DateTime? StartedUtc { get; init; }

    /// <summary>Its image.</summary>
    public string? Image { get; init; }

    /// <summary>The version in the image's tag.</summary>
    public string? Version { get; init; }

    /// <summary>iptables, ipvs or nftables.</summary>
    public string? Mode { get; init; }

    /// <summary>The status of :10256/healthz; it says nothing of forwarding.</summary>
    public int? HealthStatus { get; init; }

    /// <summary>When its rules were last written, in UTC.</summary>
    public DateTime? LastSyncUtc { get; init; }

    /// <summary>When a change was last queued, in UTC.</summary>
    public DateTime? LastQueuedUtc { get; init; }

    /// <summary>Age of the last sync when it was read, seconds.</summary>
    public double? SyncAgeSeconds { get; init; }

    /// <summary>How long a queued change has been waiting, seconds; 0 where none does.</summary>
    public double? SyncLagSeconds { get; init; }

    /// <summary>Failed writes of rules since the process started.</summary>
    public double? RestoreFailures { get; init; }

    /// <summary>Rules in its tables.</summary>
    public double? Rules { get; init; }

    /// <summary>The newest change of the endpoints that it should know, in UTC.</summary>
    public DateTime? NewestEndpointChangeUtc { get; init; }

    /// <summary>What can be said of the sync.</summary>
    public required SyncState SyncState { get; init; }

    /// <summary>The same in a sentence, with what could not be seen.</summary>
    public required string Detail { get; init; }

    /// <inheritdoc/>
    public bool Equals(NodeKubeProxy? other) => RecordValues.Same(this, other);

    /// <inheritdoc/>
    public override int GetHashCode() => RecordValues.Hash(this);

    /// <inheritdoc/>
    public override string ToString() => $"{NodeName}: {SyncState}";
}

/// <summary>What can be said of a kube-proxy's sync.</summary>
public enum SyncState
{
    /// <summary>It cannot be seen. That is not "healthy".</summary>
    CannotSee,

    /// <summary>Its rules follow the cluster, as those of its siblings do.</summary>
    Fresh,

    /// <summary>A queued change has waited for too long, or its last sync is far older than its siblings' and than a change of endpoints.</summary>
    Stale,

    /// <summary>Its writes of rules fail.</summary>
    Failing,

    /// <summary>There is no kube-proxy on the node.</summary>
    Absent,
}
