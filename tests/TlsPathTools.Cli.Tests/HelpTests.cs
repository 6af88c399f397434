using TlsPathTools.Cli.Probe;

namespace TlsPathTools.Cli.Tests;

public class HelpTests
{
    [Theory]
    [InlineData("")]
    [InlineData("--help")]
    [InlineData("-h")]
    public async Task Without_a_command_help_is_shown(string commandLine)
    {
        CliRun run = await CliRun.RunAsync(new RecordedEngine(), commandLine);

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("Usage: tlspath COMMAND [options]", run.Out, StringComparison.Ordinal);
        Assert.Contains("probe NAME[:PORT]", run.Out, StringComparison.Ordinal);
        Assert.Equal("", run.Error);
    }

    [Theory]
    [InlineData("probe --help")]
    [InlineData("probe relay.example.org --count nonsense --help")]
    public async Task Help_of_probe_names_every_option_and_shows_examples(string commandLine)
    {
        CliRun run = await CliRun.RunAsync(new RecordedEngine(), commandLine);

        Assert.Equal(0, run.ExitCode);
        foreach (var option in new ProbeArguments().Groups.SelectMany(g => g.Options))
        {
            Assert.Contains($"\n  {option.Name} ", run.Out, StringComparison.Ordinal);
            Assert.False(string.IsNullOrEmpty(option.Description), $"{option.Name} has no description.");
        }

        Assert.Contains("Examples:\n  tlspath probe relay.example.org\n", run.Out, StringComparison.Ordinal);
        Assert.Contains("Exit codes: 0 all healthy", run.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(80)]
    [InlineData(120)]
    public async Task Help_fits_the_window(int width)
    {
        CliRun run = await CliRun.RunAsync(new RecordedEngine(), "probe --help", s => s with { Size = () => (width, 24) });

        Assert.All(run.OutLines, line => Assert.True(line.Length <= width, line));
    }

    [Fact]
    public void Every_example_can_be_parsed()
    {
        var arguments = new ProbeArguments();
        var surroundings = new Surroundings { Out = TextWriter.Null, Error = TextWriter.Null, Engine = new RecordedEngine() };
        var command = ProbeCommand.Create(arguments, surroundings);

        foreach (string example in ProbeCommand.Examples)
        {
            var parsed = command.Parse(example["tlspath ".Length..]);
            Assert.Empty(parsed.Errors);
            Assert.NotEmpty(new ProbeRequestReader(arguments, parsed, surroundings).Read().Names);
        }
    }

    [Fact]
    public async Task The_version_is_one_line() =>
        Assert.Matches(@"^tlspath \d+\.\d+\.\d+\r?\n$", (await CliRun.RunAsync(new RecordedEngine(), "--version")).Out);
}
