using TlsPathTools.Cli.Output;
using TlsPathTools.Probing;

namespace TlsPathTools.Cli.Tests.Output;

public class StripTests
{
    [Theory]
    [InlineData("F.F.F.F.F.F.")]
    [InlineData("FFFFFF......")]
    [InlineData("XXXXXXXXXXXX")]
    [InlineData("..R..T..S..?")]
    public void Few_attempts_are_drawn_one_by_one(string letters) => Assert.Equal(letters, Of(letters).Draw(80));

    [Fact]
    public void Attempts_that_end_late_take_the_place_of_their_number()
    {
        TlsAttempt[] attempts = [.. Samples.Attempts("198.51.100.7", "T.F.")];
        var strip = new Strip();
        strip.Add(attempts[3]);
        Assert.Equal("   .", strip.Draw(80));

        foreach (TlsAttempt attempt in attempts.Take(3).Reverse())
            strip.Add(attempt);

        Assert.Equal("T.F.", strip.Draw(80));
    }

    [Fact]
    public void A_fault_that_stopped_is_seen_to_stop_in_a_narrow_window() =>
        Assert.Equal("FFFFFFFFFF" + new string('.', 30), Of(new string('F', 100) + new string('.', 300)).Draw(40));

    [Fact]
    public void Columns_of_which_only_a_part_failed_are_lower_case() =>
        Assert.Equal(new string('f', 20), Of(string.Concat(Enumerable.Repeat("F.", 100))).Draw(20));

    [Fact]
    public void The_letter_of_a_column_is_its_most_frequent_failure() =>
        Assert.Equal("rF.?", Of("RRF." + "FFRF" + "...." + "????").Draw(4));

    [Fact]
    public void An_untested_attempt_does_not_hide_the_others() =>
        Assert.Equal(".F", Of("?.?." + "?F??").Draw(2));

    [Theory]
    [InlineData(1023)]
    [InlineData(1025)]
    [InlineData(5000)]
    [InlineData(100_000)]
    public void A_long_run_keeps_its_shape_in_bounded_memory(int count)
    {
        int failing = count / 4;
        Strip strip = Of(new string('F', failing) + new string('.', count - failing));

        string drawn = strip.Draw(100);

        Assert.Equal(count, strip.Attempts);
        Assert.Equal(failing, strip.Failures);
        Assert.Equal(100, drawn.Length);
        Assert.Matches("^F+f?\\.+$", drawn);
        Assert.InRange(drawn.IndexOf('.'), 24, 27);
        Assert.InRange(count / strip.AttemptsPerCell, 0, 1024);
    }

    [Fact]
    public void It_says_how_much_a_column_holds()
    {
        Strip strip = Of(new string('.', 400));

        Assert.False(strip.IsBundled(400));
        Assert.True(strip.IsBundled(100));
        Assert.Equal(4, strip.AttemptsPerColumn(100));
    }

    [Fact]
    public void Nothing_draws_nothing() => Assert.Equal("", new Strip().Draw(80));

    private static Strip Of(string letters)
    {
        var strip = new Strip();
        foreach (TlsAttempt attempt in Samples.Attempts("198.51.100.7", letters))
            strip.Add(attempt);
        return strip;
    }
}
