using TlsPathTools.Statistics;

namespace TlsPathTools.Core.Tests.Statistics;

public class FisherExactTests
{
    [Theory]
    [InlineData(3, 3, 0, 3, .10, .001)]
    [InlineData(4, 4, 0, 4, .029, .0005)]
    [InlineData(5, 5, 0, 5, .008, .0005)]
    [InlineData(5, 10, 0, 10, .033, .0005)]
    [InlineData(3, 10, 0, 10, .21, .005)]
    [InlineData(6, 10, 0, 10, .011, .0005)]
    [InlineData(10, 10, 0, 10, 1e-5, 1e-6)]
    [InlineData(15, 30, 2, 30, .0004, .00005)]
    public void The_published_values_come_out(int first, int of, int second, int ofSecond, double p, double tolerance) =>
        Assert.Equal(p, FisherExact.TwoSided(first, of - first, second, ofSecond - second), tolerance);

    [Fact]
    public void Every_table_of_up_to_fourteen_a_side_agrees_with_enumeration()
    {
        for (int first = 1; first <= 14; first++)
        {
            for (int second = 1; second <= 14; second++)
            {
                for (int a = 0; a <= first; a++)
                {
                    for (int c = 0; c <= second; c++)
                    {
                        double expected = ExactArithmetic.FisherTwoSided(a, first - a, c, second - c);
                        Assert.Equal(expected, FisherExact.TwoSided(a, first - a, c, second - c), 1e-13);
                    }
                }
            }
        }
    }

    [Theory]
    [InlineData(100, 200, 130, 170)]
    [InlineData(3, 997, 15, 985)]
    [InlineData(499, 1, 250, 250)]
    [InlineData(0, 800, 9, 391)]
    public void Larger_tables_agree_with_enumeration_to_twelve_digits(int a, int b, int c, int d)
    {
        double expected = ExactArithmetic.FisherTwoSided(a, b, c, d);
        double p = FisherExact.TwoSided(a, b, c, d);
        Assert.Equal(1, p / expected, 1e-12);
    }

    [Fact]
    public void An_empty_row_or_column_says_nothing()
    {
        Assert.Equal(1, FisherExact.TwoSided(0, 0, 5, 5));
        Assert.Equal(1, FisherExact.TwoSided(0, 30, 0, 30));
        Assert.Equal(1, FisherExact.TwoSided(30, 0, 30, 0));
        Assert.Equal(1, FisherExact.TwoSided(0, 0, 0, 0));
    }

    [Fact]
    public void Order_of_rows_and_columns_does_not_matter()
    {
        double p = FisherExact.TwoSided(7, 23, 1, 29);
        Assert.Equal(p, FisherExact.TwoSided(1, 29, 7, 23), 1e-15);
        Assert.Equal(p, FisherExact.TwoSided(23, 7, 29, 1), 1e-15);
    }

    [Fact]
    public void Million_counts_are_no_trouble()
    {
        Assert.Equal(1, FisherExact.TwoSided(500_000, 500_000, 500_000, 500_000), 1e-12);
        double p = FisherExact.TwoSided(500_000, 500_000, 501_000, 499_000);
        // z = 1.4142, continuity corrected 1.4128
        Assert.Equal(0.1577, p, 0.0005);
        Assert.Equal(0, FisherExact.TwoSided(1_000_000, 0, 0, 1_000_000));
    }

    [Fact]
    public void Negative_counts_are_refused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => FisherExact.TwoSided(-1, 1, 1, 1));
}
