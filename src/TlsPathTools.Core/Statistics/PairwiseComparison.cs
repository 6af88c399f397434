using System.Runtime.InteropServices;

namespace TlsPathTools.Statistics;

/// <summary>
/// Every address against every other: Fisher's exact test of each pair, with Holm's correction over all k(k - 1)/2
/// pairs. Addresses with the same counts share their tests, so hundreds of addresses cost no more than a few dozen
/// tests. Addresses that were never tested do not belong in the comparison: they would only dilute it.
/// </summary>
public sealed class PairwiseComparison
{
    private readonly int[] _group;
    private readonly int[] _groupSize;
    private readonly double[,] _p;

    /// <summary>Compares them all.</summary>
    /// <param name="counts">Failures and attempts of each address.</param>
    public PairwiseComparison(IReadOnlyList<(int Failures, int Attempts)> counts)
    {
        _group = new int[counts.Count];
        var groups = new List<(int Failures, int Attempts)>();
        var sizes = new List<int>();
        var known = new Dictionary<(int, int), int>();
        for (int i = 0; i < counts.Count; i++)
        {
            ref int group = ref CollectionsMarshal.GetValueRefOrAddDefault(known, counts[i], out bool seen);
            if (!seen)
            {
                group = groups.Count;
                groups.Add(counts[i]);
                sizes.Add(0);
            }

            sizes[group]++;
            _group[i] = group;
        }

        _groupSize = [.. sizes];
        _p = new double[groups.Count, groups.Count];
        Adjust(groups, counts.Count * (counts.Count - 1L) / 2);
    }

    /// <summary>How many addresses were compared.</summary>
    public int Count => _group.Length;

    /// <summary>The adjusted p value of two of them, by their places in the list; 1 for one with itself.</summary>
    public double AdjustedP(int first, int second) => first == second ? 1 : _p[_group[first], _group[second]];

    /// <summary>The places of those whose rate differs from this one's.</summary>
    public IEnumerable<int> DiffersFrom(int index, double level = 0.05)
    {
        for (int other = 0; other < _group.Length; other++)
        {
            if (AdjustedP(index, other) < level)
                yield return other;
        }
    }

    /// <summary>The smallest adjusted p value of one against any other; null when there is no other.</summary>
    public double? SmallestP(int index)
    {
        double? smallest = null;
        for (int group = 0; group < _groupSize.Length; group++)
        {
            bool holdsAnother = group != _group[index] || _groupSize[group] > 1;
            if (holdsAnother && !(smallest <= _p[_group[index], group]))
                smallest = _p[_group[index], group];
        }

        return smallest;
    }

    // Holm with ties: all pairs of two groups have one p value, and the first of them carries the largest factor.
    private void Adjust(List<(int Failures, int Attempts)> groups, long pairs)
    {
        var distinct = new List<(double P, int First, int Second, long Pairs)>();
        for (int i = 0; i < groups.Count; i++)
        {
            long size = _groupSize[i];
            if (size > 1)
                distinct.Add((1, i, i, size * (size - 1) / 2));
            for (int j = 0; j < i; j++)
                distinct.Add((Compare(groups[i], groups[j]), i, j, size * _groupSize[j]));
        }

        distinct.Sort((one, other) => one.P.CompareTo(other.P));
        double floor = 0;
        foreach ((double p, int first, int second, long count) in distinct)
        {
            floor = Math.Max(floor, Math.Min(1, pairs * p));
            _p[first, second] = _p[second, first] = floor;
            pairs -= count;
        }
    }

    private static double Compare((int Failures, int Attempts) one, (int Failures, int Attempts) other) =>
        FisherExact.TwoSided(one.Failures, one.Attempts - one.Failures, other.Failures, other.Attempts - other.Failures);
}
