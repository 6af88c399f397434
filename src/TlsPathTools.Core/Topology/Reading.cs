namespace TlsPathTools.Topology;

/// <summary>What a request brought: items, and a gap where that is not all.</summary>
/// <typeparam name="T">The items.</typeparam>
/// <param name="Items">What was read, whole pages before a failure included.</param>
/// <param name="Gap">Why there may be more; null when this is all.</param>
public sealed record Reading<T>(IReadOnlyList<T> Items, SnapshotGap? Gap)
{
    /// <summary>Whether everything was read.</summary>
    public bool IsComplete => Gap is null;
}
