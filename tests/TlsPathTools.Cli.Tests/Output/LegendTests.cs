using TlsPathTools.Cli.Output;
using TlsPathTools.Probing;
using TlsPathTools.Statistics;

namespace TlsPathTools.Cli.Tests.Output;

public class LegendTests
{
    [Fact]
    public void Every_event_that_a_probe_can_end_with_has_a_letter_with_a_meaning()
    {
        // Only a client's log line is read as NameNotResolved: a probe has an address, and its strip never shows that.
        foreach (WireEvent wireEvent in Enum.GetValues<WireEvent>().Where(e => e != WireEvent.NameNotResolved))
        {
            char letter = TlsPathResult.FailureLetter(wireEvent);
            Assert.True(Legend.Meaning(letter) is not null, $"{wireEvent} is drawn as '{letter}', which the legend does not know.");
            Assert.NotEqual('!', letter);
        }
    }

    [Fact]
    public void Only_letters_that_are_to_be_seen_are_explained() =>
        Assert.Equal(". worked, F closed (FIN)", Legend.Of(["..F", "..."]));

    [Fact]
    public void Lower_case_is_explained_where_there_is_some() =>
        Assert.Equal(". worked, R reset (RST), lower case: only some attempts of that column", Legend.Of(["..r"]));

    [Fact]
    public void Trends_are_words()
    {
        TlsPathResult intermittent = Samples.Result("198.51.100.7", 9, 30);

        Assert.Equal("", Legend.TrendWords(intermittent));
        Assert.Equal("alternating", Legend.TrendWords(intermittent with { Trend = Trend.Alternating }));
        Assert.Equal("stopped at 14:03:00 UTC", Legend.TrendWords(intermittent with { Trend = Trend.Stopped, LastFailureUtc = Samples.Start.AddMinutes(3) }));
        Assert.Equal("always", Legend.TrendWords(Samples.Result("198.51.100.7", 30, 30)));
    }
}
