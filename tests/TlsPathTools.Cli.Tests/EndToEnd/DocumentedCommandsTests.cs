using System.CommandLine.Invocation;
using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using TlsPathTools.TestServers;

namespace TlsPathTools.Cli.Tests.EndToEnd;

/// <summary>The lines with tlspath on the README and in docs can be typed: all are parsed, and those that need no account of one's own are run.</summary>
public sealed partial class DocumentedCommandsTests
{
    private static readonly string s_root = RootOf();

    public static TheoryData<string> Commands => [.. Lines().Distinct(StringComparer.Ordinal)];

    [Fact]
    public void There_are_some() => Assert.True(Commands.Count >= 10, string.Join('\n', Commands.Select(row => row.Data)));

    [Theory]
    [MemberData(nameof(Commands))]
    public void A_line_can_be_parsed(string line)
    {
        var surroundings = new Surroundings { Out = TextWriter.Null, Error = TextWriter.Null, Engine = new RecordedEngine() };
        var parsed = TlsPathProgram.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries), surroundings);
        Assert.Empty(parsed.Errors);
        Assert.IsNotType<ParseErrorAction>(parsed.Action);
    }

    [Fact]
    public async Task Those_that_probe_are_run_against_the_lab()
    {
        using var folder = new TempFolder();
        await using TlspathProcess lab = TlspathProcess.Start("lab relay-node-fault --json");
        JsonNode started = JsonNode.Parse((await lab.Out.ReadLineAsync().WaitAsync(TimeSpan.FromSeconds(60)))!)!;
        string world = $"--ca-file {started["caFile"]} --proxy {started["proxy"]} --rate 20";
        CliRun first = await TlspathProcess.RunAsync($"probe {started["hostName"]}:{started["port"]} --server {started["dnsServer"]} --count 1 --json {world}");
        string[] addresses = [.. first.OutLines.Select(line => JsonNode.Parse(line)!["ipAddress"]).OfType<JsonNode>().Select(address => $"{address}").Distinct(StringComparer.Ordinal)];
        Assert.Equal(2, addresses.Length);
        string[] probes = [.. Lines().Where(line => line.StartsWith("probe ", StringComparison.Ordinal))];
        Assert.True(probes.Length >= 3);

        foreach (string line in probes)
        {
            // Its own name, resolver, addresses and trust in the place of the page's.
            string run = Names().Replace(line, $"{started["hostName"]}:{started["port"]}").Replace("198.51.100.7", addresses[0], StringComparison.Ordinal).Replace("198.51.100.8", addresses[1], StringComparison.Ordinal)
                .Replace("10.0.0.2", $"{started["dnsServer"]}", StringComparison.Ordinal).Replace(" --server 10.1.0.2", "", StringComparison.Ordinal);
            string resolver = run.Contains("--server", StringComparison.Ordinal) ? "" : $" --server {started["dnsServer"]}";
            CliRun ended = await TlspathProcess.RunAsync($"{Counts().Replace(run, "--count 5")}{resolver} {world}");
            Assert.True(ended.ExitCode == 1, $"{line}\n{ended.Out}{ended.Error}");
        }

        await lab.SignalAsync("INT");
        await lab.EndAsync(await lab.Out.ReadToEndAsync().WaitAsync(TimeSpan.FromSeconds(30)));
    }

    [Fact]
    public async Task Those_that_start_a_lab_by_its_name_are_run()
    {
        string[] labs = [.. Lines().Where(line => line.StartsWith("lab", StringComparison.Ordinal) && !line.Contains("./", StringComparison.Ordinal) && !line.Contains("--nftables", StringComparison.Ordinal))];
        Assert.True(labs.Length >= 3);
        foreach (string line in labs)
        {
            CliRun run = await TlspathProcess.RunAsync(line.Contains("--list", StringComparison.Ordinal) ? line : line + " --duration 1");
            Assert.True(run.ExitCode == 0, $"{line}\n{run.Out}{run.Error}");
        }
    }

    [Fact]
    public async Task The_first_line_of_the_README_shows_what_the_README_shows()
    {
        string line = Lines().First();
        Assert.Equal("map --lab relay-node-fault", line);
        CliRun run = await TlspathProcess.RunAsync(line);

        Assert.Equal(1, run.ExitCode);
        string readme = await File.ReadAllTextAsync(Path.Combine(s_root, "README.md"), TestContext.Current.CancellationToken);
        string shown = readme.Split("-- map --lab relay-node-fault\n```\n\n```\n")[1].Split("\n```")[0];
        string[] lines = [.. run.OutLines.Select(Shape)];
        Assert.All(shown.Split('\n').Where(one => one != "…").Select(Shape), one => Assert.Contains(one, lines));
    }

    // Latencies, and the blocks of addresses that were free, are another run's.
    private static string Shape(string line) => Spaces().Replace(Numbers().Replace(line, "0"), " ").Trim();

    // In a block, or indented by four; what follows a wide gap explains, and what is redirected is the shell's.
    private static IEnumerable<string> Lines() => new[] { "README.md", "docs/lab.md", "docs/lab-scenarios.md", "docs/evidence.md" }
        .SelectMany(page => Documented().Matches(File.ReadAllText(Path.Combine(s_root, page))))
        .Select(match => match.Groups[1].Value.Split("   ")[0].Split(" > ")[0].Trim());

    private static string RootOf([CallerFilePath] string file = "") => File.Exists(file) ? Path.GetFullPath(Path.Combine(file, "..", "..", "..", "..")) : RootAbove(AppContext.BaseDirectory);

    private static string RootAbove(string folder) => File.Exists(Path.Combine(folder, "README.md")) ? folder : RootAbove(Path.GetDirectoryName(folder.TrimEnd('/'))!);

    [GeneratedRegex(@"(?m)^(?:    )?(?:dotnet run --project src/TlsPathTools\.Cli -- |(?:sudo ip netns exec lab )?tlspath )(.*)$")]
    private static partial Regex Documented();

    [GeneratedRegex(@"(relay\.)?example\.org")]
    private static partial Regex Names();

    [GeneratedRegex(@"--count \d+")]
    private static partial Regex Counts();

    [GeneratedRegex(@"[\d.]*\d")]
    private static partial Regex Numbers();

    [GeneratedRegex(" +")]
    private static partial Regex Spaces();
}
