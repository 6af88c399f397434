using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using TlsPathTools.Lab.Certificates;
using TlsPathTools.Lab.Http;
using TlsPathTools.Lab.Scenarios;
using TlsPathTools.TestServers;

namespace TlsPathTools.Lab.Tests.Certificates;

public class LabAuthorityTests
{
    private const string Name = "api.example.org";

    [Theory]
    [InlineData("amazon", "Amazon RSA 2048 M02", "Verify return code: 0 (ok)")]
    [InlineData("letsEncrypt", "R11", "Verify return code: 0 (ok)")]
    [InlineData("private", "Lab Private Issuing CA", "Verify return code: 0 (ok)")]
    [InlineData("untrusted", "Unknown Issuing CA", "Verify return code: 20 (unable to get local issuer certificate)")]
    [InlineData("selfSigned", "api.example.org", "Verify return code: 18 (self-signed certificate)")]
    public async Task OpenSSL_sees_the_issuer_and_judges_it_as_the_scenario_says(string issuer, string commonName, string verdict)
    {
        string output = await ShownAsync(new CertificateSpec { Name = "c", DnsNames = [Name], Issuer = issuer });

        Assert.Contains(verdict, output, StringComparison.Ordinal);
        Assert.Contains($"CN = {commonName}", output, StringComparison.Ordinal);
        if (issuer != "selfSigned")
        {
            Assert.Contains($"O = TlsPathTools Lab, CN = {commonName}", output, StringComparison.Ordinal);
            Assert.Equal(2, output.Split("-----BEGIN CERTIFICATE-----").Length - 1);
        }
    }

    [Fact]
    public async Task A_missing_intermediate_breaks_the_chain()
    {
        string output = await ShownAsync(new CertificateSpec { Name = "c", DnsNames = [Name], OmitsIntermediate = true });

        Assert.Equal(1, output.Split("-----BEGIN CERTIFICATE-----").Length - 1);
        Assert.Contains("unable to verify the first certificate", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(-60, -1, "certificate has expired")]
    [InlineData(1, 60, "certificate is not yet valid")]
    public async Task Validity_is_counted_in_days_from_now(double notBefore, double notAfter, string verdict) =>
        Assert.Contains(
            verdict,
            await ShownAsync(new CertificateSpec { Name = "c", DnsNames = [Name], NotBeforeDays = notBefore, NotAfterDays = notAfter }),
            StringComparison.Ordinal);

    [Fact]
    public async Task Another_name_than_the_certificates_is_a_mismatch() =>
        Assert.Contains(
            "hostname mismatch",
            await ShownAsync(new CertificateSpec { Name = "c", DnsNames = ["other.example.org", "*.other.example.org"] }),
            StringComparison.Ordinal);

    [Fact]
    public void An_inspecting_proxys_certificate_is_for_the_name_and_by_an_authority_of_its_own()
    {
        using var authority = new LabAuthority([], DateTimeOffset.UtcNow);

        X509Certificate2 shown = authority.Inspecting(Name).TargetCertificate;

        Assert.True(shown.MatchesHostname(Name));
        Assert.Contains("CN=Egress Inspection CA", shown.Issuer, StringComparison.Ordinal);
        Assert.Same(authority.Inspecting(Name), authority.Inspecting(Name));
        Assert.DoesNotContain(authority.InspectionPem, authority.TrustedPem, StringComparison.Ordinal);
        Assert.True(authority.Inspecting("127.0.0.1").TargetCertificate.MatchesHostname("127.0.0.1"));
    }

    [Fact]
    public void The_Kubernetes_API_has_another_authority_and_is_known_by_its_address()
    {
        using var authority = new LabAuthority([], DateTimeOffset.UtcNow);
        IPAddress address = IPAddress.Parse("127.17.254.2");
        using var root = X509Certificate2.CreateFromPem(authority.KubernetesPem);
        using var chain = new X509Chain();
        chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
        chain.ChainPolicy.CustomTrustStore.Add(root);
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        SslStreamCertificateContext context = authority.ForKubernetes(address);
        chain.ChainPolicy.ExtraStore.Add(Assert.Single(context.IntermediateCertificates));

        Assert.True(chain.Build(context.TargetCertificate));
        Assert.True(context.TargetCertificate.MatchesHostname("127.17.254.2"));
        Assert.DoesNotContain(authority.KubernetesPem, authority.TrustedPem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_clients_certificate_is_verified_against_the_authority_that_issues_them()
    {
        using var authority = new LabAuthority([], DateTimeOffset.UtcNow);
        using var other = new LabAuthority([], DateTimeOffset.UtcNow);
        using X509Certificate2 own = authority.IssueClient("client.example.org");
        using X509Certificate2 foreign = other.IssueClient("client.example.org");

        Assert.True(authority.VerifiesClient(own));
        Assert.False(authority.VerifiesClient(foreign));
    }

    [Fact]
    public void An_unknown_name_says_which()
    {
        using var authority = new LabAuthority([], DateTimeOffset.UtcNow);

        Assert.Contains("'nobody'", Assert.Throws<KeyNotFoundException>(() => authority.Named("nobody")).Message, StringComparison.Ordinal);
    }

    private static async Task<string> ShownAsync(CertificateSpec spec)
    {
        string openssl = RealPart.Require("openssl");
        using var folder = new TempFolder();
        using var authority = new LabAuthority([spec], DateTimeOffset.UtcNow);
        string trusted = folder.Write("trusted.pem", authority.TrustedPem);
        await using HttpServer server = HttpServer.Start(
            new(IPAddress.Loopback, 0), new SslServerAuthenticationOptions { ServerCertificateContext = authority.Named(spec.Name) },
            (_, responder, token) => responder.SendAsync(200, "text/plain", "ok\n", token));
        ProgramRun run = await ProgramRun.RunAsync(
            openssl, ["s_client", "-connect", $"127.0.0.1:{server.EndPoint.Port}", "-servername", Name, "-verify_hostname", Name, "-CAfile", trusted, "-no-CApath", "-no-CAstore", "-showcerts"], closeInput: true);
        return run.Output;
    }
}
