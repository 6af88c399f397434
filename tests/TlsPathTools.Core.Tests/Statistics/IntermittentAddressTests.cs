using TlsPathTools.Statistics;

namespace TlsPathTools.Core.Tests.Statistics;

/// <summary>
/// Two addresses, 30 interleaved attempts each, one of them failing with p = 0.3 and the other never: the interval must
/// hold the true rate, and the two must be told apart.
/// </summary>
public class IntermittentAddressTests
{
    private const int Attempts = 30;
    private const int Repeats = 1000;

    [Fact]
    public void What_thirty_attempts_can_show_is_known_exactly()
    {
        // No simulation: sums over the 31 possible counts. Six failures of 30 are the fewest that differ from 0 of 30.
        Assert.Equal([.0237, .0522], new[] { FisherExact.TwoSided(6, 24, 0, 30), FisherExact.TwoSided(5, 25, 0, 30) }, (x, y) => Math.Abs(x - y) < 0.0001);
        Assert.Equal(0.9297, Chance(failures => Holds(failures)), 0.0001);
        Assert.Equal(0.9234, Chance(failures => Differs(failures, 0)), 0.0001);

        // Both at once happen with 6 to 13 failures only: each claim reaches 90 %, the two together do not.
        Assert.Equal(ExactArithmetic.Binomial(Attempts, 3, 10, 6, 13), Chance(failures => Holds(failures) && Differs(failures, 0)), 1e-12);
        Assert.Equal(0.8834, Chance(failures => Holds(failures) && Differs(failures, 0)), 0.0001);
    }

    [Fact]
    public void With_one_attempt_more_both_claims_hold_at_once_in_nine_of_ten()
    {
        const int attempts = Attempts + 1;
        double both = Enumerable.Range(0, attempts + 1)
            .Where(failures => Proportion.Wilson(failures, attempts).Contains(0.3) && FisherExact.TwoSided(failures, attempts - failures, 0, attempts) < 0.05)
            .Sum(failures => ExactArithmetic.Binomial(attempts, 3, 10, failures, failures));
        Assert.Equal(0.9135, both, 0.0001);
    }

    [Fact]
    public void In_nine_of_ten_simulated_runs_the_interval_holds_the_rate_and_the_address_stands_out()
    {
        var random = new Random(2024);
        int holds = 0;
        int differs = 0;
        int both = 0;
        for (int repeat = 0; repeat < Repeats; repeat++)
        {
            (int bad, int good) = Interleaved(random, 0.3, 0);
            bool hold = Holds(bad);
            bool differ = Differs(bad, good);
            holds += hold ? 1 : 0;
            differs += differ ? 1 : 0;
            both += hold && differ ? 1 : 0;
        }

        Assert.InRange(holds, 900, Repeats);
        Assert.InRange(differs, 900, Repeats);
        // The exact chance of both is 0.8834; three standard errors of 1,000 repeats are 0.0304.
        Assert.InRange(both, 853, 914);
    }

    [Theory]
    [InlineData(0.0)]
    [InlineData(0.02)]
    [InlineData(0.1)]
    [InlineData(0.3)]
    [InlineData(0.5)]
    [InlineData(0.9)]
    public void Equal_addresses_are_called_different_in_at_most_five_percent(double rate)
    {
        var random = new Random(2025);
        int different = 0;
        for (int repeat = 0; repeat < Repeats; repeat++)
        {
            (int first, int second) = Interleaved(random, rate, rate);
            different += Differs(first, second) ? 1 : 0;
        }

        Assert.InRange(different, 0, Repeats / 20);
    }

    private static bool Holds(int failures) => Proportion.Wilson(failures, Attempts).Contains(0.3);

    private static bool Differs(int first, int second) =>
        new PairwiseComparison([(first, Attempts), (second, Attempts)]).AdjustedP(0, 1) < 0.05;

    private static double Chance(Func<int, bool> holds) =>
        Enumerable.Range(0, Attempts + 1).Where(holds).Sum(failures => ExactArithmetic.Binomial(Attempts, 3, 10, failures, failures));

    private static (int First, int Second) Interleaved(Random random, double firstRate, double secondRate)
    {
        int first = 0;
        int second = 0;
        for (int i = 0; i < Attempts; i++)
        {
            first += random.NextDouble() < firstRate ? 1 : 0;
            second += random.NextDouble() < secondRate ? 1 : 0;
        }

        return (first, second);
    }
}
