using System.Net;
using System.Net.Http.Headers;
using Amazon.Runtime;

namespace TlsPathTools.Aws.Pipeline;

/// <summary>The connections of one pipeline. The SDK would keep its own for the whole process.</summary>
internal sealed class AwsHttp : HttpClientFactory, IDisposable
{
    private readonly HttpClient _client;

    public AwsHttp(AwsSettings settings)
    {
        var connections = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            AutomaticDecompression = DecompressionMethods.None,
            ConnectTimeout = settings.ConnectTimeout,
            // Addresses of a service change; a session may last for hours.
            PooledConnectionLifetime = TimeSpan.FromMinutes(2),
            UseCookies = false,
            MaxResponseHeadersLength = 64,
        };
        if (settings.Proxy is { } proxy)
            connections.Proxy = ProxyOf(proxy);
        _client = new HttpClient(new WholeAnswers(connections, settings)) { Timeout = Timeout.InfiniteTimeSpan };
    }

    /// <inheritdoc/>
    public override HttpClient CreateHttpClient(IClientConfig clientConfig) => _client;

    /// <inheritdoc/>
    public override bool UseSDKHttpClientCaching(IClientConfig clientConfig) => false;

    /// <inheritdoc/>
    public override bool DisposeHttpClientsAfterUse(IClientConfig clientConfig) => false;

    public void Dispose() => _client.Dispose();

    private static WebProxy ProxyOf(Uri proxy)
    {
        var made = new WebProxy(new UriBuilder(proxy) { UserName = "", Password = "" }.Uri);
        if (proxy.UserInfo.Split(':', 2) is [{ Length: > 0 } user, .. var password])
            made.Credentials = new NetworkCredential(Uri.UnescapeDataString(user), password is [var given] ? Uri.UnescapeDataString(given) : "");
        return made;
    }

    /// <summary>
    /// Reads each answer whole, within a time and a size, before anybody parses it: parsing is synchronous and could not be cancelled, and
    /// an answer that breaks off is a failed attempt like any other then, which the pipeline's rules may repeat.
    /// </summary>
    private sealed class WholeAnswers(HttpMessageHandler inner, AwsSettings settings) : DelegatingHandler(inner)
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            using var bound = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            bound.CancelAfter(settings.AttemptTimeout);
            HttpResponseMessage? response = null;
            try
            {
                response = await base.SendAsync(request, bound.Token).ConfigureAwait(false);
                HttpContent content = response.Content;
                MemoryStream body = await ReadAsync(content, settings.MaxAnswerBytes, bound.Token).ConfigureAwait(false);
                response.Content = new StreamContent(body);
                foreach (KeyValuePair<string, IEnumerable<string>> header in content.Headers)
                    response.Content.Headers.TryAddWithoutValidation(header.Key, header.Value);
                response.Content.Headers.ContentLength = body.Length;
                content.Dispose();
                return response;
            }
            catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
            {
                response?.Dispose();
                throw new SlowAnswerException(settings.AttemptTimeout, response is not null, exception);
            }
            catch
            {
                response?.Dispose();
                throw;
            }
        }

        private static async Task<MemoryStream> ReadAsync(HttpContent content, long maxBytes, CancellationToken cancellationToken)
        {
            if (content.Headers.ContentLength > maxBytes)
                throw TooLarge(maxBytes);
            var body = new MemoryStream((int)(content.Headers.ContentLength ?? 4096));
            Stream source = await content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
            await using (source.ConfigureAwait(false))
            {
                var buffer = new byte[16384];
                try
                {
                    while (await source.ReadAsync(buffer, cancellationToken).ConfigureAwait(false) is > 0 and var count)
                    {
                        if (body.Length + count > maxBytes)
                            throw TooLarge(maxBytes);
                        body.Write(buffer, 0, count);
                    }
                }
                catch (IOException exception)
                {
                    throw new BrokenAnswerException(body.Length, exception);
                }
            }

            body.Position = 0;
            return body;
        }

        private static AwsRefusal TooLarge(long maxBytes) => new(
            GapKind.TooLarge, $"The answer is larger than {maxBytes >> 20} MB, and was not read.", "Narrow the request, or check that the endpoint is AWS's.");
    }
}

/// <summary>An answer that ended before its end: the connection was closed or reset in the middle of it.</summary>
internal sealed class BrokenAnswerException(long bytes, Exception inner) : IOException($"The answer broke off after {bytes} bytes.", inner);

/// <summary>No whole answer within an attempt's time.</summary>
internal sealed class SlowAnswerException(TimeSpan limit, bool begun, Exception inner)
    : IOException(FormattableString.Invariant($"{(begun ? "The answer was not complete" : "There was no answer")} within {limit.TotalSeconds:0.#} s."), inner);
