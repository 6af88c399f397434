using TlsPathTools.Statistics;

namespace TlsPathTools.Core.Tests.Statistics;

public class SequentialTestTests
{
    [Theory]
    [InlineData(.01, .5, 5, 1)]
    [InlineData(.01, .2, 14, 1)]
    [InlineData(.01, .1, 31, 2)]
    [InlineData(.02, .1, 35, 2)]
    public void The_published_limits_come_out(double low, double high, int successes, int failures)
    {
        var test = new SequentialTest { LowRate = low, HighRate = high, MinimumFailures = 1 };
        Assert.Equal(SequentialDecision.AcceptLow, test.Decide(0, successes));
        Assert.Equal(SequentialDecision.Undecided, test.Decide(0, successes - 1));
        Assert.Equal(SequentialDecision.AcceptHigh, test.Decide(failures, 0));
        Assert.Equal(SequentialDecision.Undecided, test.Decide(failures - 1, 0));
    }

    [Theory]
    [InlineData(.01, .5)]
    [InlineData(.01, .2)]
    [InlineData(.01, .1)]
    public void One_failure_alone_never_decides(double low, double high)
    {
        var test = new SequentialTest { LowRate = low, HighRate = high };
        Assert.Equal(SequentialDecision.Undecided, test.Decide(1, 0));
        Assert.Equal(SequentialDecision.AcceptHigh, test.Decide(2, 0));
    }

    [Fact]
    public void Errors_stay_within_their_limits()
    {
        // Wald's bound for both errors together: alpha + beta. Simulated with a fixed seed; the two-failure rule can only lower alpha.
        var test = new SequentialTest();
        Assert.InRange(Share(test, 0.01, SequentialDecision.AcceptHigh), 0, 0.06);
        Assert.InRange(Share(test, 0.1, SequentialDecision.AcceptLow), 0, 0.06);
    }

    [Theory]
    [InlineData(0, .1)]
    [InlineData(.1, .1)]
    [InlineData(.1, 1)]
    public void Rates_that_make_no_test_are_refused(double low, double high) =>
        Assert.Throws<InvalidOperationException>(() => new SequentialTest { LowRate = low, HighRate = high }.Decide(0, 1));

    private static double Share(SequentialTest test, double rate, SequentialDecision wrong)
    {
        var random = new Random(7);
        int count = 0;
        for (int repeat = 0; repeat < 4000; repeat++)
        {
            int failures = 0;
            int successes = 0;
            SequentialDecision decision = SequentialDecision.Undecided;
            while (decision == SequentialDecision.Undecided)
            {
                if (random.NextDouble() < rate)
                    failures++;
                else
                    successes++;
                decision = test.Decide(failures, successes);
            }

            if (decision == wrong)
                count++;
        }

        return count / 4000.0;
    }
}
