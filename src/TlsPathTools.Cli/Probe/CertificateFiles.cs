using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using TlsPathTools.Probing;

namespace TlsPathTools.Cli.Probe;

/// <summary>The certificate files that options name.</summary>
internal static class CertificateFiles
{
    public static CertificateTrust ReadTrust(string path)
    {
        try
        {
            return CertificateTrust.FromFile(path);
        }
        catch (FormatException e)
        {
            throw Refusal.CouldNotTest($"--ca-file: {e.Message}", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw Unreadable("--ca-file", path, e);
        }
    }

    public static X509Certificate2 ReadClientCertificate(string certificatePath, string? keyPath)
    {
        try
        {
            var certificate = X509Certificate2.CreateFromPemFile(certificatePath, keyPath);
            if (!OperatingSystem.IsWindows())
                return certificate;

            // Schannel cannot use the ephemeral key that a PEM file gives; a trip through PKCS #12 makes one it can.
            using (certificate)
                return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), password: null);
        }
        catch (CryptographicException e)
        {
            throw Refusal.CouldNotTest(
                $"'{SafeText.Escape(certificatePath)}' {(keyPath is null ? "does not hold" : $"and '{SafeText.Escape(keyPath)}' are not")} a PEM certificate and its "
                + $"unencrypted private key ({SafeText.Escape(e.Message)}). Give the key with --client-key; 'openssl pkey' decrypts one.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw Unreadable("--client-cert", keyPath is null ? certificatePath : $"{certificatePath}, {keyPath}", e);
        }
    }

    private static Refusal Unreadable(string option, string path, Exception e) =>
        Refusal.CouldNotTest($"{option}: '{SafeText.Escape(path)}' cannot be read: {SafeText.Escape(e.Message)} Check path and permissions.", e);
}
