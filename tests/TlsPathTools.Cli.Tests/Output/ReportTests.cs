using TlsPathTools.Cli.Output;
using TlsPathTools.Cli.Probe;
using TlsPathTools.Dns;
using TlsPathTools.Probing;
using TlsPathTools.Statistics;

namespace TlsPathTools.Cli.Tests.Output;

public class ReportTests
{
    [Fact]
    public async Task At_120_columns_a_row_says_it_all() => AssertLines(
        """
        2 addresses, 30 attempts each, at most 10 a second each, direct, HEAD /.

        relay.example.org:443

        ADDRESS       VERDICT        FAILED         RATE (95 %)  TLS MS p50/p95  WHAT FAILS                         DIFFERS FROM
        198.51.100.7  Intermittent  8 of 30  26.7 % (14.2-44.4)     11.9 / 18.1  6 x closed (FIN) after             198.51.100.8
                                                                                 ClientHello
                                                                                 2 x reset (RST) after ServerHello
        198.51.100.8  Healthy       0 of 30        0 % (0-11.4)     11.9 / 18.1                                     198.51.100.7

        198.51.100.7  F..F..F..FRF..F..R............
        198.51.100.8  ..............................
                      2026-03-01 14:00:00 to 14:00:02 UTC, each column is one attempt
                      . worked, F closed (FIN), R reset (RST)

        198.51.100.7
          8 of 30 failed: at 95 % the true rate lies between 14.2 % and 44.4 %.
          #1 at 14:00:00 UTC: Fin from the peer in stage ClientHelloSent, 248 bytes sent, none received, after 0.8 ms.
          #11 at 14:00:01 UTC: Rst from the peer in stage ServerHello, 248 bytes sent, none received, after 0.8 ms.

        198.51.100.8
          0 of 30 failed: at 95 % the true rate lies between 0.0 % and 11.4 %.

        Certificate: CN=relay.example.org, SHA-256 0123456789abcdef…, issued by CN=Example CA, valid until 2026-06-01.

        2 addresses: 198.51.100.7 fails 8 of 30, mostly closed (FIN) after ClientHello, differs from 198.51.100.8, p = 0.005.
        198.51.100.8 did not fail in 30 attempts.

        """,
        await ReportAsync(RecordedEngine.OneOfTwoFails(), 120));

    [Fact]
    public async Task At_80_columns_the_details_say_what_the_table_has_no_room_for() => AssertLines(
        """
        2 addresses, 30 attempts each, at most 10 a second each, direct, HEAD /.

        relay.example.org:443

        ADDRESS       VERDICT        FAILED         RATE (95 %)  WHAT FAILS
        198.51.100.7  Intermittent  8 of 30  26.7 % (14.2-44.4)  6 x closed (FIN) after
                                                                 ClientHello
                                                                 2 x reset (RST) after
                                                                 ServerHello
        198.51.100.8  Healthy       0 of 30        0 % (0-11.4)

        198.51.100.7  F..F..F..FRF..F..R............
        198.51.100.8  ..............................
                      2026-03-01 14:00:00 to 14:00:02 UTC, each column is one attempt
                      . worked, F closed (FIN), R reset (RST)

        198.51.100.7
          8 of 30 failed: at 95 % the true rate lies between 14.2 % and 44.4 %.
          TLS handshake: 11.9 / 18.1 ms (p50 / p95).
          Differs from 198.51.100.8 (p = 0.005).
          #1 at 14:00:00 UTC: Fin from the peer in stage ClientHelloSent, 248 bytes
          sent, none received, after 0.8 ms.
          #11 at 14:00:01 UTC: Rst from the peer in stage ServerHello, 248 bytes sent,
          none received, after 0.8 ms.

        198.51.100.8
          0 of 30 failed: at 95 % the true rate lies between 0.0 % and 11.4 %.
          TLS handshake: 11.9 / 18.1 ms (p50 / p95).
          Differs from 198.51.100.7 (p = 0.005).

        Certificate: CN=relay.example.org, SHA-256 0123456789abcdef…, issued by
        CN=Example CA, valid until 2026-06-01.

        2 addresses: 198.51.100.7 fails 8 of 30, mostly closed (FIN) after ClientHello,
        differs from 198.51.100.8, p = 0.005. 198.51.100.8 did not fail in 30 attempts.

        """,
        await ReportAsync(RecordedEngine.OneOfTwoFails(), 80));

