using System.Net.Security;
using System.Security.Cryptography.X509Certificates;

namespace TlsPathTools.Lab.LoadBalancing;

/// <summary>TLS between a load balancer and a target. Load balancers do not verify what targets show, and send no name.</summary>
internal static class TargetTls
{
    /// <summary>Shakes hands with a target.</summary>
    /// <exception cref="System.Security.Authentication.AuthenticationException">The target speaks no TLS.</exception>
    /// <exception cref="IOException">The connection ended.</exception>
    public static async Task<Stream> OpenAsync(Stream network, CancellationToken cancellationToken)
    {
        var tls = new SslStream(network);
        try
        {
            var options = new SslClientAuthenticationOptions
            {
                TargetHost = "",
                RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate is not null,
                CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
            };
            await tls.AuthenticateAsClientAsync(options, cancellationToken).ConfigureAwait(false);
            return tls;
        }
        catch
        {
            await tls.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }
}
