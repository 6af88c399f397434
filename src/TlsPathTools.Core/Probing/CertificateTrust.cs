using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace TlsPathTools.Probing;

/// <summary>What certificates are judged by: this machine's store, that and a CA file, or nothing at all.</summary>
public sealed class CertificateTrust
{
    private CertificateTrust(TrustMode mode, X509Certificate2Collection extraRoots)
    {
        Mode = mode;
        ExtraRoots = extraRoots;
    }

    /// <summary>The certificate store of this machine.</summary>
    public static CertificateTrust System { get; } = new(TrustMode.System, []);

    /// <summary>Nothing is checked; problems are not looked for, and records say so.</summary>
    public static CertificateTrust NotChecked { get; } = new(TrustMode.NotChecked, []);

    /// <summary>What is judged by.</summary>
    public TrustMode Mode { get; }

    internal X509Certificate2Collection ExtraRoots { get; }

    /// <summary>The store of this machine and these roots as well.</summary>
    public static CertificateTrust SystemAnd(X509Certificate2Collection roots) => new(TrustMode.SystemAndFile, roots);

    /// <summary>The store of this machine and the certificates of a file (PEM with one or many, or one DER certificate).</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="FormatException">The file holds no certificate; the message says what to give instead.</exception>
    public static CertificateTrust FromFile(string path)
    {
        byte[] bytes;
        using (FileStream file = File.OpenRead(path))
        {
            // The largest CA bundles are about 300 kB; a limit keeps a wrong path (/dev/zero, a disk image) harmless.
            bytes = new byte[Math.Min(file.CanSeek && file.Length > 0 ? file.Length : MaxFileBytes, MaxFileBytes)];
            bytes = bytes[..file.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false)];
        }

        var roots = new X509Certificate2Collection();
        try
        {
            string text = global::System.Text.Encoding.Latin1.GetString(bytes);
            if (text.Contains("-----BEGIN CERTIFICATE-----", StringComparison.Ordinal))
                roots.ImportFromPem(text);
            else if (bytes is [0x30, ..])
                roots.Add(new X509Certificate2(bytes));
        }
        catch (CryptographicException e)
        {
            throw new FormatException($"'{path}' holds a certificate that cannot be read ({e.Message}). Give a PEM or DER file of CA certificates.", e);
        }

        if (roots.Count == 0)
            throw new FormatException($"'{path}' holds no certificate. Give a PEM file ('-----BEGIN CERTIFICATE-----') or a DER file of CA certificates.");
        return SystemAnd(roots);
    }

    private const int MaxFileBytes = 4 << 20;
}
