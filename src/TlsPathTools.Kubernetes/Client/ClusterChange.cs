using TlsPathTools.Topology;

namespace TlsPathTools.Kubernetes.Client;

/// <summary>What a watch tells.</summary>
internal enum ChangeKind
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
/// <param name="Kind">What happened.</param>
/// <param name="Item">The object; none for Synced and Ended.</param>
/// <param name="Gap">Why it ended.</param>
internal sealed record ClusterChange<T>(ChangeKind Kind, T? Item, SnapshotGap? Gap = null);
