using System.Globalization;
using System.Net.Http;
using System.Net.Sockets;
using System.Text.Json;
using TlsPathTools.Kubernetes.Authentication;
using TlsPathTools.Kubernetes.Client;
using TlsPathTools.Topology;

namespace TlsPathTools.Kubernetes;

/// <summary>Says in words why a request failed: the one place where an exception becomes a gap.</summary>
internal static class KubernetesFailure
{
    private static readonly string[] s_sent = ["Authorization:", "Authorization\"", "Bearer ", "Basic "];

    /// <summary>The gap that a failed request leaves.</summary>
    public static SnapshotGap ToGap(Exception failure, KubeClient client, KubeRequest request, int itemsRead = 0)
    {
        (GapKind kind, string? code, string reason, string? advice) = Explain(failure, client.Credentials, request);
        return new()
        {
            Source = client.Name,
            Operation = request.Operation,
            Resource = SafeText.Escape(request.About),
            Kind = kind,
            Code = code,
            Reason = reason,
            Advice = advice,
            ItemsRead = itemsRead,
            TimeUtc = client.Time.GetUtcNow().UtcDateTime,
        };
    }

    private static Why Explain(Exception failure, IClusterCredentials credentials, KubeRequest request)
    {
        if (Own(failure) is { } own)
            return new(own.Kind, own.Code, own.Message, own.Advice);
        return failure switch
        {
            KubeAnswerException answer => Explain(answer, credentials, request),
            TimeoutException => new(GapKind.TimedOut, null, "The cluster gives no answer within the limit.", "Check that the API server's address is reachable from here: a private endpoint is not from outside its network."),
            JsonException => new(GapKind.Malformed, null, "The answer is not what the API describes.", null),
            HttpRequestException { HttpRequestError: HttpRequestError.ConfigurationLimitExceeded } => new(GapKind.TooLarge, null, "The head of the answer is longer than what is read.", null),
            HttpRequestException broken => Explain(broken),
            IOException => new(GapKind.Unreachable, null, "The connection to the cluster broke in the midst of the answer.", null),
            // Its message may hold anything.
            _ => new(GapKind.Other, failure.GetType().Name, $"The request failed ({failure.GetType().Name}).", null),
        };
    }

    private static Why Explain(KubeAnswerException answer, IClusterCredentials credentials, KubeRequest request)
    {
        string code = string.Create(CultureInfo.InvariantCulture, $"{answer.StatusCode} {SafeText.Escape(answer.Status?.Reason, 60) ?? Name(answer.StatusCode)}");
        string said = Said(answer);
        return answer.StatusCode switch
        {
            401 => new(GapKind.BadCredentials, code, "The cluster does not accept the credentials.", credentials.Advice),
            403 when credentials.IsAnonymous => new(GapKind.NoCredentials, code, $"The cluster is asked without credentials, and refuses{said}", "Choose a context whose user has credentials."),
            403 => new(GapKind.Denied, code, $"The cluster refuses it to this user{said}", $"Let the user {request.Operation}: docs/permissions.md has the least role that is needed."),
            404 when answer.IsObjectMissing => new(GapKind.NotFound, code, $"It does not exist{said}", null),
            404 => new(GapKind.NotSupported, code, Absent(request.Group), null),
            405 or 406 or 415 => new(GapKind.NotSupported, code, $"The cluster does not know this form of the request{said}", null),
            408 or 504 => new(GapKind.TimedOut, code, $"The API server gave up waiting{said}", null),
            410 => new(GapKind.Other, code, $"The cluster no longer keeps the version that was asked for{said}", "Ask again."),
            413 => new(GapKind.TooLarge, code, $"The request is too large{said}", null),
            429 when answer.Status?.HasCause("DisruptionBudget") == true => new(GapKind.Denied, code, $"A disruption budget does not allow it now{said}", null),
            429 => new(GapKind.Throttled, code, Throttled(answer), "Ask again later, or for less."),
            >= 300 and < 400 => new(GapKind.Malformed, code, $"The server redirects to {SafeText.Escape(answer.Location, 120) ?? "somewhere else"}; credentials do not follow.", "Check the server's URL in the kubeconfig."),
            >= 500 => new(GapKind.ServiceFailed, code, $"The API server failed{said}", null),
            _ => new(GapKind.Other, code, $"The cluster refuses the request{said}", null),
        };
    }

