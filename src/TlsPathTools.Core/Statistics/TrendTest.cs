using System.Runtime.InteropServices;

namespace TlsPathTools.Statistics;

/// <summary>
/// How failures lie in time: a single change of the rate (exact scan over all splits) and the runs test, each charged
/// for the other, so that outcomes without any pattern are called one in at most 5 % of cases, whatever the rate.
/// A step that leaves bursts within its parts is called bursts.
/// </summary>
/// <param name="Trend">The pattern; None where p is 0.05 or more.</param>
/// <param name="P">The p value of the stronger test, corrected; null with fewer than two failures or successes.</param>
/// <param name="ChangedAt">For Stopped and Started: the index of the first attempt after the change.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct TrendTest(Trend Trend, double? P, int? ChangedAt = null)
{
    private const double Level = 0.05;
    private const int FewestOfEach = 2;
    private const int TestsMade = 2;

    /// <summary>The trend of attempts in the order in which they began.</summary>
    public static TrendTest Of(ReadOnlySpan<bool> failed)
    {
        int failures = failed.Count(true);
        if (failures < FewestOfEach || failed.Length - failures < FewestOfEach)
            return new TrendTest(Trend.None, null);

        RunsTest runs = RunsTest.Of(failed);
        StepTest step = StepTest.Of(failed);
        double runsP = Math.Min(1, TestsMade * runs.TwoSided);
        double stepP = Math.Min(1, TestsMade * step.P);

        if (stepP < Level && !HasBursts(failed, step.At))
            return new TrendTest(step.RateFell ? Trend.Stopped : Trend.Started, stepP, step.At);
        if (runsP < Level)
            return new TrendTest(runs.Clustered < runs.Alternating ? Trend.Bursts : Trend.Alternating, runsP);
        if (stepP < Level)
            return new TrendTest(Trend.Bursts, stepP);
        return new TrendTest(Trend.None, Math.Min(runsP, stepP));
    }

    private static bool HasBursts(ReadOnlySpan<bool> failed, int split) =>
        2 * Math.Min(RunsTest.Of(failed[..split]).Clustered, RunsTest.Of(failed[split..]).Clustered) < Level;
}
