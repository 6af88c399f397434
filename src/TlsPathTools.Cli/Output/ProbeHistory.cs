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
    private readonly Dictionary<(string?, string), int> _rank = [];

    public int Attempts { get; private set; }

    /// <summary>Several names are under test: rows then need theirs.</summary>
    public bool HasNames { get; private set; }

    /// <summary>Rows come in the order of the targets, whichever answers first.</summary>
    public void Expect(IReadOnlyList<ProbeTarget> targets)
    {
        HasNames = targets.Select(t => t.HostName).Distinct(StringComparer.Ordinal).Skip(1).Any();
        foreach (ProbeTarget target in targets)
            _rank.TryAdd((target.HostName, target.Address.ToString()), _rank.Count);
    }

    public void Add(TlsAttempt attempt)
    {
        lock (_lock)
        {
            Attempts++;
            RowKey key = RowKey.Of(attempt);
            if (!_rows.TryGetValue(key, out Row? row))
            {
                _rows[key] = row = new Row();
                int place = _order.FindIndex(other => Rank(other) > Rank(key));
                _order.Insert(place < 0 ? _order.Count : place, key);
            }

            row.Strip.Add(attempt);
            var kind = (attempt.Stage, attempt.Event);
            // Why one could not be made is in the result's bound or notes.
            if (!attempt.Succeeded && !attempt.Untested && (!row.Samples.TryGetValue(kind, out TlsAttempt? sample) || attempt.Number < sample.Number))
                row.Samples[kind] = attempt;
        }
    }

    /// <summary>The rows, each seen through a function that must be quick.</summary>
    public List<T> Rows<T>(Func<RowKey, Strip, T> look)
    {
        lock (_lock)
            return _order.ConvertAll(key => look(key, _rows[key].Strip));
    }

    /// <summary>What tells the rows apart, in their order.</summary>
    public List<string> Labels()
    {
        bool hasRoutes = Rows((key, _) => key.Route).Distinct(StringComparer.Ordinal).Skip(1).Any();
        return Rows((key, _) => RowLabel.Of(key.IPAddress, key.Route, hasRoutes) + (HasNames ? $" {key.HostName}" : ""));
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

    private int Rank(RowKey key) => _rank.GetValueOrDefault((key.HostName, key.IPAddress), int.MaxValue);

    private sealed class Row
    {
        public Strip Strip { get; } = new();

        public Dictionary<(TlsStage Stage, WireEvent Event), TlsAttempt> Samples { get; } = [];
    }
}