    [Theory]
    [InlineData(44)]
    [InlineData(60)]
    [InlineData(70)]
    [InlineData(80)]
    [InlineData(100)]
    [InlineData(120)]
    [InlineData(200)]
    public async Task No_line_is_wider_than_the_window(int width)
    {
        RecordedEngine engine = RecordedEngine.OneOfTwoFails();
        engine.Attempts.AddRange(Samples.Attempts("2001:db8:1111:2222:3333:4444:5555:6666", new string('.', 400)));
        engine.Results.Add(Samples.Result("2001:db8:1111:2222:3333:4444:5555:6666", 0, 400));

        string report = await ReportAsync(engine, width);

        Assert.All(report.Split('\n'), line => Assert.True(line.Length <= width, line));
        Assert.Contains("2001:db8:1111:2222:3333:4444:5555:6666", report, StringComparison.Ordinal);
        Assert.Contains("8 of 30", report, StringComparison.Ordinal);
        Assert.Contains("6 x closed (FIN) after", report, StringComparison.Ordinal);
        Assert.Contains("F..F..F..FRF..F..R", report, StringComparison.Ordinal);
        Assert.DoesNotContain("\n…", report, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(44)]
    [InlineData(80)]
    [InlineData(120)]
    public async Task A_long_run_fills_the_width_and_loses_no_end(int width)
    {
        var engine = new RecordedEngine().Know(Samples.Host, "198.51.100.7", "198.51.100.80");
        engine.Attempts.AddRange(Samples.Attempts("198.51.100.7", new string('F', 500) + new string('.', 500)));
        engine.Attempts.AddRange(Samples.Attempts("198.51.100.80", new string('.', 990) + new string('R', 10)));
        engine.Results.Add(Samples.Result("198.51.100.7", 500, 1000) with { Trend = Trend.Stopped, LastFailureUtc = Samples.Start.AddSeconds(50) });
        engine.Results.Add(Samples.Result("198.51.100.80", 10, 1000));

        string report = await ReportAsync(engine, width);

        string[] strips = [.. report.Split('\n', ' ').Where(word => word.Length > 9 && word.Trim('.', 'F', 'f', 'R', 'r').Length == 0)];
        Assert.Equal(2, strips.Length);
        Assert.Equal(strips[0].Length, strips[1].Length);
        Assert.InRange(strips[0].Length, 32, width);
        Assert.InRange(strips[0].Count(c => c == 'F'), (strips[0].Length / 2) - 1, (strips[0].Length / 2) + 1);
        Assert.Contains("stopped at 14:00:50 UTC", report, StringComparison.Ordinal);
        Assert.Matches(@"each\s+column\s+is\s+about", report);
    }

    [Fact]
    public async Task A_file_gets_no_control_sequences_and_no_blanks_at_line_ends()
    {
        string report = await ReportAsync(RecordedEngine.OneOfTwoFails(), 100);

        Assert.DoesNotContain('\e', report);
        Assert.DoesNotContain(" \n", report, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_terminal_gets_colours_unless_they_are_unwanted()
    {
        string colored = await ReportAsync(RecordedEngine.OneOfTwoFails(), 100, isTerminal: true);
        string noColorOption = await ReportAsync(RecordedEngine.OneOfTwoFails(), 100, isTerminal: true, noColor: true);
        string noColorVariable = await ReportAsync(RecordedEngine.OneOfTwoFails(), 100, isTerminal: true, variable: "NO_COLOR");

        Assert.Contains("\e[", colored, StringComparison.Ordinal);
        Assert.DoesNotContain('\e', noColorOption);
        Assert.DoesNotContain('\e', noColorVariable);
    }

    [Fact]
    public async Task Control_characters_and_markup_in_a_record_are_shown_as_text()
    {
        RecordedEngine engine = RecordedEngine.OneOfTwoFails();
        engine.Attempts[0] = engine.Attempts[0] with { Detail = "banner \e[2J\a [red]220 mail[/] [link=https://x]" };
        engine.Results[0] = engine.Results[0] with
        {
            Notes = ["note \r\n\u202e [bold]"],
            CertificateSubject = "CN=\e]0;owned\a",
            FailureKinds = ["6 x \e[31m/Fin", "[blink]"],
            Bound = "bound \u009b31m",
        };

        string report = await ReportAsync(engine, 120);

        Assert.DoesNotContain(report, c => char.IsControl(c) && c != '\n' && c != '\r');
        Assert.DoesNotContain('\u202e', report);
        Assert.Contains(@"banner \x1b[2J\x07 [red]220 mail[/] [link=https://x]", report, StringComparison.Ordinal);
        Assert.Contains(@"CN=\x1b]0;owned\x07", report, StringComparison.Ordinal);
        Assert.Contains("[blink]", report, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Each_name_has_a_report_of_its_own()
    {
        var engine = new RecordedEngine().Know(Samples.Host, "198.51.100.7");
        engine.Attempts.AddRange(Samples.Attempts("198.51.100.7", "....."));
        engine.Attempts.AddRange(Samples.Attempts("198.51.100.7", "FFFFF", host: "other.example.org"));
        engine.Results.Add(Samples.Result("198.51.100.7", 0, 5));
        engine.Results.Add(Samples.Result("198.51.100.7", 5, 5, host: "other.example.org"));

        string report = await ReportAsync(engine, 100);

        Assert.Contains("relay.example.org:443\n", report, StringComparison.Ordinal);
        Assert.Contains("other.example.org:443\n", report, StringComparison.Ordinal);
        Assert.Contains("No failure seen at 198.51.100.7; 5 attempts only exclude rates above 43.4 %.", report, StringComparison.Ordinal);
        Assert.Contains("198.51.100.7 fails all of 5 attempts.", report, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Addresses_of_which_the_same_is_said_are_said_together()
    {
        var engine = new RecordedEngine().Know(Samples.Host, "198.51.100.1");
        for (int i = 1; i <= 60; i++)
        {
            engine.Attempts.AddRange(Samples.Attempts($"198.51.100.{i}", "....."));
            engine.Results.Add(Samples.Result($"198.51.100.{i}", 0, 5));
        }

        string report = await ReportAsync(engine, 120);

        Assert.Single(report.Split('\n'), line => line.StartsWith("  0 of 5 failed", StringComparison.Ordinal));
        Assert.Contains("No failure seen at 60 addresses", report, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Both_routes_are_told_apart()
    {
        const string Proxy = "via http://proxy:3128";
        var engine = new RecordedEngine().Know(Samples.Host, "198.51.100.7");
        engine.Attempts.AddRange(Samples.Attempts("198.51.100.7", "F.F.F.F.F.", Proxy));
        engine.Attempts.AddRange(Samples.Attempts("198.51.100.7", ".........."));
        engine.Results.Add(Samples.Result("198.51.100.7", 5, 10, ["5 x ClientHelloSent/Fin"], route: Proxy) with { RouteP = 0.033, CertificateSha256 = ["ffff"] });
        engine.Results.Add(Samples.Result("198.51.100.7", 0, 10) with { RouteP = 0.033 });

        string report = await ReportAsync(engine, 120);

        Assert.Contains("198.51.100.7  proxy   Intermittent", report, StringComparison.Ordinal);
        Assert.Contains("198.51.100.7  direct  Healthy", report, StringComparison.Ordinal);
        Assert.Contains("198.51.100.7 proxy   F.F.F.F.F.", report, StringComparison.Ordinal);
        Assert.Contains("Through the proxy another certificate is shown than directly", report, StringComparison.Ordinal);
    }

    private static async Task<string> ReportAsync(RecordedEngine engine, int width, bool isTerminal = false, bool noColor = false, string? variable = null)
    {
        using var writer = new StringWriter();
        var surroundings = new Surroundings
        {
            Out = writer,
            Error = writer,
            Engine = engine,
            Size = () => (width, 40),
            Variable = name => name == variable ? "1" : null,
        };
        Screen screen = Screen.Create(writer, isTerminal, noColor, surroundings);
        await using var output = new HumanOutput(screen, new SparseProgress(screen, TimeProvider.System));
        var request = new ProbeRequest
        {
            Names = [new EndpointName { HostName = Samples.Host, Port = 443 }],
            Resolver = new ResolverOptions(),
            Probing = new ProbeOptions { Count = 30 },
        };
        await new ProbeSession(engine, [output], screen).RunAsync(request, CancellationToken.None);
        return writer.ToString();
    }

    private static void AssertLines(string expected, string actual) =>
        Assert.Equal(expected.ReplaceLineEndings("\n"), actual.ReplaceLineEndings("\n"));
}
