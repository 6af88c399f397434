using System.Diagnostics;
using TlsPathTools.TestServers;

namespace TlsPathTools.Cli.Tests.Probe;

public class InterruptTests
{
    [Fact]
    public async Task The_first_interrupt_ends_the_run_with_what_was_gathered()
    {
        using var folder = new TempFolder();
        string path = folder.File("out.jsonl");
        RecordedEngine engine = RecordedEngine.OneOfTwoFails();
        engine.NeverEnds = true;
        InterruptSignal interrupt = InterruptSignal.Never();
        var sinceInterrupt = new Stopwatch();
        engine.AfterAttempt = count =>
        {
            if (count == engine.Attempts.Count)
            {
                sinceInterrupt.Start();
                interrupt.Raise();
            }
        };

        CliRun run = await CliRun.RunAsync(engine, $"probe {Samples.Host} --output {path} --duration 1h", s => s with { WatchInterrupt = () => interrupt });

        Assert.Equal("", run.Error);
        Assert.Equal(ExitCodes.FaultFound, run.ExitCode);
        Assert.Contains("Stopped before the end. 2 addresses: 198.51.100.7 fails 8 of 30", run.Out, StringComparison.Ordinal);
        Assert.Equal(2 + 1 + 60 + 2, File.ReadAllLines(path).Select(TlsPathJson.Deserialize).Count());
        Assert.InRange(sinceInterrupt.ElapsedMilliseconds, 0, 5000);
    }

    [Fact]
    public async Task An_interrupt_before_the_first_attempt_could_not_test()
    {
        var engine = new RecordedEngine().Know(Samples.Host, "198.51.100.7");
        engine.NeverEnds = true;
        InterruptSignal interrupt = InterruptSignal.Never();
        interrupt.Raise();

        CliRun run = await CliRun.RunAsync(engine, $"probe {Samples.Host}", s => s with { WatchInterrupt = () => interrupt });

        Assert.Equal(ExitCodes.CouldNotTest, run.ExitCode);
        Assert.Contains("Nothing was measured.", run.Out, StringComparison.Ordinal);
    }
}
