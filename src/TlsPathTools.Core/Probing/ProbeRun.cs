namespace TlsPathTools.Probing;

/// <summary>
/// Interleaved attempts at several addresses. Attempts stream out as they end; <see cref="Results"/> can be asked at
/// any time, also after a cancellation, and covers everything that streamed out so far.
/// </summary>
public sealed class ProbeRun
{
    /// <summary>A run that has not begun.</summary>
    /// <exception cref="ArgumentException">The options cannot be used; the message is <see cref="ProbeOptions.Problem"/>.</exception>
    public ProbeRun(IReadOnlyList<ProbeTarget> targets, ProbeOptions options, TimeProvider? time = null, IConnector? connector = null)
    {
        _ = (targets, options, time, connector);
    }

    /// <summary>How many attempts the run will make; null when it ends by time or by confidence.</summary>
    public int? Planned => throw new NotSupportedException("Follows.");

    /// <summary>Runs, once. Attempts come in the order in which they end.</summary>
    public IAsyncEnumerable<TlsAttempt> RunAsync(CancellationToken cancellationToken = default) => throw new NotSupportedException("Follows.");

    /// <summary>One result per address and route, in the order of the targets.</summary>
    public IReadOnlyList<TlsPathResult> Results() => throw new NotSupportedException("Follows.");
}
