using TlsPathTools.Cli.Map;

namespace TlsPathTools.Cli.Tests.Map;

public class MapUsageTests
{
    [Theory]
    [InlineData("map", "Give at least one name, URL or address to test, for example: tlspath map relay.example.org")]
    [InlineData("map NAME --porfile x", "'--porfile' is no option of 'tlspath map'. Did you mean --profile?")]
    [InlineData("map NAME --no-aws --no-kubernetes", "leave nothing to read")]
    [InlineData("map NAME --no-aws --eks main", "--eks asks AWS for the cluster")]
    [InlineData("map NAME --no-kubernetes --context c", "A cluster is named")]
    [InlineData("map NAME --eks main --context c", "name two clusters")]
    [InlineData("map NAME --lab relay-node-fault --profile p", "--lab and --profile cannot be joined: with --lab, the lab brings its own account")]
    [InlineData("map --lab no-such-world", "no-such-world")]
    [InlineData("map --evidence e.jsonl --count 5", "--evidence and --count cannot be joined")]
    [InlineData("map --evidence e.jsonl --save-evidence f.jsonl", "--evidence and --save-evidence cannot be joined")]
    [InlineData("map NAME --no-probe --count 5", "--no-probe and --count cannot be joined: with --no-probe, no attempt is made.")]
    [InlineData("map NAME --no-probe --proxy p:3128", "--no-probe and --proxy cannot be joined")]
    [InlineData("map NAME --count 0", "The count must be at least 1.")]
    public async Task A_mistake_is_told_before_anything_is_done(string commandLine, string words)
    {
        var engine = new RecordedEngine();

        CliRun run = await CliRun.RunAsync(engine, commandLine);

        Assert.Equal(64, run.ExitCode);
        Assert.Contains(words, run.Error, StringComparison.Ordinal);
        Assert.Empty(engine.Targets);
        Assert.Equal("", run.Out);
    }

    [Fact]
    public async Task Evidence_that_cannot_be_read_is_no_usage_mistake()
    {
        CliRun run = await CliRun.RunAsync(new RecordedEngine(), "map --evidence no-such-file.jsonl");

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("--evidence:", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Help_names_every_option()
    {
        CliRun run = await CliRun.RunAsync(new RecordedEngine(), "map --help");

        Assert.Equal(0, run.ExitCode);
        Assert.All(new MapArguments().Groups.SelectMany(group => group.Options), option => Assert.Contains($"\n  {option.Name} ", run.Out, StringComparison.Ordinal));
        Assert.Contains("tlspath map --lab relay-node-fault", run.Out, StringComparison.Ordinal);
    }
}
