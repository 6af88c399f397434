using TlsPathTools.Topology;
using TlsPathTools.Topology.Cluster;

namespace TlsPathTools.Remediation;

/// <summary>What this tool changes in a cluster, and how it looks on. Nothing is sent twice: what became of a request whose answer was lost, the caller has to look for.</summary>
public interface IClusterActions
{
    /// <summary>The cluster's name for messages.</summary>
    string Name { get; }

    /// <summary>Deletes a pod, if it still is the one with this uid.</summary>
    Task<ActionOutcome> DeletePodAsync(string @namespace, string name, string uid, CancellationToken cancellationToken);

    /// <summary>Keeps new pods off a node, or lets them on again, if it still is the one with this uid.</summary>
    Task<ActionOutcome> SetUnschedulableAsync(string nodeName, string uid, bool unschedulable, CancellationToken cancellationToken);

    /// <summary>Creates a lease that is not there.</summary>
    Task<ActionOutcome> CreateLeaseAsync(string @namespace, string name, LeaseSpec spec, CancellationToken cancellationToken);

    /// <summary>Replaces a lease, if it still is in this version.</summary>
    Task<ActionOutcome> ReplaceLeaseAsync(string @namespace, string name, string resourceVersion, LeaseSpec spec, CancellationToken cancellationToken);

    /// <summary>Follows pods: those that are there, then each change, across broken connections, until it is cancelled or cannot go on, which the last item says.</summary>
    IAsyncEnumerable<ClusterChange<Pod>> WatchPodsAsync(string @namespace, string? labelSelector, string? fieldSelector, CancellationToken cancellationToken);
}

/// <summary>What became of a change.</summary>
/// <param name="State">The outcome.</param>
/// <param name="Gap">Why not; null where it was done.</param>
public sealed record ActionOutcome(ActionState State, SnapshotGap? Gap = null)
{
    /// <summary>It was done.</summary>
    public static ActionOutcome Done { get; } = new(ActionState.Done);

    /// <inheritdoc/>
    public override string ToString() => Gap is null ? $"{State}" : $"{State}: {Gap.Reason}";
}

/// <summary>What became of a change.</summary>
public enum ActionState
{
    /// <summary>It was done.</summary>
    Done,

    /// <summary>What was to be changed is no longer there.</summary>
    NotFound,

    /// <summary>What is there is another than the one that was meant, or was changed by somebody else meanwhile.</summary>
    Conflict,

    /// <summary>It was refused: nothing was changed.</summary>
    Refused,

    /// <summary>The answer was lost: it may have been done or not.</summary>
    InDoubt,
}

/// <summary>What a watch tells.</summary>
public enum ChangeKind
{
    /// <summary>An object is there: at first, or newly.</summary>
    Added,

    /// <summary>An object is another than it was.</summary>
    Modified,

    /// <summary>An object is gone; the item is its last state.</summary>
    Deleted,

    /// <summary>Everything that is there has been told, and changes follow.</summary>
    Synced,

    /// <summary>The watch cannot go on; the gap says why.</summary>
    Ended,
}

/// <summary>One change.</summary>
/// <typeparam name="T">The objects.</typeparam>
/// <param name="Kind">What happened.</param>
/// <param name="Item">The object; none for Synced and Ended.</param>
/// <param name="Gap">Why it ended.</param>
public sealed record ClusterChange<T>(ChangeKind Kind, T? Item, SnapshotGap? Gap = null);
