namespace TlsPathTools.Topology.Collecting;

/// <summary>Takes the items out of readings, and keeps the gaps.</summary>
internal sealed class GapList
{
    private readonly List<SnapshotGap> _gaps = [];

    public IReadOnlyList<SnapshotGap> Gaps
    {
        get
        {
            lock (_gaps)
                return [.. _gaps];
        }
    }

    public async Task<IReadOnlyList<T>> ItemsAsync<T>(Task<Reading<T>> reading) => (await TakeAsync(reading).ConfigureAwait(false)).Items;

    public async Task<Reading<T>> TakeAsync<T>(Task<Reading<T>> reading)
    {
        Reading<T> read = await reading.ConfigureAwait(false);
        if (read.Gap is { } gap)
            Add(gap);
        return read;
    }

    public void Add(SnapshotGap gap)
    {
        lock (_gaps)
            _gaps.Add(gap);
    }
}
