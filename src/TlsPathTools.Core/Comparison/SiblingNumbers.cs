using TlsPathTools.Statistics;

namespace TlsPathTools.Comparison;

/// <summary>
/// Numbers of siblings: which of them are alike, and which stands out. By median and median absolute deviation, so that what stands out does
/// not hide itself; of two there is no norm.
/// </summary>
internal sealed class SiblingNumbers
{
    // Five standard deviations of a normal distribution, whose MAD is 1 / 1.4826 of one: what is named is worth a look in thousands of nodes.
    private const double Deviations = 5 * 1.4826;

    private readonly double _slack;
    private readonly double _ratio;
    private readonly double[] _sorted;
    private readonly double _limit;

    public SiblingNumbers(IEnumerable<double> values, double slack, double ratio)
    {
        _slack = slack;
        _ratio = ratio;
        _sorted = [.. values.Order()];
        Median = Percentile.OfSorted(_sorted, 50) ?? 0;
        double deviation = Percentile.Of([.. _sorted.Select(value => Math.Abs(value - Median))], 50) ?? 0;
        _limit = Math.Max(Deviations * deviation, Math.Max(slack, ratio * Math.Abs(Median)));
    }

    public double Median { get; }

    /// <summary>Whether the smallest and the largest are alike, and so all.</summary>
    public bool AllAlike => _sorted.Length < 2 || AreAlike(_sorted[0], _sorted[^1]);

    /// <summary>Whether two differ by no more than is usual.</summary>
    public bool AreAlike(double one, double other) => Math.Abs(one - other) <= Math.Max(_slack, _ratio * Math.Max(Math.Abs(one), Math.Abs(other)));

    public bool StandsOut(double value) => _sorted.Length > 2 && Math.Abs(value - Median) > _limit;

    /// <summary>Whether two groups lie apart: by more than is usual, and by more than either is wide.</summary>
    public bool LieApart(IReadOnlyCollection<double> some, IReadOnlyCollection<double> others)
    {
        (double Low, double High) a = (some.Min(), some.Max());
        (double Low, double High) b = (others.Min(), others.Max());
        if (a.Low > b.High)
            (a, b) = (b, a);
        double gap = b.Low - a.High;
        return gap > 0 && !AreAlike(a.High, b.Low) && gap > a.High - a.Low && gap > b.High - b.Low;
    }
}
