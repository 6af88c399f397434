using System.Runtime.InteropServices;

namespace TlsPathTools.Statistics;

/// <summary>
/// Did the failure rate change once? The best single split of a sequence, judged against the best splits of all
/// rearrangements of the same outcomes, so that looking for the best place costs what it should.
/// </summary>
/// <param name="At">The index of the first attempt after the change.</param>
/// <param name="RateFell">Whether the rate is lower after the change.</param>
/// <param name="P">The p value; exact up to <see cref="LongestExact"/> attempts, and an upper bound above that and below 1e-18.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct StepTest(int At, bool RateFell, double P)
{
    /// <summary>Up to this length every split is looked at; the exact distribution takes about n^1.5 operations.</summary>
    internal const int LongestExact = 40_000;

    private const int GridSplits = 64;

    // Beyond this the p value is below 1e-18 and only the cost of the exact distribution grows.
    private const double LargestStatistic = 100;

    /// <summary>The test of a sequence with at least one failure and one success.</summary>
    internal static StepTest Of(ReadOnlySpan<bool> failed)
    {
        var splits = new SplitStatistic(failed.Length, failed.Count(true));
        int best = 1;
        double largest = -1;
        bool fell = false;
        int before = 0;
        for (int k = 1; k < failed.Length; k++)
        {
            if (failed[k - 1])
                before++;
            double statistic = splits.Of(k, before);
            if (statistic <= largest)
                continue;
            (best, largest, fell) = (k, statistic, splits.Falls(k, before));
        }

        double p = failed.Length <= LongestExact
            ? splits.ChanceOfReaching(Math.Min(largest, LargestStatistic))
            : ChanceOnGrid(failed);
        return new StepTest(best, fell, p);
    }

    // Long runs: Fisher's exact test at evenly spaced splits, each charged for all (Bonferroni). A change that matters
    // in so many attempts is far beyond what this gives away.
    private static double ChanceOnGrid(ReadOnlySpan<bool> failed)
    {
        int n = failed.Length;
        int m = failed.Count(true);
        double smallest = 1;
        int before = 0;
        int at = 0;
        for (int split = 1; split <= GridSplits; split++)
        {
            int k = (int)((long)n * split / (GridSplits + 1));
            before += failed[at..k].Count(true);
            at = k;
            smallest = Math.Min(smallest, FisherExact.TwoSided(before, k - before, m - before, n - k - m + before));
        }

        return Math.Min(1, smallest * GridSplits);
    }
}
