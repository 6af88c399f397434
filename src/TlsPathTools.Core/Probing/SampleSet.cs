using TlsPathTools.Statistics;

namespace TlsPathTools.Probing;

/// <summary>
/// Latencies of a run, milliseconds, in bounded memory: past its limit it keeps every second, then every fourth sample,
/// evenly over the run.
/// </summary>
internal sealed class SampleSet
{
    private const int Limit = 16_384;

    private readonly List<double> _values = [];
    private int _stride = 1, _skipped;

    internal void Add(double? value)
    {
        if (value is not { } ms || ++_skipped < _stride)
            return;

        _skipped = 0;
        _values.Add(ms);
        if (_values.Count < Limit)
            return;

        for (int i = 0; i < Limit / 2; i++)
            _values[i] = _values[i * 2];
        _values.RemoveRange(Limit / 2, _values.Count - Limit / 2);
        _stride *= 2;
    }

    /// <summary>Median and 95th percentile.</summary>
    internal (double? P50, double? P95) Percentiles()
    {
        double[] sorted = [.. _values];
        Array.Sort(sorted);
        return (Round(Percentile.OfSorted(sorted, 50)), Round(Percentile.OfSorted(sorted, 95)));

        static double? Round(double? ms) => ms is { } value ? Math.Round(value, 3) : null;
    }
}
