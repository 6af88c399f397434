using TlsPathTools.Topology;

namespace TlsPathTools.Kubernetes;

/// <summary>
/// Something about a cluster's configuration, credentials or connection that a user can act on. The message is a sentence that is safe to show:
/// whoever throws it keeps secrets, and the content of files, out of it.
/// </summary>
/// <param name="kind">The kind of failure.</param>
/// <param name="message">What happened.</param>
/// <param name="advice">What to do about it.</param>
/// <param name="code">The word that the other side has for it.</param>
/// <param name="inner">What it comes from.</param>
public sealed class KubernetesException(GapKind kind, string message, string? advice = null, string? code = null, Exception? inner = null) : Exception(message, inner)
{
    /// <summary>The kind of failure.</summary>
    public GapKind Kind { get; } = kind;

    /// <summary>What to do about it; null where nobody can say.</summary>
    public string? Advice { get; } = advice;

    /// <summary>The word that the other side has for it; null where there is none.</summary>
    public string? Code { get; } = code;
}