    private static Why Explain(HttpRequestException failure) => failure.HttpRequestError switch
    {
        HttpRequestError.NameResolutionError => new(GapKind.Unreachable, null, "The API server's name cannot be resolved.", "Check the server's URL, the resolver and the VPN."),
        HttpRequestError.SecureConnectionError => new(GapKind.Unreachable, null, "There is no TLS connection to the API server: the handshake fails.", "Check that the port speaks TLS, and that a client certificate is still valid."),
        HttpRequestError.ProxyTunnelError => new(GapKind.Unreachable, failure.StatusCode is { } status ? $"{(int)status}" : null,
            $"The proxy does not connect to the API server{(failure.StatusCode is { } answered ? $": it answers {(int)answered}" : "")}.", "Check proxy-url in the kubeconfig, or HTTPS_PROXY and NO_PROXY."),
        HttpRequestError.ResponseEnded => new(GapKind.Unreachable, null, "The connection ended before the whole answer was there.", null),
        HttpRequestError.InvalidResponse => new(GapKind.Malformed, null, "The answer is not HTTP.", "Check the server's URL."),
        _ => new(GapKind.Unreachable, SocketCode(failure), $"There is no connection to the API server{Words(SocketCode(failure))}.", "Check the server's URL, and that its address is reachable from here."),
    };

    /// <summary>Our own words, wherever in the chain the platform has put them.</summary>
    private static KubernetesException? Own(Exception? failure)
    {
        for (; failure is not null; failure = failure.InnerException)
        {
            if (failure is KubernetesException own)
                return own;
        }

        return null;
    }

    private static string? SocketCode(Exception? failure)
    {
        for (; failure is not null; failure = failure.InnerException)
        {
            if (failure is SocketException socket)
                return socket.SocketErrorCode.ToString();
        }

        return null;
    }

    private static string Words(string? code) => code switch
    {
        null => "",
        nameof(SocketError.ConnectionRefused) => ": it is refused",
        nameof(SocketError.ConnectionReset) => ": it is reset",
        nameof(SocketError.HostUnreachable) or nameof(SocketError.NetworkUnreachable) => ": there is no route to it",
        nameof(SocketError.TimedOut) => ": nothing answers",
        _ => $" ({code})",
    };

    private static string Said(KubeAnswerException answer) => WithoutCredentials(answer.Status?.Message) is { Length: > 0 } message ? $": {SafeText.Escape(message, 400)}{(message[^1] is '.' or '!' or '?' ? "" : ".")}" : ".";

    // Whoever stands in the API server's place may say back what was sent: its message counts up to there.
    private static string WithoutCredentials(string? message)
    {
        string text = message ?? "";
        int end = s_sent.Select(words => text.IndexOf(words, StringComparison.OrdinalIgnoreCase)).Where(index => index >= 0).DefaultIfEmpty(text.Length).Min();
        return text[..end].TrimEnd();
    }

    private static string Throttled(KubeAnswerException answer) => "The cluster asks for fewer requests, and waiting did not help"
        + (answer.RetryAfter is { } wait ? string.Create(CultureInfo.InvariantCulture, $" (it asks for {wait.TotalSeconds:0} s).") : ".");

    private static string Absent(string group) => group switch
    {
        "" => "The cluster does not know this path.",
        "cert-manager.io" or "acme.cert-manager.io" => $"cert-manager is not installed: the cluster has no API {group}.",
        "elbv2.k8s.aws" => $"The AWS Load Balancer Controller is not installed: the cluster has no API {group}.",
        _ => $"The cluster has no API {group} in a version that can be read.",
    };

    private static string Name(int status) => status switch
    {
        400 => "BadRequest",
        401 => "Unauthorized",
        403 => "Forbidden",
        404 => "NotFound",
        429 => "TooManyRequests",
        500 => "InternalError",
        503 => "ServiceUnavailable",
        504 => "Timeout",
        _ => "",
    };

    private readonly record struct Why(GapKind Kind, string? Code, string Reason, string? Advice);
}
