using TlsPathTools.Probing;

namespace TlsPathTools.Cli.Output;

/// <summary>
/// What the attempts so far leave behind for the eye: a strip per row and one sample of each kind of failure. Bounded
/// in memory whatever the length of the run. The live view reads while attempts arrive, hence the lock.
/// </summary>
internal sealed class ProbeHistory
{
    private readonly Lock _lock = new();
    private readonly Dictionary<RowKey, Row> _rows = [];
    private readonly List<RowKey> _order = [];

    public int Attempts { get; private set; }

    public void Add(TlsAttempt attempt)
    {
        lock (_lock)
        {
            Attempts++;
            RowKey key = RowKey.Of(attempt);
            if (!_rows.TryGetValue(key, out Row? row))
            {
                _rows[key] = row = new Row();
                _order.Add(key);
            }

            row.Strip.Add(attempt);
            if (!attempt.Succeeded)
                row.Samples.TryAdd((attempt.Stage, attempt.Event), attempt);
        }
    }

    /// <summary>The rows in the order of their first attempt, each seen through a function that must be quick.</summary>
    public List<T> Rows<T>(Func<RowKey, Strip, T> look)
    {
        lock (_lock)
            return _order.ConvertAll(key => look(key, _rows[key].Strip));
    }

    public Strip? StripOf(RowKey key)
    {
        lock (_lock)
            return _rows.GetValueOrDefault(key)?.Strip;
    }

    /// <summary>The first failure of each kind at a row.</summary>
    public IReadOnlyList<TlsAttempt> SamplesOf(RowKey key)
    {
        lock (_lock)
            return _rows.TryGetValue(key, out Row? row) ? [.. row.Samples.Values.OrderBy(a => a.Number)] : [];
    }

    private sealed class Row
    {
        public Strip Strip { get; } = new();

        public Dictionary<(TlsStage Stage, WireEvent Event), TlsAttempt> Samples { get; } = [];
    }
}
