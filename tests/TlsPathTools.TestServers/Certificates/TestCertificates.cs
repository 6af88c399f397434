using System.Net;
using System.Security.Cryptography.X509Certificates;

namespace TlsPathTools.TestServers;

/// <summary>
/// Certificates of every kind that a server may show, made once a process. All but <see cref="SelfSigned"/> lead to
/// <see cref="Authority"/>; all but <see cref="WrongHost"/> are for <see cref="HostName"/>, "localhost" and loopback addresses.
/// </summary>
public static class TestCertificates
{
    /// <summary>The name that the certificates are for.</summary>
    public const string HostName = "host.test";

    /// <summary>A text that retitles a terminal, clears its screen and moves the cursor when it is printed as it is.</summary>
    public const string EscapeText = "evil\u001b]0;owned\u0007\u001b[2J\u001b[1;31m";

    private static readonly Lazy<X509Certificate2> s_authority = new(() => CertificateIssuer.Authority("TlsPathTools Test Root"));
    private static readonly Lazy<X509Certificate2> s_intermediate = new(() => CertificateIssuer.Authority("TlsPathTools Test Intermediate", Authority));
    private static readonly Lazy<ServerIdentity> s_valid = new(() => Issue([HostName, "*.host.test", "localhost"], IPAddress.Loopback, IPAddress.IPv6Loopback));
    private static readonly Lazy<ServerIdentity> s_expired = new(() => new(Leaf(notBefore: Days(-60), notAfter: Days(-1))));
    private static readonly Lazy<ServerIdentity> s_notYetValid = new(() => new(Leaf(notBefore: Days(1), notAfter: Days(60))));
    private static readonly Lazy<ServerIdentity> s_selfSigned = new(() => new(CertificateIssuer.Leaf(HostName, issuer: null, DefaultNames)));
    private static readonly Lazy<ServerIdentity> s_wrongHost = new(() => Issue(["other.test"]));
    private static readonly Lazy<X509Certificate2> s_behindIntermediate = new(() => Leaf(Intermediate));
    private static readonly Lazy<ServerIdentity> s_withIntermediate = new(() => new(s_behindIntermediate.Value, Intermediate));
    private static readonly Lazy<ServerIdentity> s_withoutIntermediate = new(() => new(s_behindIntermediate.Value));
    private static readonly Lazy<ServerIdentity> s_huge = new(() =>
        Issue([HostName, .. Enumerable.Range(0, 900).Select(i => $"service-{i:d4}.region.host.test")]));

    private static readonly Lazy<ServerIdentity> s_escapes = new(() => new(CertificateIssuer.Leaf(
        EscapeText, Authority, CertificateIssuer.AlternativeNames([HostName, $"{EscapeText}.test"], []))));

    private static readonly Lazy<X509Certificate2> s_client = new(() => CertificateIssuer.Leaf("client.test", Authority, alternativeNames: null, forClient: true));

    /// <summary>The root that a client has to trust. Its private key is here too: it issues the rest.</summary>
    public static X509Certificate2 Authority => s_authority.Value;

    /// <summary>A CA under the root.</summary>
    public static X509Certificate2 Intermediate => s_intermediate.Value;

    /// <summary>Nothing is wrong with it.</summary>
    public static ServerIdentity Valid => s_valid.Value;

    /// <summary>Ended yesterday.</summary>
    public static ServerIdentity Expired => s_expired.Value;

    /// <summary>Begins tomorrow.</summary>
    public static ServerIdentity NotYetValid => s_notYetValid.Value;

    /// <summary>Signed by its own key.</summary>
    public static ServerIdentity SelfSigned => s_selfSigned.Value;

    /// <summary>For other.test.</summary>
    public static ServerIdentity WrongHost => s_wrongHost.Value;

    /// <summary>Issued by the intermediate, which is sent.</summary>
    public static ServerIdentity WithIntermediate => s_withIntermediate.Value;

    /// <summary>Issued by the intermediate, which is not sent.</summary>
    public static ServerIdentity WithoutIntermediate => s_withoutIntermediate.Value;

    /// <summary>So many names that the server's flight is larger than one TLS record (16 KiB) and many packets.</summary>
    public static ServerIdentity Huge => s_huge.Value;

    /// <summary>Terminal escape sequences in the subject and in a DNS name.</summary>
    public static ServerIdentity EscapeSequences => s_escapes.Value;

    /// <summary>For TLS clients ("client.test").</summary>
    public static X509Certificate2 Client => s_client.Value;

    /// <summary>A new valid certificate for these names and addresses.</summary>
    public static ServerIdentity Issue(string[] dnsNames, params IPAddress[] addresses) =>
        new(CertificateIssuer.Leaf(dnsNames.FirstOrDefault() ?? "", Authority, CertificateIssuer.AlternativeNames(dnsNames, addresses)));

    /// <summary>Writes the root (without its key) as ca.crt, for clients that take a CA file.</summary>
    public static string WriteAuthority(TempFolder folder) => folder.Write("ca.crt", Authority.ExportCertificatePem() + "\n");

    /// <summary>Writes the client's certificate and key.</summary>
    public static PemFiles WriteClient(TempFolder folder) => new ServerIdentity(Client).Write(folder, "client");

    private static X509Extension DefaultNames => CertificateIssuer.AlternativeNames([HostName, "localhost"], [IPAddress.Loopback, IPAddress.IPv6Loopback]);

    private static X509Certificate2 Leaf(X509Certificate2? issuer = null, DateTimeOffset? notBefore = null, DateTimeOffset? notAfter = null) =>
        CertificateIssuer.Leaf(HostName, issuer ?? Authority, DefaultNames, notBefore, notAfter);

    private static DateTimeOffset Days(int days) => DateTimeOffset.UtcNow.AddDays(days);
}
