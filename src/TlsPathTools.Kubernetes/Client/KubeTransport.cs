using System.Net;
using System.Net.Http;
using System.Net.Security;
using TlsPathTools.Kubernetes.Authentication;

namespace TlsPathTools.Kubernetes.Client;

/// <summary>
/// The connections to one API server. A connection keeps the client certificate that it began with, so that a new certificate begins new ones;
/// redirects are not followed, because credentials would go along.
/// </summary>
internal sealed class KubeTransport(Uri server, ServerTrust trust, IWebProxy? proxy, bool compression) : IDisposable
{
    private readonly object _gate = new();
    private readonly List<HttpMessageInvoker> _all = [];
    private HttpMessageInvoker? _current;
    private SslStreamCertificateContext? _certificate;

    private readonly string _base = server.GetLeftPart(UriPartial.Path).TrimEnd('/');

    /// <summary>The server's URL with a path behind it.</summary>
    public Uri UriOf(string path) => new(_base + path);

    /// <summary>Sends a request; the answer's body is still to be read.</summary>
    public Task<HttpResponseMessage> SendAsync(HttpRequestMessage message, ClusterCredential credential, CancellationToken cancellationToken) =>
        For(credential.ClientCertificate).SendAsync(message, cancellationToken);

    public void Dispose()
    {
        lock (_gate)
        {
            foreach (HttpMessageInvoker invoker in _all)
                invoker.Dispose();
            _all.Clear();
        }
    }

    private HttpMessageInvoker For(SslStreamCertificateContext? certificate)
    {
        lock (_gate)
        {
            if (_current is not null && ReferenceEquals(_certificate, certificate))
                return _current;
            _certificate = certificate;
            // Requests may still be under way on the old ones: they go with the connection.
            _all.Add(_current = new HttpMessageInvoker(Handler(certificate)));
            return _current;
        }
    }

    private SocketsHttpHandler Handler(SslStreamCertificateContext? certificate) => new()
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = proxy is not null,
        Proxy = proxy,
        AutomaticDecompression = compression ? DecompressionMethods.GZip | DecompressionMethods.Deflate : DecompressionMethods.None,
        ActivityHeadersPropagator = null,
        ConnectTimeout = TimeSpan.FromSeconds(10),
        PooledConnectionIdleTimeout = TimeSpan.FromMinutes(1),
        EnableMultipleHttp2Connections = true,
        // As client-go: a watch over a dead connection would wait for ever.
        KeepAlivePingDelay = TimeSpan.FromSeconds(30),
        KeepAlivePingTimeout = TimeSpan.FromSeconds(15),
        // What was not read of an answer is dropped with its connection.
        MaxResponseDrainSize = 0,
        MaxResponseHeadersLength = 64,
        SslOptions = trust.ToOptions(certificate),
    };
}
