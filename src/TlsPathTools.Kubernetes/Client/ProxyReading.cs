using System.Net.Http;
using System.Text;
using TlsPathTools.Kubernetes.Json;
using TlsPathTools.Topology;

namespace TlsPathTools.Kubernetes.Client;

/// <summary>
/// Asks a pod or node through the API server. The answer is a measurement: it is asked for once, and whether the backend gave it or the API server
/// in its place is read off the Status that only the API server writes.
/// </summary>
internal static class ProxyReading
{
    private const int MaxBody = 4 << 20;
    private const string Throttled = "Too many requests, please try again later.";

    // The API server waits 30 s for a backend; its own word on that is worth more than our silence.
    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(35);

    /// <summary>The answer to a GET.</summary>
    public static Task<ProxiedAnswer> ReadAsync(KubeClient client, KubeRequest request, string target, CancellationToken cancellationToken)
    {
        long began = client.Time.GetTimestamp();
        return client.SendOnceAsync(
            request with { Accept = "*/*", MayRetry = false, Timeout = s_timeout },
            (answer, ending) => ReadAsync(client, answer, target, began, ending),
            cancellationToken);
    }

    private static async Task<ProxiedAnswer> ReadAsync(KubeClient client, HttpResponseMessage answer, string target, long began, CancellationToken cancellationToken)
    {
        int status = (int)answer.StatusCode;
        byte[] body = await KubeClient.ReadStartAsync(answer, MaxBody, cancellationToken).ConfigureAwait(false);
        double elapsed = client.Time.GetElapsedTime(began).TotalMilliseconds;
        string text = Encoding.UTF8.GetString(body);
        if (status < 400)
            return new(status, FromBackend: true, text, elapsed);

        KubeStatus? own = KubeClient.ParseStatus(body) is { Status: "Failure" } said && said.Code == status ? said : null;
        if (own is null)
            return status == 429 && text.TrimEnd() == Throttled ? throw new KubeAnswerException(status, null, answer.Headers.RetryAfter?.Delta) : new(status, FromBackend: true, text, elapsed);
        // A refusal is the API server's where it is about us or about the object in the path; what it says of the way there is an answer.
        bool aboutTarget = own.Details?.Name is { Length: > 0 } name && Array.Exists(target.Split(':'), part => part == name);
        return status is 400 or 401 or 403 or 429 || (status == 404 && aboutTarget)
            ? throw new KubeAnswerException(status, own, answer.Headers.RetryAfter?.Delta)
            : new(status, FromBackend: status == 404, text, elapsed);
    }
}
