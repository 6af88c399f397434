using TlsPathTools.Probing;
using TlsPathTools.TestServers;

namespace TlsPathTools.Cli.Tests.Probe;

public class ExitCodeTests
{
    [Fact]
    public void Verdicts_decide()
    {
        TlsPathResult healthy = Samples.Result("198.51.100.7", 0, 20);
        TlsPathResult intermittent = Samples.Result("198.51.100.8", 1, 20);
        TlsPathResult failing = Samples.Result("198.51.100.9", 20, 20);
        TlsPathResult untested = Samples.Result("2001:db8::7", 0, 0);

        Assert.Equal(ExitCodes.Healthy, ExitCodes.Of([healthy], everyNameTested: true));
        Assert.Equal(ExitCodes.Healthy, ExitCodes.Of([healthy, untested], everyNameTested: true));
        Assert.Equal(ExitCodes.FaultFound, ExitCodes.Of([healthy, intermittent], everyNameTested: true));
        Assert.Equal(ExitCodes.FaultFound, ExitCodes.Of([failing, untested], everyNameTested: false));
        Assert.Equal(ExitCodes.CouldNotTest, ExitCodes.Of([untested], everyNameTested: true));
        Assert.Equal(ExitCodes.CouldNotTest, ExitCodes.Of([healthy], everyNameTested: false));
        Assert.Equal(ExitCodes.CouldNotTest, ExitCodes.Of([healthy, untested with { HostName = "other.example.org" }], everyNameTested: true));
        Assert.Equal(ExitCodes.CouldNotTest, ExitCodes.Of([], everyNameTested: true));
    }

    [Fact]
    public async Task Healthy_is_0() =>
        Assert.Equal(0, (await CliRun.RunAsync(RecordedEngine.AllHealthy(), $"probe {Samples.Host}")).ExitCode);

    [Fact]
    public async Task A_fault_is_1() =>
        Assert.Equal(1, (await CliRun.RunAsync(RecordedEngine.OneOfTwoFails(), $"probe {Samples.Host}")).ExitCode);

    [Fact]
    public async Task An_unknown_name_is_2_and_says_why()
    {
        CliRun run = await CliRun.RunAsync(new RecordedEngine(), "probe unknown.example.org");

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("unknown.example.org cannot be tested: No resolver knows the name. Check its spelling.", run.Error, StringComparison.Ordinal);
        Assert.Equal("", run.Out);
    }

    [Fact]
    public async Task An_unknown_name_does_not_keep_the_others_from_being_tested()
    {
        CliRun run = await CliRun.RunAsync(RecordedEngine.AllHealthy(), $"probe unknown.example.org {Samples.Host}");

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("No failure seen at 2 addresses", run.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--ca-file FOLDER/missing.pem", "--ca-file: 'FOLDER/missing.pem' cannot be read")]
    [InlineData("--ca-file FOLDER", "cannot be read")]
    [InlineData("--ca-file FOLDER/empty.pem", "holds no certificate. Give a PEM file")]
    [InlineData("--client-cert FOLDER/missing.pem", "--client-cert: 'FOLDER/missing.pem' cannot be read")]
    [InlineData("--client-cert FOLDER/empty.pem", "Give the key with --client-key")]
    [InlineData("--output FOLDER/none/x.jsonl", "--output: 'FOLDER/none/x.jsonl' cannot be written")]
    [InlineData("--output FOLDER", "Name another file")]
    [InlineData("--output /dev/full", "Name another file")]
    [InlineData("--proxy p:3128 --proxy-user me", "set TLSPATH_PROXY_PASSWORD")]
    public async Task What_cannot_be_done_here_is_2_before_the_first_probe(string options, string message)
    {
        using var folder = new TempFolder();
        folder.Write("empty.pem", "nothing\n");
        RecordedEngine engine = RecordedEngine.AllHealthy();
        string Filled(string text) => text.Replace("FOLDER", folder.Path, StringComparison.Ordinal);

        CliRun run = await CliRun.RunAsync(engine, $"probe {Samples.Host} {Filled(options)}");

        Assert.Contains(Filled(message), run.Error, StringComparison.Ordinal);
        Assert.Equal(2, run.ExitCode);
        Assert.Null(engine.Options);
        Assert.Equal(["empty.pem"], Directory.GetFileSystemEntries(folder.Path).Select(path => Path.GetFileName(path)!), StringComparer.Ordinal);
    }

    [Fact]
    public async Task A_fault_of_the_program_is_one_sentence_without_a_stack_trace()
    {
        RecordedEngine engine = RecordedEngine.AllHealthy();
        engine.Breaks = new InvalidOperationException("secret \e[31m state");

        CliRun run = await CliRun.RunAsync(engine, $"probe {Samples.Host}");

        Assert.Equal(2, run.ExitCode);
        Assert.Contains("please report it", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain('\e', run.Error);
    }
}
