using System.Numerics;
using TlsPathTools.Statistics;

namespace TlsPathTools.Core.Tests.Statistics;

public class ProportionTests
{
    [Theory]
    [InlineData(0.5, 4, 5, 7)]
    [InlineData(0.25, 9, 11, 17)]
    [InlineData(0.1, 22, 29, 44)]
    [InlineData(0.05, 45, 59, 90)]
    [InlineData(0.02, 114, 149, 228)]
    [InlineData(0.01, 230, 299, 459)]
    public void Attempts_to_see_a_failure_are_the_published_ones(double rate, int at90, int at95, int at99)
    {
        Assert.Equal(at90, Proportion.AttemptsToSee(rate, 0.90));
        Assert.Equal(at95, Proportion.AttemptsToSee(rate));
        Assert.Equal(at99, Proportion.AttemptsToSee(rate, 0.99));
    }

    [Theory]
    [InlineData(2, 5)]
    [InlineData(3, 8)]
    [InlineData(5, 14)]
    [InlineData(10, 29)]
    public void One_bad_target_of_m_shows_after_the_published_number_of_attempts(int targets, int attempts) =>
        Assert.Equal(attempts, Proportion.AttemptsToSee(1.0 / targets));

    [Fact]
    public void A_whole_number_of_attempts_is_not_rounded_up()
    {
        Assert.Equal(2, Proportion.AttemptsToSee(0.5, 0.75));
        Assert.Equal(3, Proportion.AttemptsToSee(0.9, 0.999));
        Assert.Equal(1, Proportion.AttemptsToSee(1));
        Assert.Equal(int.MaxValue, Proportion.AttemptsToSee(1e-12));
    }

    [Theory]
    [InlineData(5, 0.45)]
    [InlineData(10, 0.259)]
    [InlineData(20, 0.139)]
    [InlineData(30, 0.095)]
    [InlineData(60, 0.049)]
    [InlineData(100, 0.030)]
    [InlineData(300, 0.010)]
    public void The_bound_of_no_failures_is_the_published_one(int attempts, double bound)
    {
        double upper = Proportion.UpperBoundOfNone(attempts);
        Assert.Equal(bound, upper, 0.0008);
        Assert.Equal(0.05, Math.Pow(1 - upper, attempts), 1e-12);
    }

    [Theory]
    [InlineData(0, 10, 0, .278, 0, .308)]
    [InlineData(1, 10, .018, .404, .003, .445)]
    [InlineData(5, 10, .237, .763, .187, .813)]
    [InlineData(10, 10, .722, 1, .692, 1)]
    [InlineData(3, 30, .035, .256, .021, .265)]
    public void Intervals_are_the_published_ones(
        int failures, int attempts, double wilsonLow, double wilsonHigh, double exactLow, double exactHigh)
    {
        Interval wilson = Proportion.Wilson(failures, attempts);
        Assert.Equal(wilsonLow, wilson.Low, 0.0006);
        Assert.Equal(wilsonHigh, wilson.High, 0.0006);
        Interval exact = Proportion.ClopperPearson(failures, attempts);
        Assert.Equal(exactLow, exact.Low, 0.0006);
        Assert.Equal(exactHigh, exact.High, 0.0006);
    }

    [Theory]
    [InlineData(1, 10, 0.95)]
    [InlineData(3, 30, 0.95)]
    [InlineData(7, 20, 0.99)]
    [InlineData(29, 30, 0.90)]
    [InlineData(150, 300, 0.95)]
    public void The_ends_of_the_exact_interval_have_exactly_the_tail_probability(int failures, int attempts, double confidence)
    {
        // The end, written as a fraction with a large denominator, put into the binomial sum in whole numbers. A shift of
        // 1e-9 of the end must change the side on which the tail lies: that is what "right to 1e-9" means.
        Interval interval = Proportion.ClopperPearson(failures, attempts, confidence);
        double tail = (1 - confidence) / 2;
        Assert.True(UpperTail(attempts, failures, interval.Low - 1e-9) < tail);
        Assert.True(UpperTail(attempts, failures, interval.Low + 1e-9) > tail);
        Assert.True(1 - UpperTail(attempts, failures + 1, interval.High - 1e-9) > tail);
        Assert.True(1 - UpperTail(attempts, failures + 1, interval.High + 1e-9) < tail);
    }

    [Fact]
    public void Ends_with_no_or_only_failures_have_their_closed_form()
    {
        Assert.Equal(1 - Math.Pow(0.025, 1.0 / 17), Proportion.ClopperPearson(0, 17).High, 1e-14);
        Assert.Equal(Math.Pow(0.025, 1.0 / 17), Proportion.ClopperPearson(17, 17).Low, 1e-14);
        Assert.Equal(0, Proportion.Wilson(0, 17).Low);
        Assert.Equal(1, Proportion.Wilson(17, 17).High);
        Assert.Equal(new Interval(0, 1), Proportion.Wilson(0, 0));
        Assert.Equal(new Interval(0, 1), Proportion.ClopperPearson(0, 0));
        Assert.Equal(1, Proportion.UpperBoundOfNone(0));
    }

    [Fact]
    public void Every_wilson_interval_solves_the_score_equation()
    {
        const double z = 1.959963984540054;
        for (int attempts = 1; attempts <= 60; attempts++)
        {
            for (int failures = 1; failures < attempts; failures++)
            {
                Interval interval = Proportion.Wilson(failures, attempts);
                foreach (double end in new[] { interval.Low, interval.High })
                {
                    double score = (failures - attempts * end) / Math.Sqrt(attempts * end * (1 - end));
                    Assert.Equal(z, Math.Abs(score), 1e-9);
                }
            }
        }
    }

    [Fact]
    public void The_exact_interval_covers_at_least_what_it_claims()
    {
        foreach (int percent in new[] { 1, 5, 13, 30, 50 })
        {
            double covered = 0;
            for (int failures = 0; failures <= 40; failures++)
            {
                if (Proportion.ClopperPearson(failures, 40).Contains(percent / 100.0))
                    covered += ExactArithmetic.Binomial(40, percent, 100, failures, failures);
            }

            Assert.InRange(covered, 0.95, 1);
        }
    }

    [Theory]
    [InlineData(-1, 5)]
    [InlineData(6, 5)]
    [InlineData(0, -1)]
    public void Impossible_counts_are_refused(int failures, int attempts)
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Proportion.Wilson(failures, attempts));
        Assert.Throws<ArgumentOutOfRangeException>(() => Proportion.ClopperPearson(failures, attempts));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-0.1)]
    [InlineData(1.1)]
    [InlineData(double.NaN)]
    public void A_rate_that_cannot_be_seen_is_refused(double rate) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Proportion.AttemptsToSee(rate));

    [Fact]
    public void Million_attempts_are_no_trouble()
    {
        Interval exact = Proportion.ClopperPearson(300_000, 1_000_000);
        Interval wilson = Proportion.Wilson(300_000, 1_000_000);
        Assert.Equal(wilson.Low, exact.Low, 2e-6);
        Assert.Equal(wilson.High, exact.High, 2e-6);
    }

    private static double UpperTail(int attempts, int from, double rate)
    {
        const long scale = 1_000_000_000_000;
        var failing = new BigInteger(Math.Round(rate * scale));
        BigInteger sum = 0;
        for (int k = from; k <= attempts; k++)
            sum += ExactArithmetic.Choose(attempts, k) * BigInteger.Pow(failing, k) * BigInteger.Pow(scale - failing, attempts - k);
        return ExactArithmetic.Ratio(sum, BigInteger.Pow(scale, attempts));
    }
}
