using System.Globalization;
using TlsPathTools.Kubernetes.Json;

namespace TlsPathTools.Kubernetes.Client;

/// <summary>An answer that is none: a refusal or an error, mostly with a Status that says why.</summary>
internal sealed class KubeAnswerException(int statusCode, KubeStatus? status, TimeSpan? retryAfter, string? location = null)
    : Exception(string.Create(CultureInfo.InvariantCulture, $"HTTP {statusCode}"))
{
    public int StatusCode { get; } = statusCode;

    /// <summary>The Status; null for an answer that has none (throttling, an unknown group, something else on the way).</summary>
    public KubeStatus? Status { get; } = status;

    /// <summary>How long the server asks to wait.</summary>
    public TimeSpan? RetryAfter { get; } = retryAfter;

    /// <summary>Where a redirect leads.</summary>
    public string? Location { get; } = location;

    /// <summary>Whether an object is missing, and not the path or kind that was asked for.</summary>
    public bool IsObjectMissing => StatusCode == 404 && Status?.Details?.Name is { Length: > 0 };

    /// <summary>Whether the object has another uid than the patch: the server says that it cannot be changed.</summary>
    public bool IsAnotherObject => StatusCode == 422 && Array.Exists(Status?.Details?.Causes ?? [], cause => cause?.Field == "metadata.uid");

    /// <summary>Whether the path or kind is unknown to the server.</summary>
    public bool IsPathUnknown => StatusCode == 404 && !IsObjectMissing;
}
