using System.Diagnostics;
using TlsPathTools.Probing;
using TlsPathTools.TestServers;

namespace TlsPathTools.Cli.Tests.EndToEnd;

public class ProbeProcessTests
{
    [Fact]
    public async Task The_address_that_drops_connections_is_found()
    {
        await using TwoServers servers = await TwoServers.StartAsync(FaultPlans.Cycle(WireFault.HelloFin, WireFault.Ok), FaultPlans.Always(WireFault.Ok));

        CliRun run = await TlspathProcess.RunAsync($"probe {servers.Arguments} --count 20 --rate 40 --json");

        Assert.Equal(1, run.ExitCode);
        TlsPathRecord[] records = [.. run.OutLines.Select(TlsPathJson.Deserialize)];
        Assert.Equal(40, records.OfType<TlsAttempt>().Count());
        TlsPathResult[] results = [.. records.OfType<TlsPathResult>()];
        Assert.Equal([TwoServers.First, TwoServers.Second], results.Select(r => r.IPAddress));
        Assert.Equal([(10, 20, Verdict.Intermittent), (0, 20, Verdict.Healthy)], results.Select(r => (r.Failures, r.Attempts, r.Verdict)));
        Assert.Equal(["10 x ClientHelloSent/Fin"], results[0].FailureKinds);
        Assert.Contains($"2 addresses: {TwoServers.First} fails 10 of 20, closed (FIN) after ClientHello, differs from {TwoServers.Second}", Unwrapped(run.Error), StringComparison.Ordinal);
        Assert.DoesNotContain('\e', run.Error);
    }

    [Fact]
    public async Task A_healthy_service_is_0_and_its_bound()
    {
        await using TwoServers servers = await TwoServers.StartAsync(FaultPlans.Always(WireFault.Ok), FaultPlans.Always(WireFault.Ok));

        CliRun run = await TlspathProcess.RunAsync($"probe {servers.Arguments} --rate 40");

        Assert.Equal("", run.Error);
        Assert.Equal(0, run.ExitCode);
        Assert.Contains("No failure seen at 2 addresses; 20 attempts each only exclude rates above 16.1 %.", Unwrapped(run.Out), StringComparison.Ordinal);
        Assert.DoesNotContain('\e', run.Out);
    }

    [Fact]
    public async Task Text_of_a_hostile_server_does_not_reach_the_terminal_as_it_is()
    {
        await using TwoServers servers = await TwoServers.StartAsync(FaultPlans.Always(WireFault.EscapeSequences), FaultPlans.Always(WireFault.SshBanner));

        CliRun human = await TlspathProcess.RunAsync($"probe {servers.Arguments} --count 5 --rate 40 --verbose");
        CliRun json = await TlspathProcess.RunAsync($"probe {servers.Arguments} --count 5 --rate 40 --json");

        foreach (string text in (string[])[human.Out, human.Error, json.Out, json.Error])
            Assert.DoesNotContain(text, c => char.IsControl(c) && c != '\n' && c != '\r');
        Assert.Contains(@"evil\x1b]0;owned\x07", human.Out, StringComparison.Ordinal);
        Assert.Contains("SSH-2.0", human.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task An_interrupt_ends_an_hours_run_at_once_with_everything_gathered(string signal)
    {
        await using TwoServers servers = await TwoServers.StartAsync(FaultPlans.Cycle(WireFault.HelloRst, WireFault.HelloStall), FaultPlans.Always(WireFault.Ok));
        string file = servers.Folder.File("attempts.jsonl");
        await using TlspathProcess process = TlspathProcess.Start($"probe {servers.Arguments} --duration 1h --rate 20 --json --output {file}");
        var lines = new List<string>();
        while (lines.Count < 20)
            lines.Add((await process.Out.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(60)))!);

        Assert.False(File.Exists(file));
        var watch = Stopwatch.StartNew();
        await process.SignalAsync(signal);
        string rest = await process.Out.ReadToEndAsync().WaitAsync(TimeSpan.FromSeconds(30));
        CliRun run = await process.EndAsync(string.Join('\n', lines) + "\n" + rest);

        // The promise is 200 ms; the rest is for a busy machine and the end of the process.
        Assert.InRange(watch.ElapsedMilliseconds, 0, 3000);
        Assert.Equal(1, run.ExitCode);
        Assert.Equal(run.OutLines, File.ReadAllLines(file));
        Assert.Equal(2, run.OutLines.Select(TlsPathJson.Deserialize).OfType<TlsPathResult>().Count());
        Assert.Contains("Stopped before the end.", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reader_that_leaves_ends_the_run()
    {
        await using TwoServers servers = await TwoServers.StartAsync(FaultPlans.Always(WireFault.Ok), FaultPlans.Always(WireFault.Ok));
        await using TlspathProcess process = TlspathProcess.Start($"probe {servers.Arguments} --duration 1h --rate 20 --json");
        await process.Out.ReadLineAsync();

        process.Out.Close();
        CliRun run = await process.EndAsync("");

        Assert.Contains("Stopped before the end.", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("Broken pipe", run.Error, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_name_in_the_hosts_file_is_resolved_and_probed()
    {
        await using MisbehavingTlsServer server = MisbehavingTlsServer.Start(WireFault.Ok);
        using var folder = new TempFolder();

        CliRun run = await TlspathProcess.RunAsync($"probe localhost:{server.Port} --ipv4 --count 5 --rate 40 --json --ca-file {TestCertificates.WriteAuthority(folder)}");

        Assert.Equal(0, run.ExitCode);
        Assert.StartsWith("{\"kind\":\"endpointAddress\",\"hostName\":\"localhost\",\"ipAddress\":\"127.0.0.1\"", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task At_a_terminal_the_strips_grow_in_colour_and_the_cursor_comes_back()
    {
        await using TwoServers servers = await TwoServers.StartAsync(FaultPlans.Cycle(WireFault.HelloFin, WireFault.Ok), FaultPlans.Always(WireFault.Ok));
        string script = RealPart.Require("script");

        ProgramRun run = await ProgramRun.RunAsync(script, ["-qec", $"{TlspathProcess.Command} probe {servers.Arguments} --count 20 --rate 20", "/dev/null"], bound: TimeSpan.FromSeconds(60));

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("Ctrl+C stops and shows what was gathered.", run.Output, StringComparison.Ordinal);
        Assert.Contains("\e[", run.Output, StringComparison.Ordinal);
        Assert.Equal(Count(run.Output, "\e[?25l"), Count(run.Output, "\e[?25h"));
        Assert.True(run.Output.LastIndexOf("fails 10 of 20", StringComparison.Ordinal) > run.Output.LastIndexOf("Ctrl+C", StringComparison.Ordinal));
    }

    private static int Count(string text, string part) => text.Split(part).Length - 1;

    private static string Unwrapped(string text) => string.Join(' ', text.Split('\n', StringSplitOptions.TrimEntries));
}
