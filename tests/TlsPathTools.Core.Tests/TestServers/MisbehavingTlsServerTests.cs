using System.Text.RegularExpressions;
using TlsPathTools.TestServers;

namespace TlsPathTools.Core.Tests.TestServers;

/// <summary>The misbehaving server held against curl, openssl s_client and Python: they share no code with it.</summary>
public sealed class MisbehavingTlsServerTests : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan s_stall = TimeSpan.FromSeconds(2);
    private readonly TempFolder _folder = new();
    private readonly string _authority;

    public MisbehavingTlsServerTests() => _authority = TestCertificates.WriteAuthority(_folder);

    public static TheoryData<WireFault> AllFaults => new(Enum.GetValues<WireFault>());

    [Theory]
    [MemberData(nameof(AllFaults))]
    public async Task Curl_and_openssl_see_each_fault_as_it_was_measured_elsewhere(WireFault fault)
    {
        RealPart.Require("curl");
        RealPart.Require("openssl");
        await using MisbehavingTlsServer server = Start(fault);

        await Task.WhenAll(CheckAsync(server, fault, tls13: false), CheckAsync(server, fault, tls13: true));

        Assert.Equal(4, server.Connections.Count);
    }

    [Fact]
    public async Task Python_sees_each_fault_as_it_was_measured_elsewhere()
    {
        string python = RealPart.Require("python3");
        string script = _folder.Write("client.py", PythonClient.Script);
        var servers = new List<MisbehavingTlsServer>();
        try
        {
            foreach (WireFault fault in Enum.GetValues<WireFault>())
                servers.Add(Start(fault));

            IEnumerable<string> targets = servers.SelectMany(server => new[] { $"{server.Port}:1.2", $"{server.Port}:1.3" });
            ProgramRun run = await ProgramRun.RunAsync(python, [script, _authority, .. targets], bound: TimeSpan.FromSeconds(90));

            Dictionary<string, string> said = run.Output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(line => line.Split('|', 2)).Where(parts => parts.Length == 2).ToDictionary(parts => parts[0], parts => parts[1], StringComparer.Ordinal);
            string[] wrong =
            [
                .. from server in servers
                   let fault = server.Plan(1)
                   from tls13 in new[] { false, true }
                   let outcome = said.GetValueOrDefault($"{server.Port}:{(tls13 ? "1.3" : "1.2")}", run.Output)
                   where !Regex.IsMatch(outcome, ExpectedOutcome.Of(fault, tls13).Python, RegexOptions.None, s_patience)
                   select $"{fault}, TLS 1.{(tls13 ? 3 : 2)}: {outcome}",
            ];
            Assert.Empty(wrong);
        }
        finally
        {
            foreach (MisbehavingTlsServer server in servers)
                await server.DisposeAsync();
        }
    }

    [Fact]
    public async Task The_gzip_bomb_unpacks_to_a_hundred_times_its_size()
    {
        RealPart.Require("curl");
        await using MisbehavingTlsServer server = Start(WireFault.GzipBomb);

        ProgramRun run = await ProgramRun.RunAsync(
            RealPart.Require("sh"), ["-c", $"curl -s --cacert {_authority} https://localhost:{server.Port}/ --noproxy '*' | gzip -dc | wc -c"]);

        Assert.Equal("268435456", run.Output.Trim());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_client_with_a_certificate_is_served_where_one_is_demanded(bool tls13)
    {
        PemFiles client = TestCertificates.WriteClient(_folder);
        await using MisbehavingTlsServer server = Start(WireFault.MtlsRequired);

        ProgramRun run = await TlsClients.CurlAsync(server.EndPoint, _authority, tls13, s_patience, "--cert", client.Certificate, "--key", client.Key);

        Assert.Equal("http 200 3\n", run.Output);
        Assert.StartsWith("GET / HTTP/1.1\r\nHost: host.test", server.Connections[0].RequestHead, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_name_or_none_is_rejected_where_names_matter()
    {
        await using MisbehavingTlsServer server = Start(WireFault.SniRejected);

        ProgramRun other = await ProgramRun.RunAsync(RealPart.Require("openssl"), ["s_client", "-connect", server.EndPoint.ToString(), "-servername", "other.test"]);
        ProgramRun none = await ProgramRun.RunAsync(RealPart.Require("openssl"), ["s_client", "-connect", server.EndPoint.ToString(), "-noservername"]);

        Assert.Contains("alert number 112", other.Output, StringComparison.Ordinal);
        Assert.Contains("alert number 112", none.Output, StringComparison.Ordinal);
        Assert.Equal(["other.test", null], server.Connections.Select(connection => connection.Hello!.ServerName), StringComparer.Ordinal);
    }

    [Fact]
    public async Task A_returning_client_is_seen_to_offer_resumption()
    {
        string session = _folder.File("session");
        await using MisbehavingTlsServer server = Start(WireFault.Ok);

        await TlsClients.OpenSslAsync(server.EndPoint, _authority, tls13: true, s_patience, "-sess_out", session);
        await TlsClients.OpenSslAsync(server.EndPoint, _authority, tls13: true, s_patience, "-sess_in", session);

        Assert.Equal([false, true], server.Connections.Select(connection => connection.Hello!.OffersResumption));
    }

    public void Dispose() => _folder.Dispose();

    private static MisbehavingTlsServer Start(WireFault fault) =>
        MisbehavingTlsServer.Start(fault, new MisbehavingOptions { DripInterval = TimeSpan.FromMilliseconds(2) });

    private async Task CheckAsync(MisbehavingTlsServer server, WireFault fault, bool tls13)
    {
        TimeSpan bound = ExpectedOutcome.IsStall(fault) ? s_stall : s_patience;
        Task<ProgramRun> curl = TlsClients.CurlAsync(server.EndPoint, _authority, tls13, bound);
        Task<ProgramRun> openssl = TlsClients.OpenSslAsync(server.EndPoint, _authority, tls13, bound);

        ExpectedOutcome expected = ExpectedOutcome.Of(fault, tls13);
        Matches(expected.Curl, await curl);
        Matches(expected.OpenSsl, await openssl);
    }

    private static void Matches(string pattern, ProgramRun run)
    {
        string outcome = $"({run.ExitCode}) {run.Output}";
        Assert.True(
            Regex.IsMatch(outcome, pattern, RegexOptions.Singleline, s_patience),
            $"expected {pattern}, saw {outcome[..Math.Min(outcome.Length, 4000)]}");
    }
}
