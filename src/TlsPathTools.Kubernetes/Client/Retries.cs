using System.Net.Http;
using TlsPathTools.Topology;

namespace TlsPathTools.Kubernetes.Client;

/// <summary>
/// Whether and when a request is made again: after throttling, a failure that passes by itself, or a broken connection; at most three times,
/// with jitter, and as late as the server asks for. A wait that is longer than the whole may last is none: the failure is told at once.
/// </summary>
internal sealed class Retries(TimeProvider time)
{
    private const int Most = 3;
    private static readonly TimeSpan s_first = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan s_bound = TimeSpan.FromSeconds(45);
    private static readonly TimeSpan s_longestWait = TimeSpan.FromSeconds(10);

    private readonly long _began = time.GetTimestamp();
    private int _made;

    /// <summary>Whether there is another attempt after a failure, and how long to wait for it.</summary>
    public bool TryNext(Exception failure, out TimeSpan wait)
    {
        wait = TimeSpan.Zero;
        if (_made >= Most || !Passes(failure))
            return false;
        TimeSpan backoff = s_first * Math.Pow(2, _made++);
        wait = (failure as KubeAnswerException)?.RetryAfter ?? backoff;
        // Spread: many clients were told the same second.
        wait += backoff * Random.Shared.NextDouble();
        return wait <= s_longestWait && time.GetElapsedTime(_began) + wait < s_bound;
    }

    private static bool Passes(Exception failure) => failure switch
    {
        // An eviction over the budget is answered 429 too, and asking again in a second is no help.
        KubeAnswerException { StatusCode: 429 } answer => answer.Status?.HasCause("DisruptionBudget") != true,
        KubeAnswerException { StatusCode: 502 or 503 or 504 } => true,
        KubeAnswerException { StatusCode: >= 500, RetryAfter: not null } => true,
        HttpRequestException { HttpRequestError: HttpRequestError.ConnectionError or HttpRequestError.ResponseEnded or HttpRequestError.HttpProtocolError } broken => !IsUntrusted(broken),
        HttpRequestException { HttpRequestError: HttpRequestError.Unknown, InnerException: IOException } => true,
        HttpRequestException => false,
        IOException => true,
        _ => false,
    };

    private static bool IsUntrusted(Exception? exception)
    {
        for (; exception is not null; exception = exception.InnerException)
        {
            if (exception is KubernetesException { Kind: GapKind.Untrusted })
                return true;
        }

        return false;
    }
}
