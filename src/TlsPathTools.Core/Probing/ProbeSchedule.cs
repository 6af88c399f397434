namespace TlsPathTools.Probing;

/// <summary>
/// When which lane (address and route) is tried. Each round tries every lane once, in a new random order and spread
/// over the interval with jitter: a fault that comes and goes meets all lanes alike, and no timer of the path can fall
/// into step with us. Pure: the random numbers are the caller's.
/// </summary>
internal sealed class ProbeSchedule(int lanes, TimeSpan interval, Random random)
{
    private readonly int[] _order = [.. Enumerable.Range(0, lanes)];

    /// <summary>The lanes of a round, each with its due time since the start of the run.</summary>
    internal IEnumerable<(int Lane, TimeSpan Due)> Round(int round)
    {
        random.Shuffle(_order);
        for (int place = 0; place < _order.Length; place++)
        {
            // The place's middle, a quarter of its width either way.
            double within = (place + 0.25 + (0.5 * random.NextDouble())) / _order.Length;
            yield return (_order[place], interval * (round + within) - interval * (0.25 / _order.Length));
        }
    }
}
