using TlsPathTools.TestServers;

namespace TlsPathTools.Core.Tests.TestServers;

/// <summary>The certificates held against `openssl verify` and `openssl x509`.</summary>
public sealed class TestCertificatesTests : IDisposable
{
    private readonly TempFolder _folder = new();
    private readonly string _authority;

    public TestCertificatesTests() => _authority = TestCertificates.WriteAuthority(_folder);

    [Fact]
    public async Task Openssl_judges_each_certificate_as_it_was_made()
    {
        Assert.Matches(": OK", await VerifyAsync(TestCertificates.Valid));
        Assert.Matches("certificate has expired", await VerifyAsync(TestCertificates.Expired));
        Assert.Matches("certificate is not yet valid", await VerifyAsync(TestCertificates.NotYetValid));
        Assert.Matches("self-signed certificate|self signed certificate", await VerifyAsync(TestCertificates.SelfSigned));
        Assert.Matches("(?i)hostname mismatch", await VerifyAsync(TestCertificates.WrongHost));
        Assert.Matches("unable to get local issuer", await VerifyAsync(TestCertificates.WithoutIntermediate));
        Assert.Matches(": OK", await VerifyAsync(TestCertificates.WithIntermediate));
        Assert.Matches(": OK", await VerifyAsync(TestCertificates.Huge));
        Assert.Matches(": OK", await VerifyAsync(TestCertificates.EscapeSequences));
    }

    [Fact]
    public async Task The_hostile_certificate_holds_real_escape_characters()
    {
        PemFiles files = TestCertificates.EscapeSequences.Write(_folder, "escapes");

        ProgramRun run = await ProgramRun.RunAsync(
            RealPart.Require("openssl"), ["x509", "-in", files.Certificate, "-noout", "-subject", "-ext", "subjectAltName", "-nameopt", "multiline,-esc_ctrl"]);

        Assert.Contains(TestCertificates.EscapeText, run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_issued_certificate_is_for_its_names_and_addresses()
    {
        ServerIdentity identity = TestCertificates.Issue(["a.test", "b.test"], System.Net.IPAddress.Parse("127.0.4.7"));
        PemFiles files = identity.Write(_folder, "issued");

        ProgramRun run = await ProgramRun.RunAsync(RealPart.Require("openssl"), ["x509", "-in", files.Certificate, "-noout", "-ext", "subjectAltName"]);

        Assert.Contains("DNS:a.test, DNS:b.test, IP Address:127.0.4.7", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_clients_certificate_is_good_for_clients_only()
    {
        PemFiles files = TestCertificates.WriteClient(_folder);

        ProgramRun asClient = await OpenSslAsync("verify", "-CAfile", _authority, "-purpose", "sslclient", files.Certificate);
        ProgramRun asServer = await OpenSslAsync("verify", "-CAfile", _authority, "-purpose", "sslserver", files.Certificate);

        Assert.Equal(0, asClient.ExitCode);
        Assert.NotEqual(0, asServer.ExitCode);
    }

    public void Dispose() => _folder.Dispose();

    private async Task<string> VerifyAsync(ServerIdentity identity)
    {
        PemFiles files = identity.Write(_folder, $"leaf-{Guid.NewGuid():N}");
        ProgramRun run = await OpenSslAsync(
            "verify", "-CAfile", _authority, "-untrusted", files.Certificate, "-purpose", "sslserver", "-verify_hostname", TestCertificates.HostName, files.Certificate);
        return run.Output;
    }

    private static Task<ProgramRun> OpenSslAsync(params string[] arguments) => ProgramRun.RunAsync(RealPart.Require("openssl"), arguments);
}
