using System.Diagnostics;
using TlsPathTools.Probing;
using TlsPathTools.Statistics;

namespace TlsPathTools.Core.Tests.Statistics;

public class TrendTestTests
{
    [Theory]
    [InlineData("FFFFFFFFFF....................", Trend.Stopped)]
    [InlineData("....................FFFFFFFFFF", Trend.Started)]
    [InlineData("FF.F.F.FF..F.FF...............................", Trend.Stopped)]
    [InlineData("..............................F.FF.F..FF.F.FFF", Trend.Started)]
    [InlineData("..........FFFFFFFFFF..........", Trend.Bursts)]
    [InlineData("....FFFF......FFF.........FFFF......FFFF...", Trend.Bursts)]
    [InlineData("F.F.F.F.F.F.F.F.F.F.", Trend.Alternating)]
    [InlineData("F..F..F..F..F..F..F..F..F..F..", Trend.Alternating)]
    [InlineData("..F.....FF...F..F....F...F....", Trend.None)]
    [InlineData("..............................", Trend.None)]
    [InlineData("FFFFFFFFFFFFFFF", Trend.None)]
    [InlineData("F.............................", Trend.None)]
    [InlineData("F.F.", Trend.None)]
    [InlineData("", Trend.None)]
    public void Patterns_that_an_engineer_would_name_are_named(string strip, Trend trend) =>
        Assert.Equal(trend, TrendTest.Of(ExactArithmetic.Outcomes(strip)).Trend);

    [Fact]
    public void A_step_says_where_it_was()
    {
        Assert.Equal(10, TrendTest.Of(ExactArithmetic.Outcomes("FFFFFFFFFF....................")).ChangedAt);
        Assert.Equal(20, TrendTest.Of(ExactArithmetic.Outcomes("....................FFFFFFFFFF")).ChangedAt);
    }

    [Fact]
    public void Fewer_than_two_failures_or_successes_have_no_p_value()
    {
        Assert.Null(TrendTest.Of(ExactArithmetic.Outcomes("...F...")).P);
        Assert.Null(TrendTest.Of(ExactArithmetic.Outcomes("FFF.FFF")).P);
        Assert.NotNull(TrendTest.Of(ExactArithmetic.Outcomes("..F.F..")).P);
    }

    [Theory]
    [InlineData(12, 3)]
    [InlineData(12, 6)]
    [InlineData(14, 2)]
    [InlineData(15, 7)]
    public void P_values_of_runs_and_steps_are_those_of_all_arrangements(int attempts, int failures)
    {
        bool[][] all = ExactArithmetic.Arrangements(attempts, failures).ToArray();
        double[] statistics = all.Select(LargestLikelihoodRatio).ToArray();
        int[] runs = all.Select(CountRuns).ToArray();
        for (int i = 0; i < all.Length; i += 7)
        {
            RunsTest runsTest = RunsTest.Of(all[i]);
            Assert.Equal((double)runs.Count(r => r <= runs[i]) / all.Length, runsTest.Clustered, 1e-12);
            Assert.Equal((double)runs.Count(r => r >= runs[i]) / all.Length, runsTest.Alternating, 1e-12);

            double expected = (double)statistics.Count(s => s >= statistics[i] - 1e-7) / all.Length;
            Assert.Equal(expected, StepTest.Of(all[i]).P, 1e-12);
        }
    }

    [Theory]
    [InlineData(12, 3)]
    [InlineData(14, 7)]
    [InlineData(16, 4)]
    public void Exactly_counted_no_more_than_a_twentieth_of_all_arrangements_show_a_trend(int attempts, int failures)
    {
        bool[][] all = ExactArithmetic.Arrangements(attempts, failures).ToArray();
        int named = all.Count(sequence => TrendTest.Of(sequence).Trend != Trend.None);
        Assert.InRange(named, 1, all.Length / 20);
    }

    [Theory]
    [InlineData(20, .5)]
    [InlineData(30, .1)]
    [InlineData(30, .3)]
    [InlineData(100, .05)]
    [InlineData(100, .5)]
    [InlineData(300, .02)]
    [InlineData(300, .7)]
    public void Constant_rates_are_called_a_trend_in_at_most_five_percent(int attempts, double rate)
    {
        var random = new Random(11);
        const int repeats = 2000;
        int named = 0;
        for (int repeat = 0; repeat < repeats; repeat++)
        {
            if (TrendTest.Of(Sequence(random, attempts, _ => rate)).Trend != Trend.None)
                named++;
        }

        // The level is exact and conservative; three standard errors of 2,000 repeats are 1.5 %.
        Assert.InRange(named, 0, (int)(repeats * 0.065));
    }

    [Theory]
    [InlineData(60, .3, 0)]
    [InlineData(200, .2, .02)]
    [InlineData(1000, .1, .02)]
    public void A_fault_that_ended_halfway_is_found_nearly_always(int attempts, double before, double after)
    {
        var random = new Random(12);
        int found = 0;
        for (int repeat = 0; repeat < 200; repeat++)
        {
            if (TrendTest.Of(Sequence(random, attempts, i => i < attempts / 2 ? before : after)).Trend == Trend.Stopped)
                found++;
        }

        Assert.InRange(found, 160, 200);
    }

    [Theory]
    [InlineData(36_000, .5)]
    [InlineData(36_000, .01)]
    [InlineData(1_000_000, .1)]
    public void Long_runs_cost_little(int attempts, double rate)
    {
        var random = new Random(13);
        bool[] constant = Sequence(random, attempts, _ => rate);
        bool[] stopped = Sequence(random, attempts, i => i < attempts / 2 ? rate : rate / 10);
        long start = Stopwatch.GetTimestamp();
        Assert.Equal(Trend.None, TrendTest.Of(constant).Trend);
        Assert.Equal(Trend.Stopped, TrendTest.Of(stopped).Trend);
        Assert.True(Stopwatch.GetElapsedTime(start) < TimeSpan.FromSeconds(5));
    }

    private static bool[] Sequence(Random random, int attempts, Func<int, double> rate) =>
        Enumerable.Range(0, attempts).Select(i => random.NextDouble() < rate(i)).ToArray();

    private static int CountRuns(bool[] sequence) => 1 + Enumerable.Range(1, sequence.Length - 1).Count(i => sequence[i] != sequence[i - 1]);

    // Written down from the definition, with logarithms of rates and not of counts.
    private static double LargestLikelihoodRatio(bool[] sequence)
    {
        double whole = LogLikelihood(sequence);
        return Enumerable.Range(1, sequence.Length - 1).Max(k => 2 * (LogLikelihood(sequence[..k]) + LogLikelihood(sequence[k..]) - whole));
    }

    private static double LogLikelihood(bool[] part)
    {
        double rate = part.Count(failed => failed) / (double)part.Length;
        return part.Sum(failed => Math.Log(failed ? rate : 1 - rate));
    }
}
