using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using TlsPathTools.Lab.Certificates;

namespace TlsPathTools.Lab.Proxies;

/// <summary>TLS inspection: the proxy ends the client's TLS with a certificate of its own making and opens another to the server.</summary>
internal static class Inspection
{
    /// <summary>Shakes hands with the server first, for the name that the client says; then with the client; then passes what is inside.</summary>
    public static async Task RunAsync(LabAuthority authority, string host, Stream client, Stream server, Silence silence)
    {
        await using var outer = new SslStream(server, leaveInnerStreamOpen: true);
        await using var inner = new SslStream(client, leaveInnerStreamOpen: true);
        await inner.AuthenticateAsServerAsync(ChooseAsync, state: null, silence.Token).ConfigureAwait(false);
        silence.Broken();
        Task toServer = ProxyTunnel.CopyAsync(inner, outer, silence), toClient = ProxyTunnel.CopyAsync(outer, inner, silence);
        await (await Task.WhenAny(toServer, toClient).ConfigureAwait(false)).ConfigureAwait(false);
        await inner.ShutdownAsync().ConfigureAwait(false);
        await outer.ShutdownAsync().ConfigureAwait(false);
        silence.End();
        await Task.WhenAll(toServer, toClient).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default).ConfigureAwait(false);

        async ValueTask<SslServerAuthenticationOptions> ChooseAsync(SslStream stream, SslClientHelloInfo hello, object? state, CancellationToken cancellationToken)
        {
            string name = hello.ServerName.Length > 0 ? hello.ServerName : host;
            var options = new SslClientAuthenticationOptions
            {
                TargetHost = name,
                RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate is not null,
                CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
            };
            await outer.AuthenticateAsClientAsync(options, cancellationToken).ConfigureAwait(false);
            return new SslServerAuthenticationOptions { ServerCertificateContext = authority.Inspecting(name) };
        }
    }
}
