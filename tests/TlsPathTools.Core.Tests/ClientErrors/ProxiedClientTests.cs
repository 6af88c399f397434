using TlsPathTools.ClientErrors;
using TlsPathTools.Probing;
using TlsPathTools.TestServers;

namespace TlsPathTools.Core.Tests.ClientErrors;

/// <summary>
/// curl behind real proxies: what happened between proxy and server must be among the events that the wider reading leaves
/// open, and the direct reading must be the narrower one.
/// </summary>
public class ProxiedClientTests
{
    private static readonly TimeSpan s_proxyTimer = TimeSpan.FromSeconds(2);

    private static readonly (WireFault Fault, string[] Truth)[] s_cases =
    [
        (WireFault.AcceptFinNow, ["ClientHelloSent/Fin"]),
        (WireFault.AcceptRstNow, ["ClientHelloSent/Rst", "TcpConnect/Rst"]),
        (WireFault.HelloFin, ["ClientHelloSent/Fin"]),
        (WireFault.HelloRst, ["ClientHelloSent/Rst"]),
        (WireFault.HelloCloseUnread, ["ClientHelloSent/Rst"]),
        (WireFault.HelloStall, ["ClientHelloSent/Timeout"]),
        (WireFault.FinAfterServerHello, ["ServerHello/Fin"]),
        (WireFault.RstAfterServerHello, ["ServerHello/Rst"]),
        (WireFault.StallAfterServerHello, ["ServerHello/Timeout"]),
        (WireFault.AlertHandshakeFailure, ["ClientHelloSent/Alert"]),
        (WireFault.PlainHttp400, ["ClientHelloSent/Plaintext"]),
        (WireFault.CertificateExpired, ["Handshake/CertificateProblem"]),
        (WireFault.RequestThenFin, ["Request/Fin"]),
        (WireFault.RequestThenRst, ["Request/Rst"]),
        (WireFault.RequestThenStall, ["Request/Timeout"]),
        (WireFault.Http503, ["ResponseHead/HttpStatus"]),
    ];

    [Fact]
    public async Task Behind_tinyproxy_the_truth_is_in_the_wider_reading()
    {
        await using TinyProxyServer proxy = await TinyProxyServer.StartAsync(new TinyProxyOptions { Timeout = s_proxyTimer });
        await CheckAsync(proxy.Url);
    }

    [Fact]
    public async Task Behind_squid_the_truth_is_in_the_wider_reading()
    {
        await using SquidProxy proxy = await SquidProxy.StartAsync(new SquidOptions { ReadTimeout = s_proxyTimer });
        await CheckAsync(proxy.Url);
    }

    private static async Task CheckAsync(Uri proxy)
    {
        string curl = RealPart.Require("curl");
        using var folder = new TempFolder();
        string authority = TestCertificates.WriteAuthority(folder);
        string[] complaints = await Task.WhenAll(s_cases.Select(async one =>
        {
            await using MisbehavingTlsServer server = MisbehavingTlsServer.Start(one.Fault);
            return Complaint(one.Fault.ToString(), one.Truth, await GetAsync(curl, proxy, authority, server.Port));
        }));
        string refused = Complaint("refused", ["TcpConnect/Refused"], await GetAsync(curl, proxy, authority, ServerProcess.FreePort()));
        string wrong = string.Concat(complaints.Append(refused));
        Assert.True(wrong.Length == 0, wrong);
    }

    private static async Task<string> GetAsync(string curl, Uri proxy, string authority, int port) => (await ProgramRun.RunAsync(
        curl,
        ["-sSf", "-o", "/dev/null", "--cacert", authority, "--max-time", "10", "--proxy", proxy.ToString(), $"https://127.0.0.1:{port}/"],
        bound: TimeSpan.FromSeconds(30))).Output;

    private static string Complaint(string fault, string[] truth, string written)
    {
        if (ClientErrorReader.Read(written, behindProxy: true) is not { } wide || ClientErrorReader.Read(written, behindProxy: false) is not { } direct)
            return $"{fault}: not recognized in: {written}\n";
        if (!wide.PossibleEvents.Intersect(truth).Any())
            return $"{fault}: {string.Join(' ', wide.PossibleEvents)} lacks {truth[0]} in: {written}\n";
        if (truth.Any(t => wide.RulesOut.Contains(Wording.RuledOut(Enum.Parse<WireEvent>(t.Split('/')[1])))))
            return $"{fault}: {truth[0]} is ruled out in: {written}\n";
        return direct.PossibleEvents.Except(wide.PossibleEvents).Any() ? $"{fault}: the wider reading is not wider in: {written}\n" : "";
    }
}
