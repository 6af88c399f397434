using TlsPathTools.ClientErrors;
using TlsPathTools.Probing;
using TlsPathTools.TestServers;

namespace TlsPathTools.Core.Tests.ClientErrors;

/// <summary>
/// What the clients on this machine write today, against a server whose fault is known: the reading must hold the truth,
/// in whatever version they are.
/// </summary>
public class RealClientTests
{
    // A client that fails in the handshake has to say so. Several truths where a race decides.
    private static readonly (WireFault Fault, string[] Truth)[] s_handshake =
    [
        (WireFault.AcceptFinNow, ["ClientHelloSent/Fin"]),
        (WireFault.AcceptRstNow, ["TcpConnect/Rst", "ClientHelloSent/Rst"]),
        (WireFault.HelloFin, ["ClientHelloSent/Fin"]),
        (WireFault.HelloCloseUnread, ["ClientHelloSent/Rst"]),
        (WireFault.HelloRst, ["ClientHelloSent/Rst"]),
        (WireFault.HelloStall, ["ClientHelloSent/Timeout"]),
        (WireFault.PlainHttp400, ["ClientHelloSent/Plaintext"]),
        (WireFault.SshBanner, ["ClientHelloSent/Plaintext"]),
        (WireFault.SmtpBanner, ["ClientHelloSent/Plaintext"]),
        (WireFault.RandomBytes, ["ClientHelloSent/Plaintext"]),
        (WireFault.AlertHandshakeFailure, ["ClientHelloSent/Alert"]),
        (WireFault.AlertProtocolVersion, ["ClientHelloSent/Alert"]),
        (WireFault.AlertUnrecognizedName, ["ClientHelloSent/Alert"]),
        (WireFault.AlertInternalError, ["ClientHelloSent/Alert"]),
        (WireFault.AlertUnknown99, ["ClientHelloSent/Alert"]),
        (WireFault.AlertCloseNotifyOnly, ["ClientHelloSent/CloseNotify"]),
        (WireFault.AlertThenRst, ["ClientHelloSent/Alert"]),
        (WireFault.AlertAndRstSameTime, ["ClientHelloSent/Alert", "ClientHelloSent/Rst"]),
        (WireFault.BadRecordVersion, ["ClientHelloSent/MalformedTls"]),
        (WireFault.OversizeRecord, ["ClientHelloSent/MalformedTls", "ClientHelloSent/Timeout"]),
        (WireFault.FinAfterServerHello, ["ServerHello/Fin"]),
        (WireFault.RstAfterServerHello, ["ServerHello/Rst"]),
        (WireFault.StallAfterServerHello, ["ServerHello/Timeout"]),
        (WireFault.FinInRecordHeader, ["ClientHelloSent/Fin"]),
        (WireFault.FinInRecordBody, ["ClientHelloSent/Fin"]),
        (WireFault.FinInSecondRecord, ["ServerHello/Fin"]),
        (WireFault.CorruptEncryptedRecord, ["ServerHello/MalformedTls"]),
        (WireFault.CertificateSelfSigned, ["Handshake/CertificateProblem"]),
        (WireFault.CertificateExpired, ["Handshake/CertificateProblem"]),
        (WireFault.CertificateNotYetValid, ["Handshake/CertificateProblem"]),
        (WireFault.CertificateWrongHost, ["Handshake/CertificateProblem"]),
        (WireFault.CertificateNoIntermediate, ["Handshake/CertificateProblem"]),
    ];

