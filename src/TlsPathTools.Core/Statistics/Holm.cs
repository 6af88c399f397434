namespace TlsPathTools.Statistics;

/// <summary>Holm's step-down correction: keeps the chance of any false alarm among many comparisons at the level.</summary>
public static class Holm
{
    /// <summary>The adjusted p values, in the order of the given ones.</summary>
    public static double[] Adjust(ReadOnlySpan<double> p)
    {
        double[] sorted = p.ToArray();
        int[] order = new int[sorted.Length];
        for (int i = 0; i < order.Length; i++)
            order[i] = i;
        Array.Sort(sorted, order);

        var adjusted = new double[sorted.Length];
        double floor = 0;
        for (int i = 0; i < sorted.Length; i++)
        {
            floor = Math.Max(floor, Math.Min(1, (sorted.Length - i) * sorted[i]));
            adjusted[order[i]] = floor;
        }

        return adjusted;
    }
}
