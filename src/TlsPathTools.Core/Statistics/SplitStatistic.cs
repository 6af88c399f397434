namespace TlsPathTools.Statistics;

/// <summary>
/// The likelihood ratio of "the rate changed after k attempts" for n attempts with m failures, and the exact chance
/// that its largest value over all k reaches a limit when nothing changed. Given m, every arrangement is equally
/// likely then; the number of failures so far walks from 0 to m, and the chance is that of leaving the band of small
/// likelihood ratios anywhere on the way. It is summed forward step by step: no simulation, no approximation.
/// </summary>
internal sealed class SplitStatistic
{
    // Statistics that differ by rounding only count as equal.
    private const double Tie = 1e-7;

    private readonly int _n;
    private readonly int _m;
    private readonly double[] _xLogX;
    private readonly double _whole;

    internal SplitStatistic(int attempts, int failures)
    {
        _n = attempts;
        _m = failures;
        _xLogX = new double[attempts + 1];
        for (int i = 2; i <= attempts; i++)
            _xLogX[i] = i * Math.Log(i);
        _whole = _xLogX[failures] + _xLogX[attempts - failures] - _xLogX[attempts];
    }

    /// <summary>Twice the log likelihood ratio of a split after k attempts that hold this many failures.</summary>
    internal double Of(int k, int failures)
    {
        int rest = _n - k;
        int failuresLater = _m - failures;
        double parts = _xLogX[failures] + _xLogX[k - failures] - _xLogX[k]
            + _xLogX[failuresLater] + _xLogX[rest - failuresLater] - _xLogX[rest];
        return 2 * (parts - _whole);
    }

    /// <summary>Whether the rate is lower after the split.</summary>
    internal bool Falls(int k, int failures) => (long)failures * _n > (long)_m * k;

    /// <summary>The chance that the largest statistic reaches the limit.</summary>
    internal double ChanceOfReaching(double limit)
    {
        // chance[s]: the walk has s failures now and never left the band.
        var chance = new double[_m + 2];
        chance[0] = 1;
        double left = 0;
        int low = 0;
        int high = 0;
        for (int k = 0; k + 1 < _n && low <= high; k++)
        {
            Step(chance, k, low, high);
            (int nextLow, int nextHigh) = Band(k + 1, limit - Tie, low, high + 1);
            left += Take(chance, low, Math.Min(nextLow - 1, high + 1));
            left += Take(chance, Math.Max(nextHigh + 1, Math.Max(low, nextLow)), high + 1);
            (low, high) = (nextLow, nextHigh);
        }

        return Math.Min(1, left);
    }

    private void Step(double[] chance, int k, int low, int high)
    {
        double rest = _n - k;
        for (int s = Math.Min(high + 1, _m); s >= low; s--)
        {
            double stay = chance[s] * (rest - (_m - s)) / rest;
            double rise = s > low ? chance[s - 1] * (_m - s + 1) / rest : 0;
            chance[s] = stay + rise;
        }
    }

    // The statistic is convex in the failures, smallest at k m / n: the band is what lies around that. It moves by
    // about one a step, so starting from the last band keeps the search short.
    private (int Low, int High) Band(int k, double limit, int low, int high)
    {
        int least = Math.Max(0, k - (_n - _m));
        int most = Math.Min(_m, k);
        int centre = (int)((long)_m * k / _n);
        low = Math.Clamp(low, least, Math.Max(least, centre));
        while (low > least && Of(k, low - 1) < limit)
            low--;
        while (low <= centre && Of(k, low) >= limit)
            low++;

        int above = Math.Min(centre + 1, most);
        high = Math.Clamp(high, Math.Min(above, most), most);
        while (high < most && Of(k, high + 1) < limit)
            high++;
        while (high >= low && Of(k, high) >= limit)
            high--;
        return (low, high);
    }

    private static double Take(double[] chance, int from, int to)
    {
        double sum = 0;
        for (int s = from; s <= to; s++)
        {
            sum += chance[s];
            chance[s] = 0;
        }

        return sum;
    }
}
