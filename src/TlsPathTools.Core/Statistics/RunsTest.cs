using System.Runtime.InteropServices;

namespace TlsPathTools.Statistics;

/// <summary>
/// The runs test of Wald and Wolfowitz: are failures scattered by chance? Exact at every length (no normal
/// approximation), conditional on the number of failures, so the rate itself plays no part.
/// </summary>
/// <param name="Runs">How many unbroken runs of equal outcomes there are.</param>
/// <param name="Clustered">P(so few runs or fewer): small when failures come in bursts.</param>
/// <param name="Alternating">P(so many runs or more): small when failures alternate with successes.</param>
[StructLayout(LayoutKind.Auto)]
public readonly record struct RunsTest(int Runs, double Clustered, double Alternating)
{
    /// <summary>The two-sided p value: twice the smaller tail.</summary>
    public double TwoSided => Math.Min(1, 2 * Math.Min(Clustered, Alternating));

    /// <summary>The test of a sequence; both tails are 1 where all outcomes are equal.</summary>
    public static RunsTest Of(ReadOnlySpan<bool> failed)
    {
        int failures = 0;
        int runs = failed.Length > 0 ? 1 : 0;
        for (int i = 0; i < failed.Length; i++)
        {
            if (failed[i])
                failures++;
            if (i > 0 && failed[i] != failed[i - 1])
                runs++;
        }

        int successes = failed.Length - failures;
        if (failures == 0 || successes == 0)
            return new RunsTest(runs, 1, 1);

        DiscreteWeights distribution = Distribution(failures, successes);
        return new RunsTest(runs, distribution.AtMost(runs), distribution.AtLeast(runs));
    }

    // P(2k runs) ~ 2 C(m-1, k-1) C(n-1, k-1); P(2k+1 runs) ~ C(m-1, k) C(n-1, k-1) + C(m-1, k-1) C(n-1, k).
    private static DiscreteWeights Distribution(int failures, int successes)
    {
        double m = failures;
        double n = successes;
        int most = 2 * Math.Min(failures, successes) + (failures == successes ? 0 : 1);
        int mean = (int)(1 + 2 * m * n / (m + n));
        return DiscreteWeights.Build(2, most, mean, runs =>
        {
            double k = runs / 2;
            return runs % 2 == 0
                ? (m + n - 2 * k) / (2 * k)
                : 2 * (m - k) * (n - k) / (k * (m + n - 2 * k));
        });
    }
}
