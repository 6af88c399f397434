using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;

namespace TlsPathTools.Lab.LoadBalancing;

/// <summary>TLS between a load balancer and a target. Load balancers do not verify what targets show, and send no name.</summary>
internal static class TargetTls
{
    /// <summary>Shakes hands with a target.</summary>
    /// <param name="network">The connection to it.</param>
    /// <param name="patience">How long that may take.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="AuthenticationException">The target speaks no TLS, or says nothing.</exception>
    /// <exception cref="IOException">The connection ended.</exception>
    public static async Task<Stream> OpenAsync(Stream network, TimeSpan patience, CancellationToken cancellationToken)
    {
        var tls = new SslStream(network);
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        bound.CancelAfter(patience);
        try
        {
            var options = new SslClientAuthenticationOptions
            {
                TargetHost = "",
                RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate is not null,
                CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
            };
            await tls.AuthenticateAsClientAsync(options, bound.Token).ConfigureAwait(false);
            return tls;
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            await tls.DisposeAsync().ConfigureAwait(false);
            throw new AuthenticationException("The target did not finish the handshake in time.", exception);
        }
        catch
        {
            await tls.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }
}
