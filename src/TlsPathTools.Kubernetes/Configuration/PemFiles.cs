using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using TlsPathTools.Topology;

namespace TlsPathTools.Kubernetes.Configuration;

/// <summary>Certificates and keys of a kubeconfig, given as data or as a file. Data wins, as with kubectl.</summary>
internal static class PemFiles
{
    private const int MaxBytes = 4 << 20;

    /// <summary>The PEM text of an entry; null where it has none.</summary>
    /// <param name="field">The entry's field, for messages.</param>
    /// <param name="data">The base64 of it.</param>
    /// <param name="file">The name of a file.</param>
    /// <param name="origin">The kubeconfig.</param>
    /// <exception cref="KubernetesException">It cannot be read.</exception>
    public static string? Read(string field, string? data, string? file, string origin)
    {
        if (data is { Length: > 0 })
        {
            try
            {
                return Encoding.UTF8.GetString(Convert.FromBase64String(data));
            }
            catch (FormatException)
            {
                throw new KubernetesException(GapKind.NoCredentials, $"{field}-data in {origin} is no base64.", "Get a new kubeconfig for the cluster.");
            }
        }

        if (file is null)
            return null;
        try
        {
            return SmallFile.ReadText(file, MaxBytes);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new KubernetesException(GapKind.NoCredentials, $"{field} in {origin} names {file}, which cannot be read: {SmallFile.Why(exception)}.", "Correct the path, or get a new kubeconfig for the cluster.");
        }
    }

    /// <summary>The authorities of a PEM text.</summary>
    /// <exception cref="KubernetesException">There is none in it.</exception>
    public static X509Certificate2Collection Authorities(string pem, string origin)
    {
        var authorities = new X509Certificate2Collection();
        try
        {
            authorities.ImportFromPem(pem);
        }
        catch (CryptographicException)
        {
            authorities.Clear();
        }

        return authorities.Count > 0 ? authorities : throw new KubernetesException(GapKind.Untrusted, $"The certificate authority in {origin} is no certificate in PEM.", "Get a new kubeconfig for the cluster.");
    }

    /// <summary>A client certificate with its key and whatever stands between it and its authority.</summary>
    /// <exception cref="KubernetesException">They are not a certificate and its key.</exception>
    public static SslStreamCertificateContext ClientCertificate(string certificatePem, string keyPem, string origin)
    {
        try
        {
            X509Certificate2 certificate = X509Certificate2.CreateFromPem(certificatePem, keyPem);
            if (OperatingSystem.IsWindows())
            {
                // SChannel cannot use a key that lives in memory alone.
                using X509Certificate2 inMemory = certificate;
                certificate = new X509Certificate2(inMemory.Export(X509ContentType.Pkcs12));
            }

            var chain = new X509Certificate2Collection();
            chain.ImportFromPem(certificatePem);
            return SslStreamCertificateContext.Create(certificate, chain, offline: true);
        }
        catch (Exception exception) when (exception is CryptographicException or ArgumentException)
        {
            string why = keyPem.Contains("ENCRYPTED", StringComparison.Ordinal) ? "the key is encrypted, which kubectl cannot use either" : "they do not fit together, or are no PEM";
            throw new KubernetesException(GapKind.BadCredentials, $"The client certificate and key of {origin} cannot be used: {why}.", "Get a new kubeconfig for the cluster.");
        }
    }
}
