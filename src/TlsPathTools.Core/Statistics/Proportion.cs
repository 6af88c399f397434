namespace TlsPathTools.Statistics;

/// <summary>
/// What a number of failures among attempts says of the true failure rate. Wilson's interval is the one to show (its
/// cover is closest to what it claims); Clopper and Pearson's is the one for gates (it never claims too much).
/// </summary>
public static class Proportion
{
    /// <summary>Wilson's score interval; [0, 1] without attempts.</summary>
    public static Interval Wilson(int failures, int attempts, double confidence = 0.95)
    {
        Check(failures, attempts, confidence);
        if (attempts == 0)
            return new Interval(0, 1);

        double z = NormalQuantile.Of(0.5 + confidence / 2);
        double n = attempts;
        double rate = failures / n;
        double scale = 1 + z * z / n;
        double centre = (rate + z * z / (2 * n)) / scale;
        double half = z / scale * Math.Sqrt(rate * (1 - rate) / n + z * z / (4 * n * n));
        return new Interval(
            failures == 0 ? 0 : Math.Max(0, centre - half),
            failures == attempts ? 1 : Math.Min(1, centre + half));
    }

    /// <summary>The exact interval of Clopper and Pearson; [0, 1] without attempts.</summary>
    public static Interval ClopperPearson(int failures, int attempts, double confidence = 0.95)
    {
        Check(failures, attempts, confidence);
        double tail = (1 - confidence) / 2;
        return new Interval(
            LowerEnd(failures, attempts, tail),
            1 - LowerEnd(attempts - failures, attempts, tail));
    }

    /// <summary>The one-sided upper bound of the rate when none of n attempts failed: 1 - (1 - confidence)^(1/n).</summary>
    public static double UpperBoundOfNone(int attempts, double confidence = 0.95)
    {
        Check(0, attempts, confidence);
        return attempts == 0 ? 1 : 1 - Math.Pow(1 - confidence, 1.0 / attempts);
    }

    /// <summary>
    /// How many attempts show at least one failure of rate p with this confidence: ln(1 - confidence) / ln(1 - p),
    /// rounded up. So many clean attempts also exclude a rate of p or more.
    /// </summary>
    public static int AttemptsToSee(double rate, double confidence = 0.95)
    {
        Check(0, 0, confidence);
        if (rate is not (> 0 and <= 1))
            throw new ArgumentOutOfRangeException(nameof(rate), rate, "A rate that can be seen is above 0 and at most 1.");
        if (rate >= 1)
            return 1;

        double attempts = Math.Log(1 - confidence) / Math.Log(1 - rate);
        // A quotient that is a whole number but for rounding must not be rounded up to the next.
        return (int)Math.Min(int.MaxValue, Math.Max(1, Math.Ceiling(attempts - 1e-9)));
    }

    // The rate at which "x or more of n" has exactly this probability.
    private static double LowerEnd(int x, int n, double tail)
    {
        if (x == 0)
            return 0;
        if (x == n)
            return Math.Pow(tail, 1.0 / n);

        double low = 0;
        double high = (double)x / n;
        while (true)
        {
            double middle = low + (high - low) / 2;
            if (middle <= low || middle >= high || high - low < 1e-15)
                return middle;
            if (Binomial(n, middle).AtLeast(x) < tail)
                low = middle;
            else
                high = middle;
        }
    }

    private static DiscreteWeights Binomial(int n, double p)
    {
        double odds = p / (1 - p);
        return DiscreteWeights.Build(0, n, (int)((n + 1.0) * p), k => (n - k) / (k + 1.0) * odds);
    }

    private static void Check(int failures, int attempts, double confidence)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(attempts);
        ArgumentOutOfRangeException.ThrowIfNegative(failures);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(failures, attempts);
        if (confidence is not (> 0 and < 1))
            throw new ArgumentOutOfRangeException(nameof(confidence), confidence, "A confidence lies between 0 and 1.");
    }
}
