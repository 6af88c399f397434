namespace TlsPathTools.Cli.Tests.Probe;

/// <summary>Whatever is wrong with a command line is told before anything is probed, in words that say what to write.</summary>
public class UsageTests
{
    [Theory]
    [InlineData("probe", "Give at least one name")]
    [InlineData("probe NAME --cuont 3", "'--cuont' is no option of 'tlspath probe'. Did you mean --count?")]
    [InlineData("probe NAME --frobnicate", "'tlspath probe --help' lists them")]
    [InlineData("probe NAME --count many", "--count 'many': Write a whole number.")]
    [InlineData("probe NAME --count", "--count")]
    [InlineData("probe NAME --count 3 --count 4", "--count")]
    [InlineData("probe NAME --count 0", "The count must be at least 1.")]
    [InlineData("probe NAME --until-confident --max-count 4", "The maximum count must be at least 5")]
    [InlineData("probe NAME --rate 0", "The rate must lie above 0")]
    [InlineData("probe NAME --rate fast", "--rate 'fast'")]
    [InlineData("probe NAME --rate NaN", "The rate must lie above 0")]
    [InlineData("probe NAME --duration 10:00", "--duration '10:00': Write a length of time such as 90s")]
    [InlineData("probe NAME --duration 8d", "The duration must lie between 0 and 7 days.")]
    [InlineData("probe NAME --timeout 0", "The timeout must lie between")]
    [InlineData("probe NAME --response-timeout 2h", "The response timeout must lie between")]
    [InlineData("probe NAME --idle 3h", "The idle time must lie between")]
    [InlineData("probe NAME --port 0", "--port '0': A port lies between 1 and 65535.")]
    [InlineData("probe NAME --port 65536", "A port lies between")]
    [InlineData("probe NAME --ip 1.2.3", "--ip '1.2.3': Write an address such as")]
    [InlineData("probe NAME --ip 198.51.100.7,", "--ip ''")]
    [InlineData("probe NAME --ip 2001:db8::7 --ipv4", "--ip 2001:db8::7 is not an IPv4 address.")]
    [InlineData("probe 198.51.100.7 --ip 198.51.100.8", "is an address itself")]
    [InlineData("probe 198.51.100.7 --ipv6", "'198.51.100.7' is not an IPv6 address.")]
    [InlineData("probe NAME --ipv4 --ipv6", "--ipv4 and --ipv6 cannot be joined.")]
    [InlineData("probe NAME --server dns.example.org", "--server 'dns.example.org': Write the resolver's address")]
    [InlineData("probe NAME --tls 1.1", "--tls '1.1': Write 1.2 or 1.3.")]
    [InlineData("probe NAME --first-flight huge", "Write small or large.")]
    [InlineData("probe NAME --source here", "--source 'here'")]
    [InlineData("probe NAME --path healthz", "The path must start with '/'")]
    [InlineData("probe NAME --expect-status 99", "An expected status must lie between 100 and 599.")]
    [InlineData("probe NAME --expect-status 2xx", "--expect-status '2xx'")]
    [InlineData("probe NAME --seed x", "--seed 'x'")]
    [InlineData("probe NAME --count 5 --duration 1h", "--count and --duration cannot be joined.")]
    [InlineData("probe NAME --count 5 --until-confident", "--max-count")]
    [InlineData("probe NAME --duration 5s --until-confident", "cannot be joined")]
    [InlineData("probe NAME --max-count 50", "--max-count needs --until-confident.")]
    [InlineData("probe NAME --handshake-only --server-hello-only", "cannot be joined")]
    [InlineData("probe NAME --handshake-only --path /", "cannot be joined")]
    [InlineData("probe NAME --handshake-only --idle 5", "cannot be joined")]
    [InlineData("probe NAME --server-hello-only --expect-status 200", "cannot be joined")]
    [InlineData("probe NAME --first-flight small --path /", "--path cannot be joined with --first-flight small")]
    [InlineData("probe NAME --first-flight small --handshake-only", "--handshake-only cannot be joined with --first-flight small")]
    [InlineData("probe NAME --insecure --ca-file ca.pem", "cannot be joined")]
    [InlineData("probe NAME --client-key key.pem", "--client-key needs --client-cert.")]
    [InlineData("probe NAME --proxy-user me", "--proxy-user needs --proxy.")]
    [InlineData("probe NAME --compare-direct", "--compare-direct needs --proxy.")]
    [InlineData("probe NAME --proxy-connect-by-name", "--proxy-connect-by-name needs --proxy.")]
    [InlineData("probe NAME --proxy p:3128 --proxy-connect-by-name --ip 198.51.100.7", "The proxy chooses the address.")]
    [InlineData("probe NAME --proxy socks5://p:1080", "SOCKS is not supported")]
    [InlineData("probe exa_mple..org", "exa_mple..org")]
    [InlineData("probe name:99999", "99999")]
    [InlineData("prob NAME", "prob")]
    [InlineData("--frobnicate", "--frobnicate")]
    public async Task A_wrong_command_line_ends_with_64(string commandLine, string message)
    {
        RecordedEngine engine = RecordedEngine.AllHealthy();

        CliRun run = await CliRun.RunAsync(engine, commandLine.Replace("NAME", Samples.Host, StringComparison.Ordinal));

        Assert.Contains(message, run.Error, StringComparison.Ordinal);
        Assert.StartsWith("tlspath: ", run.Error, StringComparison.Ordinal);
        Assert.Equal(ExitCodes.Usage, run.ExitCode);
        Assert.Equal("", run.Out);
        Assert.Null(engine.Options);
        Assert.Null(engine.ResolverOptions);
    }

    [Fact]
    public async Task Every_wrong_value_is_told_at_once()
    {
        CliRun run = await CliRun.RunAsync(RecordedEngine.AllHealthy(), $"probe {Samples.Host} --count x --port y --ip z");

        Assert.Equal(3, run.Error.Split('\n').Count(line => line.StartsWith("tlspath: --", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("[suggest] probe")]
    [InlineData("[diagram] probe relay.example.org")]
    [InlineData("@response-file")]
    [InlineData("probe @response-file")]
    public async Task The_parsers_own_inventions_do_nothing(string commandLine)
    {
        CliRun run = await CliRun.RunAsync(RecordedEngine.AllHealthy(), commandLine);

        Assert.DoesNotContain("No such file", run.Error, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("response file", run.Error, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("[ tlspath", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Control_characters_of_an_argument_are_escaped()
    {
        CliRun run = await CliRun.RunAsync(RecordedEngine.AllHealthy(), $"probe {Samples.Host} --count \e[2Jx\a");

        Assert.Contains(@"\x1b[2Jx\x07", run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain('\e', run.Error);
    }
}
