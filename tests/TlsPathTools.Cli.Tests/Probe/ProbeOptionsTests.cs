using System.Net;
using TlsPathTools.Dns;
using TlsPathTools.Probing;
using TlsPathTools.TestServers;

namespace TlsPathTools.Cli.Tests.Probe;

public class ProbeOptionsTests
{
    public static TheoryData<string, string> Accepted => new()
    {
        { "", "" },
        { "--count 7", "Count=7" },
        { "--count=7", "Count=7" },
        { "--duration 90s", "Duration=00:01:30" },
        { "--duration 1:00:00", "Duration=01:00:00" },
        { "--until-confident --max-count 50", "UntilConfident=True MaxCount=50" },
        { "--rate 0.5", "AttemptsPerSecond=0.5" },
        { "--timeout 2", "Timeout=00:00:02" },
        { "--timeout 250ms", "Timeout=00:00:00.2500000" },
        { "--response-timeout 30", "ResponseTimeout=00:00:30" },
        { "--path /healthz", "Path=/healthz" },
        { "--expect-status 200,204", "ExpectStatus=200,204" },
        { "--expect-status 200 --expect-status 301", "ExpectStatus=200,301" },
        { "--handshake-only", "Depth=Handshake" },
        { "--server-hello-only", "Depth=ServerHello" },
        { "--first-flight large", "FirstFlight=Large" },
        { "--first-flight small", "FirstFlight=Small Depth=ServerHello" },
        { "--idle 60", "Idle=00:01:00" },
        { "--tls 1.2", "TlsVersion=Tls12" },
        { "--tls 1.3", "TlsVersion=Tls13" },
        { "--source 127.0.0.9", "SourceAddress=127.0.0.9" },
        { "--seed -5", "Seed=-5" },
        { "--insecure", "Trust=NotChecked" },
        { "--proxy http://proxy.example.org:3128", "Proxy=http://proxy.example.org:3128" },
        { "--proxy proxy.example.org:3128", "Proxy=http://proxy.example.org:3128" },
        { "--proxy https://proxy.example.org:3129 --compare-direct", "Proxy=https://proxy.example.org:3129 CompareDirect=True" },
        { "--proxy proxy.example.org:3128 --proxy-connect-by-name", "Proxy=http://proxy.example.org:3128 ByName" },
    };

