using Amazon.Runtime;

namespace TlsPathTools.Aws;

/// <summary>
/// A request that was not sent, or an answer that was not taken, for a reason of our own: the message and the advice are written here,
/// hold no secret, and are safe to show.
/// </summary>
internal sealed class AwsRefusal(GapKind kind, string message, string? advice = null, Exception? inner = null) : AmazonClientException(message, inner)
{
    /// <summary>The kind of failure.</summary>
    public GapKind Kind => kind;

    /// <summary>The service's word for it, where a service's refusal is behind it.</summary>
    public string? Code { get; init; }

    /// <summary>What to do.</summary>
    public string? Advice => advice;
}
