using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace TlsPathTools.Probing;

/// <summary>
/// One handshake with ourselves, in memory, before the first attempt of a process: loading the TLS library and this
/// machine's certificates, and compiling the code, takes longer than a handshake, and would be reported as a slow server
/// (150 to 400 ms were measured; 40 ms in a native program, which has nothing to compile).
/// </summary>
internal static class TlsWarmUp
{
    private static readonly Lazy<Task> s_done = new(() => Task.Run(RunAsync));

    /// <summary>Completes when the process is warm. Never fails: a cold start is slower, not wrong.</summary>
    internal static Task Done => s_done.Value;

    private static async Task RunAsync()
    {
        try
        {
            using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
            var request = new CertificateRequest("CN=warm-up.invalid", key, HashAlgorithmName.SHA256);
            DateTimeOffset now = DateTimeOffset.UtcNow;
            using X509Certificate2 certificate = request.CreateSelfSigned(now.AddHours(-1), now.AddHours(1));
            Task stores = Task.Run(() => LoadStores(certificate));
            (MemoryDuplex near, MemoryDuplex far) = MemoryDuplex.Pair();
            using var client = new SslStream(new Wire.WireObserver(near));
            using var server = new SslStream(far);
            await Task.WhenAll(
                server.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = certificate }),
                client.AuthenticateAsClientAsync(ClientOptions())).ConfigureAwait(false);
            await server.WriteAsync("HTTP/1.1 204 No Content\r\n\r\n"u8.ToArray()).ConfigureAwait(false);
            byte[] buffer = new byte[1024];
            int count = await client.ReadAsync(buffer).ConfigureAwait(false);
            var http = new HttpResponseReader(headRequest: true);
            http.Feed(buffer.AsSpan(0, count));
            await stores.ConfigureAwait(false);
        }
        catch (Exception e) when (e is IOException or AuthenticationException or CryptographicException
            or NotSupportedException or InvalidOperationException or UnauthorizedAccessException)
        {
            // A system that lets nobody be a TLS server in memory: the first attempts are cold then.
        }
    }

    // SslStream looks into this machine's stores for every chain, whatever it trusts; on Linux the first look reads them all.
    private static void LoadStores(X509Certificate2 certificate)
    {
        using var chain = new X509Chain();
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck;
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.Build(certificate);
    }

    private static SslClientAuthenticationOptions ClientOptions() => TlsClientOptions.ForProxy("warm-up.invalid", []);
}
