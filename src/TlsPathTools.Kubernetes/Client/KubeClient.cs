using System.Globalization;
using System.Net;
using System.Net.Http;
using System.Net.Http.Headers;
using System.Text.Json;
using TlsPathTools.Kubernetes.Authentication;
using TlsPathTools.Kubernetes.Json;
using TlsPathTools.Topology;

namespace TlsPathTools.Kubernetes.Client;

/// <summary>Sends requests to one API server: with credentials, bounds, retries and one renewal of credentials that are refused.</summary>
internal sealed class KubeClient(KubeTransport transport, IClusterCredentials credentials, KubeClientOptions options) : IDisposable
{
    private const int MaxRefusalBytes = 64 << 10;
    private const long MaxRetryAfterSeconds = 24 * 60 * 60;

    /// <summary>What its gaps and messages call the cluster.</summary>
    public string Name => options.Name;

    /// <summary>The clock.</summary>
    public TimeProvider Time => options.Time;

    /// <summary>The credentials in use.</summary>
    public IClusterCredentials Credentials => credentials;

    /// <summary>Makes a request, and again where that helps; <paramref name="read"/> takes the answer's body and sees successes only.</summary>
    /// <exception cref="KubeAnswerException">The server refused or failed.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public async Task<T> SendAsync<T>(KubeRequest request, Func<Stream, CancellationToken, ValueTask<T>> read, CancellationToken cancellationToken)
    {
        var retries = new Retries(Time);
        bool renewed = false;
        while (true)
        {
            ClusterCredential credential = await credentials.GetAsync(cancellationToken).ConfigureAwait(false);
            TimeSpan wait;
            try
            {
                return await AttemptAsync(request, credential, (answer, ending) => ReadAsync(request, answer, read, ending), cancellationToken).ConfigureAwait(false);
            }
            catch (Exception) when (cancellationToken.IsCancellationRequested)
            {
                throw new OperationCanceledException(cancellationToken);
            }
            catch (KubeAnswerException refused) when (refused.StatusCode == 401 && !renewed && credentials.Renew(credential))
            {
                renewed = true;
                continue;
            }
            catch (Exception failure) when (request.MayRetry && retries.TryNext(failure, out wait))
            {
                // Below.
            }

            await Task.Delay(wait, Time, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Makes a request once and hands over whatever is answered, whose body the caller reads within the bound.</summary>
    public async Task<T> SendOnceAsync<T>(KubeRequest request, Func<HttpResponseMessage, CancellationToken, Task<T>> read, CancellationToken cancellationToken)
    {
        ClusterCredential credential = await credentials.GetAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await AttemptAsync(request, credential, read, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception) when (cancellationToken.IsCancellationRequested)
        {
            throw new OperationCanceledException(cancellationToken);
        }
        catch (KubeAnswerException refused) when (refused.StatusCode == 401 && credentials.Renew(credential))
        {
            return await AttemptAsync(request, await credentials.GetAsync(cancellationToken).ConfigureAwait(false), read, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>The refusal that an answer is.</summary>
    public async Task<KubeAnswerException> RefusalAsync(HttpResponseMessage answer, CancellationToken cancellationToken)
    {
        KubeStatus? status = null;
        if (IsJson(answer))
        {
            byte[] body = await ReadStartAsync(answer, MaxRefusalBytes, cancellationToken).ConfigureAwait(false);
            status = ParseStatus(body);
        }

        return new((int)answer.StatusCode, status, RetryAfter(answer, status), answer.Headers.Location?.OriginalString);
    }

    /// <summary>A Status, or null where it is something else.</summary>
    public static KubeStatus? ParseStatus(ReadOnlySpan<byte> body)
    {
        try
        {
            return JsonSerializer.Deserialize(body, KubeJsonContext.Default.KubeStatus) is { Kind: "Status" } status ? status : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>The start of a body, at most so many bytes.</summary>
    public static async Task<byte[]> ReadStartAsync(HttpResponseMessage answer, int most, CancellationToken cancellationToken)
    {
        Stream body = await answer.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        var start = new MemoryStream();
        byte[] buffer = new byte[Math.Min(most, 16 << 10)];
        while (start.Length < most && await body.ReadAsync(buffer.AsMemory(0, (int)Math.Min(buffer.Length, most - start.Length)), cancellationToken).ConfigureAwait(false) is > 0 and int count)
            start.Write(buffer, 0, count);
        return start.ToArray();
    }

    /// <summary>Opens a watch: the answer's body, which lasts. Only the answer's head is bounded here.</summary>
    public async Task<HttpResponseMessage> OpenAsync(KubeRequest request, CancellationToken cancellationToken)
    {
        bool renewed = false;
        while (true)
        {
            ClusterCredential credential = await credentials.GetAsync(cancellationToken).ConfigureAwait(false);
            using CancellationTokenSource timeout = new(request.Timeout ?? options.Timeout, Time);
            using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
            try
            {
                HttpResponseMessage answer = await SendHeadAsync(request, credential, ending.Token).ConfigureAwait(false);
                if (answer.IsSuccessStatusCode)
                    return answer;
                using (answer)
                    throw await RefusalAsync(answer, ending.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                throw new TimeoutException();
            }
            catch (KubeAnswerException refused) when (refused.StatusCode == 401 && !renewed && credentials.Renew(credential))
            {
                renewed = true;
            }
        }
    }

    public void Dispose()
    {
        transport.Dispose();
        (credentials as IDisposable)?.Dispose();
    }

    private async Task<T> AttemptAsync<T>(
        KubeRequest request, ClusterCredential credential, Func<HttpResponseMessage, CancellationToken, Task<T>> read, CancellationToken cancellationToken)
    {
        using CancellationTokenSource timeout = new(request.Timeout ?? options.Timeout, Time);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            using HttpResponseMessage answer = await SendHeadAsync(request, credential, ending.Token).ConfigureAwait(false);
            return await read(answer, ending.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested
            && (exception is OperationCanceledException || (timeout.IsCancellationRequested && exception is HttpRequestException or IOException)))
        {
            // The bound of the connection (a cancellation too) or that of the attempt.
            throw new TimeoutException();
        }
    }

    private async Task<HttpResponseMessage> SendHeadAsync(KubeRequest request, ClusterCredential credential, CancellationToken cancellationToken)
    {
        using var message = new HttpRequestMessage(request.Method ?? (request.Body is null ? HttpMethod.Get : HttpMethod.Post), transport.UriOf(request.Path))
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
        };
        if (options.HostHeader is { } host)
            message.Headers.Host = host;
        message.Headers.TryAddWithoutValidation("Accept", request.Accept);
        message.Headers.TryAddWithoutValidation("User-Agent", options.UserAgent);
        if (credential.Authorization is { } authorization)
            message.Headers.TryAddWithoutValidation("Authorization", authorization);
        foreach ((string name, string value) in options.Headers)
            message.Headers.TryAddWithoutValidation(name, value);
        if (request.Body is { } body)
            message.Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue(request.ContentType) } };
        return await transport.SendAsync(message, credential, cancellationToken).ConfigureAwait(false);
    }

    private async Task<T> ReadAsync<T>(KubeRequest request, HttpResponseMessage answer, Func<Stream, CancellationToken, ValueTask<T>> read, CancellationToken cancellationToken)
    {
        if (!answer.IsSuccessStatusCode)
            throw await RefusalAsync(answer, cancellationToken).ConfigureAwait(false);
        if (request.Accept.StartsWith("application/json", StringComparison.Ordinal) && !IsJson(answer))
        {
            throw new KubernetesException(GapKind.Malformed, $"The answer is {SafeText.Escape(answer.Content.Headers.ContentType?.MediaType, 60) ?? "of no type"} and not JSON.",
                "Check that the server is a Kubernetes API, and that no login page or proxy answers in its place.");
        }

        Stream body = await answer.Content.ReadAsStreamAsync(cancellationToken).ConfigureAwait(false);
        await using var capped = new CappedStream(body, request.MaxBytes);
        return await read(capped, cancellationToken).ConfigureAwait(false);
    }

    private static bool IsJson(HttpResponseMessage answer) =>
        answer.Content.Headers.ContentType?.MediaType is { } type && (type.Equals("application/json", StringComparison.OrdinalIgnoreCase) || type.EndsWith("+json", StringComparison.OrdinalIgnoreCase));

    private TimeSpan? RetryAfter(HttpResponseMessage answer, KubeStatus? status)
    {
        if (answer.Headers.RetryAfter?.Delta is { } delta)
            return delta;
        if (answer.Headers.RetryAfter?.Date is { } date)
            return date > Time.GetUtcNow() ? date - Time.GetUtcNow() : TimeSpan.Zero;
        return status?.Details?.RetryAfterSeconds is > 0 and int seconds ? TimeSpan.FromSeconds(Math.Min(seconds, MaxRetryAfterSeconds)) : null;
    }
}
