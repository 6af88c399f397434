using TlsPathTools.Statistics;

namespace TlsPathTools.Core.Tests.Statistics;

public class PercentileTests
{
    [Fact]
    public void It_interpolates_between_the_nearest_values()
    {
        // NumPy's documented example: percentile([10, 7, 4, 3, 2, 1], 50) = 3.5
        double[] values = [10, 7, 4, 3, 2, 1];
        Assert.Equal(3.5, Percentile.Of(values, 50));
        Assert.Equal(1, Percentile.Of(values, 0));
        Assert.Equal(10, Percentile.Of(values, 100));
        Assert.Equal(9.25, Percentile.Of(values, 95)!.Value, 1e-12);
        Assert.Equal([10, 7, 4, 3, 2, 1], values);
    }

    [Fact]
    public void One_value_is_every_percentile_and_none_is_null()
    {
        Assert.Equal(4.2, Percentile.Of([4.2], 95));
        Assert.Null(Percentile.Of([], 50));
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(101)]
    [InlineData(double.NaN)]
    public void A_percentile_outside_the_scale_is_refused(double percent) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Percentile.Of([1], percent));
}