    [Theory]
    [MemberData(nameof(Accepted))]
    public async Task An_option_changes_what_it_names_and_nothing_else(string options, string expected)
    {
        RecordedEngine engine = RecordedEngine.AllHealthy();

        CliRun run = await CliRun.RunAsync(engine, $"probe {Samples.Host} {options}");

        Assert.Equal(ExitCodes.Healthy, run.ExitCode);
        Assert.Equal(expected.Split(' ', StringSplitOptions.RemoveEmptyEntries).Order(StringComparer.Ordinal), Changes(engine.Options!).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Addresses_are_tested_under_the_name_without_resolving_it()
    {
        RecordedEngine engine = RecordedEngine.AllHealthy();
        engine.Names.Clear();

        CliRun run = await CliRun.RunAsync(engine, "probe relay.example.org other.example.org:8443 --ip 198.51.100.7,2001:db8::7 --ip 198.51.100.7");

        Assert.Equal(ExitCodes.Healthy, run.ExitCode);
        Assert.Null(engine.ResolverOptions);
        Assert.Equal(
            [
                new ProbeTarget("relay.example.org", IPAddress.Parse("198.51.100.7"), 443),
                new ProbeTarget("relay.example.org", IPAddress.Parse("2001:db8::7"), 443),
                new ProbeTarget("other.example.org", IPAddress.Parse("198.51.100.7"), 8443),
                new ProbeTarget("other.example.org", IPAddress.Parse("2001:db8::7"), 8443),
            ],
            engine.Targets);
    }

    [Fact]
    public async Task A_literal_is_tested_without_a_name()
    {
        RecordedEngine engine = RecordedEngine.AllHealthy();

        await CliRun.RunAsync(engine, "probe 198.51.100.7 [2001:db8::7]:8443 --port 444");

        Assert.Equal(
            [new ProbeTarget(null, IPAddress.Parse("198.51.100.7"), 444), new ProbeTarget(null, IPAddress.Parse("2001:db8::7"), 8443)],
            engine.Targets);
    }

    [Fact]
    public async Task Resolvers_and_family_reach_the_resolver()
    {
        RecordedEngine engine = RecordedEngine.AllHealthy();

        await CliRun.RunAsync(engine, $"probe {Samples.Host} --server 10.0.0.2 --server [2001:db8::53]:5353 --ipv4");

        Assert.Equal([IPEndPoint.Parse("10.0.0.2:53"), IPEndPoint.Parse("[2001:db8::53]:5353")], engine.ResolverOptions!.Servers);
        Assert.Equal(IPFamily.IPv4, engine.ResolverOptions.AddressFamily);
        await CliRun.RunAsync(engine, $"probe {Samples.Host} --ipv6");
        Assert.Equal(IPFamily.IPv6, engine.ResolverOptions.AddressFamily);
    }

    [Fact]
    public async Task A_name_that_only_the_proxy_knows_is_left_to_it()
    {
        RecordedEngine engine = RecordedEngine.AllHealthy();
        engine.Names.Clear();

        await CliRun.RunAsync(engine, "probe inside.example.org --proxy proxy:3128 --proxy-connect-by-name");

        Assert.Null(engine.ResolverOptions);
        Assert.Equal("inside.example.org", Assert.Single(engine.Targets).HostName);
    }

    [Fact]
    public async Task A_ca_file_and_a_client_certificate_are_read()
    {
        using var folder = new TempFolder();
        string ca = TestCertificates.WriteAuthority(folder);
        PemFiles client = TestCertificates.WriteClient(folder);
        RecordedEngine engine = RecordedEngine.AllHealthy();

        foreach (string pem in (string[])[$"{client.Combined}", $"{client.Certificate} --client-key {client.Key}"])
        {
            CliRun run = await CliRun.RunAsync(engine, $"probe {Samples.Host} --ca-file {ca} --client-cert {pem}");

            Assert.Equal("", run.Error);
            Assert.Equal(ExitCodes.Healthy, run.ExitCode);
            Assert.Equal(TrustMode.SystemAndFile, engine.Options!.Trust.Mode);
            Assert.True(engine.Options.ClientCertificate!.HasPrivateKey);
            Assert.Contains("client.test", engine.Options.ClientCertificate.Subject, StringComparison.Ordinal);
        }
    }

    private static IEnumerable<string> Changes(ProbeOptions o)
    {
        var d = new ProbeOptions();
        (string Name, object? Value, object? Default)[] all =
        [
            ("Count", o.Count, d.Count), ("Duration", o.Duration, d.Duration), ("UntilConfident", o.UntilConfident, d.UntilConfident),
            ("MaxCount", o.MaxCount, d.MaxCount), ("AttemptsPerSecond", o.AttemptsPerSecond, d.AttemptsPerSecond),
            ("Timeout", o.Timeout, d.Timeout), ("ResponseTimeout", o.ResponseTimeout, d.ResponseTimeout), ("Depth", o.Depth, d.Depth),
            ("Path", o.Path, d.Path), ("ExpectStatus", string.Join(',', o.ExpectStatus), ""), ("Idle", o.Idle, d.Idle),
            ("FirstFlight", o.FirstFlight, d.FirstFlight), ("TlsVersion", o.TlsVersion, d.TlsVersion), ("SourceAddress", o.SourceAddress, null),
            ("ClientCertificate", o.ClientCertificate?.Subject, null), ("Trust", o.Trust.Mode, d.Trust.Mode),
            ("Proxy", o.Proxy?.ToString(), null), ("CompareDirect", o.CompareDirect, false), ("Seed", o.Seed, null),
        ];
        foreach ((string name, object? value, object? @default) in all)
        {
            if (!Equals(value, @default))
                yield return FormattableString.Invariant($"{name}={value}");
        }

        if (o.Proxy is { ConnectByName: true })
            yield return "ByName";
    }
}
