using System.Net;

namespace TlsPathTools.Aws.Credentials;

/// <summary>Requests to the machine's own services for credentials: never through a proxy, never redirected, short and small.</summary>
internal sealed class LocalHttp : IDisposable
{
    private const int MaxBytes = 256 << 10;

    private readonly HttpClient _client;

    public LocalHttp(TimeSpan timeout)
    {
        var connections = new SocketsHttpHandler { UseProxy = false, AllowAutoRedirect = false, UseCookies = false, ConnectTimeout = timeout };
        _client = new HttpClient(connections) { Timeout = timeout, MaxResponseContentBufferSize = MaxBytes };
    }

    /// <summary>Asks, and reads the whole answer.</summary>
    /// <exception cref="HttpRequestException">It cannot be reached.</exception>
    /// <exception cref="TimeoutException">It does not answer.</exception>
    public async Task<(HttpStatusCode Status, byte[] Body)> SendAsync(HttpMethod method, Uri uri, (string Name, string Value)? header, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, uri);
        if (header is { } field)
            request.Headers.TryAddWithoutValidation(field.Name, field.Value);
        try
        {
            using HttpResponseMessage response = await _client.SendAsync(request, cancellationToken).ConfigureAwait(false);
            return (response.StatusCode, await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false));
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new TimeoutException("There was no answer in time.", exception);
        }
    }

    public void Dispose() => _client.Dispose();
}
