using TlsPathTools.Probing;
using TlsPathTools.TestServers;

namespace TlsPathTools.Lab.Tests.EndToEnd;

/// <summary>What an engineer would have seen on the day, with the tools of that day.</summary>
public class IncidentByHandTests(Incident incident) : IClassFixture<Incident>
{
    private const string Requests = """
        import sys, requests
        name, proxy, ca = sys.argv[1:]
        for _ in range(12):
            try:
                print(requests.get(name, proxies={'https': proxy}, verify=ca, timeout=20).status_code)
            except Exception as e:
                print(e)
        """;

    private TlsPathLab Lab => incident.Running.Lab;

    [Fact]
    public async Task Dig_gives_both_addresses()
    {
        ProgramRun run = await incident.Running.RunAsync("dig", $"@{Lab.ClientResolver.Address}", "-p", $"{Lab.ClientResolver.Port}", "+short", Lab.EndpointName);

        Assert.Contains(incident.FailingAddress, run.Output, StringComparison.Ordinal);
        Assert.Contains(incident.WorkingAddress, run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Curl_works_at_one_address_and_fails_at_the_other()
    {
        ProgramRun works = await CurlAsync(incident.WorkingAddress);
        ProgramRun fails = await CurlAsync(incident.FailingAddress);

        Assert.Equal(0, works.ExitCode);
        Assert.Contains("200", works.Output, StringComparison.Ordinal);
        // Directly, the node's fault shows as what it is: (28) a stall, or (35) an end within the handshake.
        Assert.True(fails.ExitCode is 28 or 35, fails.Output);
    }

    [Fact]
    public async Task OpenSSL_gets_a_certificate_from_one_address_only()
    {
        ProgramRun works = await SClientAsync(incident.WorkingAddress);
        ProgramRun fails = await SClientAsync(incident.FailingAddress);

        Assert.Contains("Verify return code: 0 (ok)", works.Output, StringComparison.Ordinal);
        Assert.Contains(Lab.EndpointName, works.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("BEGIN CERTIFICATE", fails.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Requests_through_the_proxy_prints_the_incidents_words()
    {
        using var folder = new TempFolder();
        string script = folder.Write("client.py", Requests);
        ProgramRun run = await incident.Running.RunAsync(TimeSpan.FromSeconds(120), "python3", [script, $"https://{Lab.EndpointName}:{Lab.EndpointPort}/", Lab.ClientProxy!.AbsoluteUri, Lab.TrustedPemPath!]);

        Assert.Contains("200", run.Output, StringComparison.Ordinal);
        // Python 3.11.7 and later; before that the same FIN reads "TLS/SSL connection has been closed (EOF)" (wire-events.md).
        Assert.Matches("UNEXPECTED_EOF_WHILE_READING|connection has been closed \\(EOF\\)", run.Output);
    }

    [Fact]
    public async Task Our_own_probe_from_the_clients_position_tells_the_two_addresses_apart()
    {
        IReadOnlyList<TlsPathResult> results = await incident.Running.ProbeAsync(10, direct: false, incident.FailingAddress, incident.WorkingAddress);

        Assert.Equal([Verdict.Failing, Verdict.Healthy], results.Select(result => result.Verdict));
        Assert.All(results[0].FailureKinds, kind => Assert.Contains("/Fin", kind, StringComparison.Ordinal));
    }

    private Task<ProgramRun> CurlAsync(string address) => incident.Running.RunAsync(
        "curl", "--silent", "--show-error", "--max-time", "8", "--cacert", Lab.TrustedPemPath!, "--write-out", "%{http_code}",
        "--resolve", $"{Lab.EndpointName}:{Lab.EndpointPort}:{address}", $"https://{Lab.EndpointName}:{Lab.EndpointPort}/");

    private Task<ProgramRun> SClientAsync(string address) => incident.Running.RunAsync(
        TimeSpan.FromSeconds(8), "openssl", ["s_client", "-connect", $"{address}:{Lab.EndpointPort}", "-servername", Lab.EndpointName, "-CAfile", Lab.TrustedPemPath!]);
}
