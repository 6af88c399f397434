using TlsPathTools.Cli.Parsing;

namespace TlsPathTools.Cli.Tests.Parsing;

public class DurationTextTests
{
    [Theory]
    [InlineData("90", 90)]
    [InlineData("2.5", 2.5)]
    [InlineData("90s", 90)]
    [InlineData("250ms", 0.25)]
    [InlineData("10m", 600)]
    [InlineData("10min", 600)]
    [InlineData("1h", 3600)]
    [InlineData("1h30m", 5400)]
    [InlineData("1d2h3m4s5ms", 93784.005)]
    [InlineData("1:30:00", 5400)]
    [InlineData("00:00:07.5", 7.5)]
    [InlineData("48:00:00", 172800)]
    [InlineData(" 5s ", 5)]
    public void Lengths_of_time_are_read(string text, double seconds)
    {
        Assert.True(DurationText.TryParse(text, out TimeSpan duration));
        Assert.Equal(seconds, duration.TotalSeconds, 6);
    }

    [Theory]
    [InlineData("")]
    [InlineData("s")]
    [InlineData("-5")]
    [InlineData("1e3")]
    [InlineData("5 s")]
    [InlineData("5x")]
    [InlineData("1h2h")]
    [InlineData("1s1h")]
    [InlineData("1h30")]
    [InlineData("10:00")]
    [InlineData("1:60:00")]
    [InlineData("1:00:60")]
    [InlineData("1.5:00:00")]
    [InlineData("1.2.3s")]
    [InlineData("99999999999999999999h")]
    [InlineData("NaN")]
    [InlineData("Infinity")]
    public void Anything_else_is_refused(string text) => Assert.False(DurationText.TryParse(text, out _));
}
