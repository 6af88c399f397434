using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace TlsPathTools.Probing;

/// <summary>The options of SslStream for an attempt: no resumption, no judgement of its own, nothing from the network.</summary>
internal static class TlsClientOptions
{
    private static readonly List<SslApplicationProtocol> s_http = [SslApplicationProtocol.Http11];
    private static readonly List<SslApplicationProtocol> s_padded = [SslApplicationProtocol.Http11, .. Padding()];

    /// <summary>The options of one attempt.</summary>
    /// <param name="facts">The attempt; its chain is filled by the handshake.</param>
    /// <param name="clientCertificate">What to show to a server that asks; null for nothing.</param>
    internal static SslClientAuthenticationOptions ForAttempt(AttemptFacts facts, SslStreamCertificateContext? clientCertificate)
    {
        ProbeOptions options = facts.Options;
        SslClientAuthenticationOptions tls = Plain(facts.Target.HostName ?? facts.Target.Address.ToString(), facts.Chain);
        tls.EnabledSslProtocols = options.TlsVersion switch
        {
            TlsVersion.Tls12 => SslProtocols.Tls12,
            TlsVersion.Tls13 => SslProtocols.Tls13,
            _ => SslProtocols.Tls12 | SslProtocols.Tls13,
        };
        tls.ApplicationProtocols = options.FirstFlight == FirstFlight.Large ? s_padded : s_http;
        tls.ClientCertificateContext = clientCertificate;
        return tls;
    }

    internal static SslClientAuthenticationOptions ForProxy(string host, List<byte[]> chain) => Plain(host, chain);

    private static SslClientAuthenticationOptions Plain(string host, List<byte[]> chain) => new()
    {
        TargetHost = host,
        // Resumption skips the certificate and much of the flight, and SslStream resumes by name across addresses:
        // a second address would be tested with the session of the first.
        AllowTlsResume = false,
        // SslStream always builds a chain; with an empty custom trust that is cheap. CertificateJudge builds the real one.
        CertificateChainPolicy = new X509ChainPolicy
        {
            TrustMode = X509ChainTrustMode.CustomRootTrust,
            RevocationMode = X509RevocationMode.NoCheck,
            DisableCertificateDownloads = true,
        },
        // Rejecting here would be seen by the server as a success and then a broken connection, and by us as nothing
        // but a rejection. Record, go on, judge afterwards.
#pragma warning disable CA5359 // CertificateJudge judges the recorded chain before anything is sent over the connection.
        RemoteCertificateValidationCallback = (_, certificate, built, _) =>
        {
            chain.Clear();
            if (certificate is not null)
                chain.Add(certificate.GetRawCertData());
            foreach (X509Certificate2 extra in built?.ChainPolicy.ExtraStore ?? [])
                chain.Add(extra.RawData);
            return true;
        },
#pragma warning restore CA5359
    };

    // SslStream offers no padding extension, but any application protocol: unknown ones are skipped by servers
    // (RFC 7301 section 3.2) and make the ClientHello as large as post-quantum key shares do.
    private static IEnumerable<SslApplicationProtocol> Padding() => Enumerable.Range(0, 11)
        .Select(i => new SslApplicationProtocol(Encoding.ASCII.GetBytes($"x-padding-{i:00}".PadRight(250, 'x'))));
}
