using TlsPathTools.Dns;

namespace TlsPathTools.Cli.Tests.Probe;

public class WarningTests
{
    [Theory]
    [InlineData("HTTPS_PROXY")]
    [InlineData("https_proxy")]
    [InlineData("ALL_PROXY")]
    public async Task A_proxy_in_the_environment_is_named_but_not_used_and_not_shown(string variable)
    {
        RecordedEngine engine = RecordedEngine.AllHealthy();

        CliRun run = await CliRun.RunAsync(engine, $"probe {Samples.Host}", s => s with
        {
            Variable = name => name == variable ? "http://me:hunter2@proxy.example.org:3128" : null,
        });

        Assert.Contains($"{variable} is set but not used", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("hunter2", run.Error + run.Out, StringComparison.Ordinal);
        Assert.Null(engine.Options!.Proxy);
    }

    [Fact]
    public async Task With_a_proxy_there_is_nothing_to_warn_of()
    {
        CliRun run = await CliRun.RunAsync(RecordedEngine.AllHealthy(), $"probe {Samples.Host} --proxy p:3128", s => s with { Variable = _ => null });

        Assert.Equal("", run.Error);
    }

    [Theory]
    [InlineData("--first-flight small", "--server-hello-only is implied")]
    [InlineData("--count 4", "Fewer than 5 attempts")]
    [InlineData("--ip 198.51.100.7 --server 10.0.0.2", "--server is not used")]
    public async Task What_an_option_quietly_changes_is_said(string options, string warning) =>
        Assert.Contains(warning, (await CliRun.RunAsync(RecordedEngine.AllHealthy(), $"probe {Samples.Host} {options}")).Error, StringComparison.Ordinal);

    [Fact]
    public async Task Warnings_of_the_resolver_go_to_standard_error()
    {
        RecordedEngine engine = RecordedEngine.AllHealthy();
        engine.Names[Samples.Host] = engine.Names[Samples.Host] with { Warnings = ["The hosts file overrides DNS."] };

        CliRun run = await CliRun.RunAsync(engine, $"probe {Samples.Host}");

        Assert.Contains("warning: relay.example.org: The hosts file overrides DNS.", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("hosts file", run.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--proxy http://me:hunter2@p:3128")]
    [InlineData("--proxy http://me:hunter2@p:99999")]
    [InlineData("--proxy socks5://me:hunter2@p:1080")]
    [InlineData("--proxy http://me:hunter2@p:3128/path")]
    [InlineData("--proxy http://me:hunter2@p:3128 --json --verbose")]
    [InlineData("--proxy p:3128 --proxy-user me")]
    [InlineData("--proxy p:3128 --proxy-user me --json --verbose")]
    public async Task A_proxy_password_is_never_shown(string options)
    {
        RecordedEngine engine = RecordedEngine.AllHealthy();

        CliRun run = await CliRun.RunAsync(engine, $"probe {Samples.Host} {options}", s => s with
        {
            Variable = name => name == "TLSPATH_PROXY_PASSWORD" ? "hunter2" : null,
        });

        Assert.DoesNotContain("hunter2", run.Out + run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_password_is_asked_for_only_when_everything_else_is_right()
    {
        int asked = 0;
        Surroundings Asking(Surroundings s) => s with
        {
            AskSecret = question =>
            {
                Assert.Equal("Password of me for http://p:3128: ", question);
                asked++;
                return "hunter2";
            },
        };

        await CliRun.RunAsync(RecordedEngine.AllHealthy(), $"probe {Samples.Host} --proxy p:3128 --proxy-user me --count 0", Asking);
        Assert.Equal(0, asked);
        await CliRun.RunAsync(RecordedEngine.AllHealthy(), $"probe {Samples.Host} --proxy socks5://p --proxy-user me", Asking);
        Assert.Equal(0, asked);

        CliRun run = await CliRun.RunAsync(RecordedEngine.AllHealthy(), $"probe {Samples.Host} --proxy p:3128 --proxy-user me", Asking);
        Assert.Equal(1, asked);
        Assert.Equal(0, run.ExitCode);
    }
}
