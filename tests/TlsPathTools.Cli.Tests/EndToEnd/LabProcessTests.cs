using System.Diagnostics;
using System.Text.Json.Nodes;
using TlsPathTools.TestServers;

namespace TlsPathTools.Cli.Tests.EndToEnd;

public class LabProcessTests
{
    [Theory]
    [InlineData("INT")]
    [InlineData("TERM")]
    public async Task It_says_how_it_is_reached_and_stops_cleanly(string signal)
    {
        await using TlspathProcess lab = TlspathProcess.Start("lab relay-node-fault --json");
        JsonNode started = JsonNode.Parse((await lab.Out.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(60)))!)!;
        string kubeConfig = Text(started, "kubeConfig");

        Assert.Equal("relay.codisc-eoe-sde.uk", Text(started, "hostName"));
        Assert.True(File.Exists(kubeConfig));
        if (!OperatingSystem.IsWindows())
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(kubeConfig));
        CliRun probe = await TlspathProcess.RunAsync(
            $"probe {Text(started, "hostName")}:{started["port"]} --server {Text(started, "dnsServer")} --ca-file {Text(started, "caFile")} --proxy {Text(started, "proxy")} --count 5 --rate 20 --json");
        Assert.Equal(1, probe.ExitCode);

        var watch = Stopwatch.StartNew();
        await lab.SignalAsync(signal);
        CliRun run = await lab.EndAsync(await lab.Out.ReadToEndAsync().WaitAsync(TimeSpan.FromSeconds(30)));

        Assert.Equal(0, run.ExitCode);
        Assert.True(watch.Elapsed < TimeSpan.FromSeconds(15));
        Assert.False(File.Exists(kubeConfig));
        Assert.Equal("", run.Error);
    }

    [Fact]
    public async Task It_ends_after_the_time_that_was_given()
    {
        CliRun run = await TlspathProcess.RunAsync("lab healthy --duration 1");

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("export AWS_ENDPOINT_URL=http://127.", run.Out, StringComparison.Ordinal);
        Assert.Contains("export KUBECONFIG=", run.Out, StringComparison.Ordinal);
        Assert.Contains("'healthy' is stopped.", run.Out, StringComparison.Ordinal);
        Assert.DoesNotContain('\e', run.Out);
    }

    [Fact]
    public async Task Scenarios_are_listed_without_their_truth()
    {
        CliRun run = await TlspathProcess.RunAsync("lab --list");

        Assert.Equal(0, run.ExitCode);
        Assert.StartsWith("relay-node-fault", run.Out, StringComparison.Ordinal);
        Assert.DoesNotContain("i-0a3061a5b059d819c", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_truth_is_told_when_it_is_asked_for()
    {
        CliRun run = await TlspathProcess.RunAsync("lab relay-node-fault --truth");

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("At fault: node:", run.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("lab relay-node-falt", "relay-node-fault")]
    [InlineData("lab one two", "One lab runs one scenario")]
    [InlineData("lab healthy --duration 0", "greater than zero")]
    public async Task Wrong_usage_is_64_and_says_what_is_right(string commandLine, string says)
    {
        CliRun run = await TlspathProcess.RunAsync(commandLine);

        Assert.Equal(64, run.ExitCode);
        Assert.Contains(says, run.Error, StringComparison.Ordinal);
        Assert.Equal("", run.Out);
    }

    [Fact]
    public async Task A_wrong_file_is_refused_with_line_path_and_reason()
    {
        using var folder = new TempFolder();
        string file = folder.Write("mine.json", "{\n  // ours\n  \"name\": \"mine\",\n  \"titel\": \"x\"\n}\n");

        CliRun run = await TlspathProcess.RunAsync($"lab {file} --check");

        Assert.Equal(64, run.ExitCode);
        Assert.Contains("line 4, titel", run.Error, StringComparison.Ordinal);
    }

    private static string Text(JsonNode node, string name) => node[name]!.GetValue<string>();
}
