using TlsPathTools.Dns;
using TlsPathTools.Probing;
using TlsPathTools.TestServers;

namespace TlsPathTools.Cli.Tests.Output;

public class JsonOutputTests
{
    [Fact]
    public async Task Lines_read_back_equal_and_in_the_order_of_events()
    {
        RecordedEngine engine = RecordedEngine.OneOfTwoFails();

        CliRun run = await CliRun.RunAsync(engine, $"probe {Samples.Host} --json");

        TlsPathRecord[] read = [.. run.OutLines.Select(TlsPathJson.Deserialize)];
        Resolution resolution = engine.Names[Samples.Host];
        Assert.Equal([.. resolution.Addresses, .. resolution.Answers, .. engine.Attempts, .. engine.Results], read);
        Assert.EndsWith("}\n", run.Out, StringComparison.Ordinal);
        Assert.DoesNotContain('\r', run.Out);
    }

    [Fact]
    public async Task Text_for_people_goes_to_standard_error()
    {
        CliRun run = await CliRun.RunAsync(RecordedEngine.OneOfTwoFails(), $"probe {Samples.Host} --json");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("198.51.100.7 fails 8 of 30", run.Error, StringComparison.Ordinal);
        Assert.All(run.OutLines, line => Assert.StartsWith("{\"kind\":\"", line, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_name_that_cannot_be_resolved_still_gives_its_answers()
    {
        var engine = new RecordedEngine();
        var answer = new ResolverAnswer { HostName = "gone.example.org", QueryName = "gone.example.org.", AddressFamily = IPFamily.IPv4, Server = "192.0.2.53:53", Status = DnsStatus.NxDomain };
        engine.Names["gone.example.org"] = new Resolution { Name = new EndpointName { HostName = "gone.example.org", Port = 443 }, Addresses = [], Answers = [answer], Failure = "It does not exist." };

        CliRun run = await CliRun.RunAsync(engine, "probe gone.example.org --json");

        Assert.Equal(2, run.ExitCode);
        Assert.Equal([answer], run.OutLines.Select(TlsPathJson.Deserialize));
    }

    [Fact]
    public async Task A_file_holds_the_same_lines_beside_the_report()
    {
        using var folder = new TempFolder();
        string path = folder.Write("out.jsonl", "old\n");
        RecordedEngine engine = RecordedEngine.OneOfTwoFails();
        engine.AfterAttempt = _ => Assert.Equal("old\n", File.ReadAllText(path));

        CliRun run = await CliRun.RunAsync(engine, $"probe {Samples.Host} --output {path}");

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("ADDRESS", run.Out, StringComparison.Ordinal);
        Assert.Equal(2 + 1 + 60 + 2, File.ReadAllLines(path).Select(TlsPathJson.Deserialize).Count());
        Assert.Equal([path], Directory.GetFileSystemEntries(folder.Path));
    }

    [Fact]
    public async Task A_link_is_followed_and_stays_a_link()
    {
        using var folder = new TempFolder();
        string target = folder.Write("target.jsonl", "old\n");
        string link = folder.File("link.jsonl");
        File.CreateSymbolicLink(link, target);

        await CliRun.RunAsync(RecordedEngine.AllHealthy(), $"probe {Samples.Host} --output {link}");

        Assert.NotNull(new FileInfo(link).LinkTarget);
        Assert.StartsWith("{\"kind\"", File.ReadAllText(target), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_gathered_before_a_fault_of_the_program_is_kept_in_whole_lines()
    {
        using var folder = new TempFolder();
        string path = folder.File("out.jsonl");
        RecordedEngine engine = RecordedEngine.AllHealthy();
        engine.Breaks = new InvalidOperationException("broken");

        CliRun run = await CliRun.RunAsync(engine, $"probe {Samples.Host} --output {path}");

        Assert.Contains("InvalidOperationException: broken", run.Error, StringComparison.Ordinal);
        Assert.Equal(2, run.ExitCode);
        Assert.Equal(engine.Attempts, File.ReadAllLines(path).Select(TlsPathJson.Deserialize).OfType<TlsAttempt>());
    }
}
