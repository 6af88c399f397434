namespace TlsPathTools.Statistics;

/// <summary>
/// A distribution over whole numbers, built from the ratios of neighbouring probabilities. Walking outwards from near
/// the mode needs no factorials, so nothing cancels: sums of tails are right to about 13 digits for any counts, and
/// the walk ends where the weights vanish (37 standard deviations), far before the ends of a wide range.
/// </summary>
internal sealed class DiscreteWeights
{
    // Far below every probability that is shown, and above the numbers that processors handle slowly.
    private const double Vanishing = 1e-300;

    // As R's fisher.test: outcomes whose probabilities differ by rounding only count as equal.
    private const double TieTolerance = 1e-7;

    private readonly int _first;
    private readonly double[] _weights;
    private readonly double _total;

    private DiscreteWeights(int first, double[] weights)
    {
        _first = first;
        _weights = weights;
        _total = weights.Sum();
    }

    /// <summary>The distribution over low..high.</summary>
    /// <param name="low">The smallest possible number.</param>
    /// <param name="high">The largest possible number.</param>
    /// <param name="start">A number near the mode.</param>
    /// <param name="ratio">P(k + 1) / P(k).</param>
    internal static DiscreteWeights Build(int low, int high, int start, Func<int, double> ratio)
    {
        start = Math.Clamp(start, low, high);
        var below = new List<double>();
        double weight = 1;
        for (int k = start - 1; k >= low; k--)
        {
            weight /= ratio(k);
            if (weight < Vanishing)
                break;
            below.Add(weight);
        }

        below.Reverse();
        int first = start - below.Count;
        below.Add(1);
        weight = 1;
        for (int k = start; k < high; k++)
        {
            weight *= ratio(k);
            if (weight < Vanishing)
                break;
            below.Add(weight);
        }

        return new DiscreteWeights(first, below.ToArray());
    }

    /// <summary>P(X = k); 0 for probabilities below about 1e-300.</summary>
    internal double Exactly(int k) => Weight(k) / _total;

    /// <summary>P(X ≤ k).</summary>
    internal double AtMost(int k)
    {
        double sum = 0;
        int end = Math.Min(k - _first, _weights.Length - 1);
        for (int i = 0; i <= end; i++)
            sum += _weights[i];
        return Math.Min(1, sum / _total);
    }

    /// <summary>P(X ≥ k).</summary>
    internal double AtLeast(int k)
    {
        double sum = 0;
        int end = Math.Max(k - _first, 0);
        for (int i = _weights.Length - 1; i >= end; i--)
            sum += _weights[i];
        return Math.Min(1, sum / _total);
    }

    /// <summary>The sum over all outcomes that are no likelier than k.</summary>
    internal double NotLikelierThan(int k)
    {
        double limit = Weight(k) * (1 + TieTolerance);
        double sum = 0;
        foreach (double weight in _weights)
        {
            if (weight <= limit)
                sum += weight;
        }

        return Math.Min(1, sum / _total);
    }

    private double Weight(int k)
    {
        int index = k - _first;
        return index >= 0 && index < _weights.Length ? _weights[index] : 0;
    }
}
