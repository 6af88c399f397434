namespace TlsPathTools.Lab.World;

/// <summary>What flowed through a component: flows begun, and how they ended.</summary>
internal readonly record struct TrafficCount(long Flows, long Failed, long BytesToServer, long BytesToClient);

/// <summary>What flows, by component (the names of <see cref="Scenarios.FaultSpec.At"/>). Thread-safe.</summary>
internal sealed class TrafficBook
{
    private readonly Dictionary<string, TrafficCount> _counts = new(StringComparer.Ordinal);

    public void Add(string component, long flows = 0, long failed = 0, long toServer = 0, long toClient = 0)
    {
        lock (_counts)
        {
            TrafficCount count = _counts.GetValueOrDefault(component);
            _counts[component] = new(count.Flows + flows, count.Failed + failed, count.BytesToServer + toServer, count.BytesToClient + toClient);
        }
    }

    /// <summary>A copy of the counts.</summary>
    public IReadOnlyDictionary<string, TrafficCount> Counts
    {
        get
        {
            lock (_counts)
                return new Dictionary<string, TrafficCount>(_counts, StringComparer.Ordinal);
        }
    }
}
