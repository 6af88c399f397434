using TlsPathTools.ClientErrors;
using TlsPathTools.ClientErrors.Patterns;
using TlsPathTools.Probing;

namespace TlsPathTools.Core.Tests.ClientErrors;

public class PatternTableTests
{
    private static readonly ErrorPattern[] s_rows = [.. PatternTables.BeforeAlerts, .. PatternTables.AfterAlerts];

    [Fact]
    public void Every_row_is_written_in_the_words_of_stages_and_events()
    {
        foreach (ErrorPattern row in s_rows)
        {
            PathEvent[] events = PathEvent.ParseAll(row.Events);
            Assert.NotEmpty(events);
            Assert.Equal(events.Distinct(), events);
            WireEvent[] ruledOut = row.RulesOut.Split(' ').Select(Enum.Parse<WireEvent>).ToArray();
            Assert.All(ruledOut, e => Assert.False(Wording.RuledOut(e).StartsWith($"Not {e}.", StringComparison.Ordinal), $"{e} has no sentence"));
            Assert.EndsWith(".", row.Meaning, StringComparison.Ordinal);
            foreach (string written in events.Select(e => e.ToString()))
            {
                string[] parts = written.Split('/');
                Assert.True(Enum.TryParse(parts[0], out TlsStage _) && Enum.TryParse(parts[1], out WireEvent _), written);
            }
        }
    }

    [Fact]
    public void No_row_is_hidden_by_one_before_it()
    {
        foreach (ErrorPattern row in s_rows)
        {
            // The pattern's own text, with something in its marks.
            string sample = row.Text.Replace("*", " ... ", StringComparison.Ordinal).Replace("#", "503", StringComparison.Ordinal)
                .Replace("@", "host.test", StringComparison.Ordinal).TrimEnd('$');
            Reading? reading = Reading.Of(sample);
            Assert.True(reading is not null, $"'{row.Text}' does not match itself");
            PathEvent[] events = PathEvent.ParseAll(row.Events);
            Assert.True(
                reading.Events.SequenceEqual(events),
                $"'{row.Text}' is read as {string.Join(' ', reading.Events)} by a row before it");
        }
    }

    [Fact]
    public void Alerts_are_known_by_number_and_by_name()
    {
        foreach (TlsAlert alert in TlsAlerts.All.Where(alert => alert.Number > 0))
        {
            Assert.Equal(alert, AlertText.Find($"error:0A{0x3E8 + alert.Number:X6}:SSL routines::x")!.Value.Alert);
            Assert.Equal(alert, AlertText.Find($"error:14094{0x3E8 + alert.Number:X3}:SSL routines:ssl3_read_bytes:x")!.Value.Alert);
            Assert.Equal(alert, AlertText.Find($"Received fatal alert: {alert.Name}")!.Value.Alert);
            Assert.Equal(alert, AlertText.Find($"[SSL: TLSV1_ALERT_{alert.Name.ToUpperInvariant()}]")!.Value.Alert);
            Assert.Equal(alert, AlertText.Find($"SSL alert number {alert.Number}")!.Value.Alert);
            Assert.NotEmpty(PathEvent.ParseAll(alert.Events));
        }
    }

    [Theory]
    [InlineData("remote error: tls: bad record MAC", 20)]
    [InlineData("remote error: tls: revoked certificate", 44)]
    [InlineData("remote error: tls: expired certificate", 45)]
    [InlineData("remote error: tls: unknown certificate", 46)]
    [InlineData("remote error: tls: unknown certificate authority", 48)]
    [InlineData("remote error: tls: error decoding message", 50)]
    [InlineData("remote error: tls: error decrypting message", 51)]
    [InlineData("remote error: tls: protocol version not supported", 70)]
    [InlineData("remote error: tls: insufficient security level", 71)]
    [InlineData("remote error: tls: no application protocol", 120)]
    [InlineData("remote error: tls: alert(99)", 99)]
    [InlineData("sent a TLS alert: 'UnknownCA'.", 48)]
    [InlineData("sent a TLS alert: 'UnsupportedCert'.", 43)]
    [InlineData("sent a TLS alert: 'DecompressionFail'.", 30)]
    [InlineData("[SSL: TLSV1_UNRECOGNIZED_NAME] tlsv1 unrecognized name", 112)]
    [InlineData("error:0A00044B:SSL routines::reason(1099)", 99)]
    public void Alerts_in_other_words_are_known(string text, int number) =>
        Assert.Equal(number, AlertText.Find(text)!.Value.Alert.Number);

    [Theory]
    [InlineData("error:0A00010B:SSL routines::wrong version number")]
    [InlineData("error:80000068:system library::Connection reset by peer")]
    [InlineData("error:0A")]
    [InlineData("Received fatal alert: ")]
    public void Other_errors_are_no_alerts(string text) => Assert.Null(AlertText.Find(text));
}
