using TlsPathTools.Lab.World;

namespace TlsPathTools.Lab.AwsApi;

/// <summary>
/// Eventual consistency: for a while after a change, reads show what was there before it. Kept for each aspect of each thing that a call
/// changes; what others do to it meanwhile shows when the while is over. Used under the gate.
/// </summary>
internal sealed class ReadDelay(LabWorld world)
{
    private readonly Dictionary<(object Owner, string Aspect), (object? Before, DateTimeOffset Until)> _kept = [];

    /// <summary>Keeps what reads go on to show. Called before the change.</summary>
    public void Keep<T>(object owner, string aspect, T before)
    {
        double seconds = world.Apis.Aws.ConsistencyDelaySeconds;
        DateTimeOffset now = world.Now;
        foreach (var key in _kept.Where(pair => pair.Value.Until <= now).Select(pair => pair.Key).ToArray())
            _kept.Remove(key);
        if (seconds > 0)
            _kept.TryAdd((owner, aspect), (before, now.AddSeconds(seconds)));
    }

    /// <summary>What a read shows: what was kept, or what is.</summary>
    public T Shown<T>(object owner, string aspect, T now) =>
        _kept.Count > 0 && _kept.TryGetValue((owner, aspect), out var kept) && kept.Until > world.Now ? (T)kept.Before! : now;
}
