namespace TlsPathTools.Statistics;

/// <summary>
/// Percentiles by linear interpolation between the two nearest values (Hyndman and Fan's type 7: what NumPy, R and
/// spreadsheets give by default).
/// </summary>
public static class Percentile
{
    /// <summary>The percentile of values in any order; null of none.</summary>
    /// <param name="values">The values; left as they are.</param>
    /// <param name="percent">0 (the smallest) to 100 (the largest).</param>
    public static double? Of(ReadOnlySpan<double> values, double percent)
    {
        double[] sorted = values.ToArray();
        Array.Sort(sorted);
        return OfSorted(sorted, percent);
    }

    /// <summary>The percentile of values in ascending order; null of none.</summary>
    public static double? OfSorted(ReadOnlySpan<double> sorted, double percent)
    {
        if (percent is not (>= 0 and <= 100))
            throw new ArgumentOutOfRangeException(nameof(percent), percent, "A percentile lies between 0 and 100.");
        if (sorted.IsEmpty)
            return null;

        double place = percent / 100 * (sorted.Length - 1);
        int below = (int)place;
        int above = Math.Min(below + 1, sorted.Length - 1);
        return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
    }
}