    // Some clients take these for success, or say nothing; what they do say must hold the truth.
    private static readonly (WireFault Fault, string[] Truth)[] s_later =
    [
        (WireFault.MtlsRequired, ["Request/Alert"]),
        (WireFault.HandshakeThenFin, ["Request/Fin"]),
        (WireFault.HandshakeThenRst, ["Request/Rst"]),
        (WireFault.HandshakeThenCloseNotify, ["Request/CloseNotify"]),
        (WireFault.RequestThenFin, ["Request/Fin"]),
        (WireFault.RequestThenRst, ["Request/Rst"]),
        (WireFault.RequestThenCloseNotify, ["Request/CloseNotify"]),
        (WireFault.RequestThenStall, ["Request/Timeout"]),
        (WireFault.HeadCut, ["ResponseHead/Fin"]),
        (WireFault.ResponseNotHttp, ["Request/MalformedHttp"]),
        (WireFault.BodyTruncated, ["ResponseBody/Fin"]),
        (WireFault.BodyTruncatedCloseNotify, ["ResponseBody/CloseNotify"]),
        (WireFault.BodyRst, ["ResponseBody/Rst"]),
        (WireFault.BodyStall, ["ResponseBody/Timeout"]),
        (WireFault.ChunkedCut, ["ResponseBody/Fin"]),
        (WireFault.Http502, ["ResponseHead/HttpStatus"]),
        (WireFault.Http503, ["ResponseHead/HttpStatus"]),
        (WireFault.Http504, ["ResponseHead/HttpStatus"]),
    ];

    private static readonly Dictionary<WireFault, string[]> s_truth = s_handshake.Concat(s_later).ToDictionary(one => one.Fault, one => one.Truth);

    [Theory]
    [InlineData("curl", Clients.Curl)]
    [InlineData("python3", Clients.Python)]
    [InlineData("requests", Clients.Python)]
    [InlineData("node", Clients.Node)]
    [InlineData("java", Clients.Java)]
    [InlineData("openssl", Clients.OpenSsl)]
    [InlineData("wget", null)]
    [InlineData("HttpClient", Clients.DotNet)]
    public async Task What_a_client_writes_is_read_as_what_was_done_to_it(string client, string? name)
    {
        using var folder = new TempFolder();
        string authority = TestCertificates.WriteAuthority(folder);
        var servers = new Dictionary<WireFault, MisbehavingTlsServer>();
        try
        {
            foreach (WireFault fault in s_truth.Keys.Append(WireFault.Ok))
                servers[fault] = MisbehavingTlsServer.Start(fault);
            Dictionary<int, string>? written = await RealClients.RunAsync(client, servers.Values.Select(server => server.Port).ToList(), authority);
            if (written is null)
                Assert.Skip($"{client} is not installed.");

            Assert.Null(ClientErrorReader.Read(written[servers[WireFault.Ok].Port]));
            string[] wrong = s_truth.Select(pair => Complaint(client, name, pair.Key, pair.Value, written[servers[pair.Key].Port])).OfType<string>().ToArray();
            Assert.True(wrong.Length == 0, string.Join("\n\n", wrong));
            int read = s_truth.Keys.Count(fault => ClientErrorReader.Read(written[servers[fault].Port]) is not null);
            Assert.InRange(read, s_handshake.Length - 3, s_truth.Count);
        }
        finally
        {
            foreach (MisbehavingTlsServer server in servers.Values)
                await server.DisposeAsync();
        }
    }

    private static string? Complaint(string client, string? name, WireFault fault, string[] truth, string written)
    {
        string said = $" in: {written.Trim()}";
        ClientErrorMeaning? meaning = ClientErrorReader.Read(written, behindProxy: false);
        bool mustSpeak = s_handshake.Any(one => one.Fault == fault) && !MayBeSilent(client, truth);
        if (meaning is null)
            return mustSpeak ? $"{fault}: not recognized{said}" : null;
        if (name is not null && meaning.Client != name)
            return $"{fault}: taken for {meaning.Client}{said}";
        if (!meaning.PossibleEvents.Intersect(truth).Any())
            return $"{fault}: {string.Join(' ', meaning.PossibleEvents)} lacks {truth[0]}{said}";
        bool isRuledOut = truth.All(t => meaning.RulesOut.Contains(Wording.RuledOut(Enum.Parse<WireEvent>(t.Split('/')[1]))));
        return isRuledOut ? $"{fault}: {truth[0]} is ruled out{said}" : null;
    }

    // s_client waits for ever on a silent server and prints nothing when it is ended, nor for an orderly close.
    private static bool MayBeSilent(string client, string[] truth) =>
        client == "openssl" && truth.Any(t => t.EndsWith("/Timeout", StringComparison.Ordinal) || t.EndsWith("/CloseNotify", StringComparison.Ordinal));
}
