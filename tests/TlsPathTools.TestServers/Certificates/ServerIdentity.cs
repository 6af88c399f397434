using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace TlsPathTools.TestServers;

/// <summary>A leaf with its private key, and the certificates that a server sends after it.</summary>
public sealed class ServerIdentity(X509Certificate2 leaf, params X509Certificate2[] sentWith)
{
    private readonly Lazy<SslStreamCertificateContext> _context = new(() =>
        SslStreamCertificateContext.Create(leaf, [.. sentWith], offline: true, trust: null));

    /// <summary>The leaf, with a private key that SslStream can use.</summary>
    public X509Certificate2 Leaf { get; } = leaf;

    /// <summary>The leaf and what is sent after it, as SslStream wants it.</summary>
    public SslStreamCertificateContext Context => _context.Value;

    /// <summary>The leaf and what is sent after it, as PEM.</summary>
    public string CertificatePem => string.Join('\n', sentWith.Prepend(Leaf).Select(certificate => certificate.ExportCertificatePem())) + "\n";

    /// <summary>The private key as PKCS #8 PEM.</summary>
    public string KeyPem => Leaf.GetECDsaPrivateKey()!.ExportPkcs8PrivateKeyPem() + "\n";

    /// <summary>Writes NAME.crt, NAME.key and NAME.pem (both in one file, for haproxy).</summary>
    public PemFiles Write(TempFolder folder, string name)
    {
        var files = new PemFiles(folder.File($"{name}.crt"), folder.File($"{name}.key"), folder.File($"{name}.pem"));
        File.WriteAllText(files.Certificate, CertificatePem, Encoding.ASCII);
        File.WriteAllText(files.Key, KeyPem, Encoding.ASCII);
        File.WriteAllText(files.Combined, CertificatePem + KeyPem, Encoding.ASCII);
        return files;
    }
}

/// <summary>Where an identity was written.</summary>
public sealed record PemFiles(string Certificate, string Key, string Combined);
