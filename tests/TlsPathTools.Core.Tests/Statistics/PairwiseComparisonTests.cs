using System.Diagnostics;
using TlsPathTools.Statistics;

namespace TlsPathTools.Core.Tests.Statistics;

public class PairwiseComparisonTests
{
    [Fact]
    public void Holm_gives_the_textbook_values()
    {
        // Holm 1979 by hand: 4 x .005, then 3 x .01, then 2 x .03, then .04 raised to the one before.
        Assert.Equal([.03, .06, .06, .02], Holm.Adjust([.01, .04, .03, .005]), (x, y) => Math.Abs(x - y) < 1e-12);
        Assert.Equal([1, 1], Holm.Adjust([.7, .9]));
        Assert.Empty(Holm.Adjust([]));
    }

    [Fact]
    public void Grouping_changes_no_value()
    {
        var random = new Random(20240607);
        for (int round = 0; round < 20; round++)
        {
            var counts = new (int Failures, int Attempts)[2 + random.Next(12)];
            for (int i = 0; i < counts.Length; i++)
                counts[i] = (random.Next(3) == 0 ? 8 + random.Next(3) : 0, 20 + random.Next(2));

            double[,] expected = PairByPair(counts);
            var comparison = new PairwiseComparison(counts);
            for (int i = 0; i < counts.Length; i++)
            {
                double? smallest = null;
                for (int j = 0; j < counts.Length; j++)
                {
                    if (i == j)
                        continue;
                    Assert.Equal(expected[i, j], comparison.AdjustedP(i, j), 1e-12);
                    smallest = Math.Min(smallest ?? 1, expected[i, j]);
                }

                Assert.Equal(smallest!.Value, comparison.SmallestP(i)!.Value, 1e-12);
            }
        }
    }

    [Fact]
    public void One_bad_address_of_three_differs_from_both_others()
    {
        var comparison = new PairwiseComparison([(0, 20), (20, 20), (0, 20)]);
        Assert.Equal([0, 2], comparison.DiffersFrom(1));
        Assert.Equal([1], comparison.DiffersFrom(0));
        Assert.Equal(1, comparison.AdjustedP(0, 2));
        Assert.Equal(1, comparison.AdjustedP(1, 1));
    }

    [Fact]
    public void An_address_alone_has_nothing_to_differ_from()
    {
        Assert.Null(new PairwiseComparison([(3, 20)]).SmallestP(0));
        Assert.Empty(new PairwiseComparison([(3, 20)]).DiffersFrom(0));
        Assert.Equal(0, new PairwiseComparison([]).Count);
    }

    [Fact]
    public void Thousand_addresses_are_compared_in_the_time_of_their_distinct_counts()
    {
        var counts = Enumerable.Range(0, 1000).Select(i => (i % 31, 30)).ToArray();
        long start = Stopwatch.GetTimestamp();
        var comparison = new PairwiseComparison(counts);
        TimeSpan took = Stopwatch.GetElapsedTime(start);
        Assert.True(comparison.AdjustedP(0, 30) < 1e-6);
        // 465 distinct tests take a few milliseconds; 499,500 would take minutes on a slow machine.
        Assert.True(took < TimeSpan.FromSeconds(2), $"took {took}");
    }

    private static double[,] PairByPair((int Failures, int Attempts)[] counts)
    {
        var raw = new List<double>();
        for (int i = 0; i < counts.Length; i++)
        {
            for (int j = 0; j < i; j++)
            {
                raw.Add(ExactArithmetic.FisherTwoSided(
                    counts[i].Failures, counts[i].Attempts - counts[i].Failures,
                    counts[j].Failures, counts[j].Attempts - counts[j].Failures));
            }
        }

        double[] adjusted = Holm.Adjust(raw.ToArray());
        var table = new double[counts.Length, counts.Length];
        int next = 0;
        for (int i = 0; i < counts.Length; i++)
        {
            for (int j = 0; j < i; j++)
                table[i, j] = table[j, i] = adjusted[next++];
        }

        return table;
    }
}
