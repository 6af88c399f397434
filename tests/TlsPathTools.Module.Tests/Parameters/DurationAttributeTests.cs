using TlsPathTools.Parameters;

namespace TlsPathTools.Module.Tests.Parameters;

public class DurationAttributeTests
{
    private static object? Transform(object? input) => new DurationAttribute().Transform(null!, input);

    [Theory]
    [InlineData(60)]
    [InlineData(60L)]
    [InlineData(60.0)]
    [InlineData("60")]
    [InlineData("6e1")]
    public void A_bare_number_is_seconds(object input) => Assert.Equal(TimeSpan.FromMinutes(1), Transform(input));

    [Fact]
    public void A_fraction_is_kept() => Assert.Equal(TimeSpan.FromMilliseconds(1500), Transform("1.5"));

    [Theory]
    [InlineData("1:00:00")]
    [InlineData("tomorrow")]
    public void Other_text_is_left_to_PowerShell(string input) => Assert.Equal(input, Transform(input));

    [Fact]
    public void A_time_span_is_left_as_it_is() => Assert.Equal(TimeSpan.FromDays(1), Transform(TimeSpan.FromDays(1)));

    [Theory]
    [InlineData(double.NaN)]
    [InlineData(-1.0)]
    [InlineData(double.PositiveInfinity)]
    [InlineData(1e300)]
    public void What_is_no_duration_lies_outside_every_range(double seconds)
    {
        TimeSpan duration = Durations.FromSeconds(seconds);
        Assert.True(duration < TimeSpan.Zero || duration > TimeSpan.FromDays(10_000));
    }
}
