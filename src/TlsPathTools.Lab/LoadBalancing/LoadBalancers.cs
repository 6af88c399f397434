using TlsPathTools.Lab.Network;

namespace TlsPathTools.Lab.LoadBalancing;

/// <summary>All load balancers of a world at work: their nodes listen, check their targets and decide what DNS answers.</summary>
internal sealed class LoadBalancers : IAsyncDisposable
{
    /// <summary>Starts them. State that the scenario gives is the state at the start: the first round of checks has been done when the task ends.</summary>
    public static Task<LoadBalancers> StartAsync(Fabric fabric, CancellationToken cancellationToken) => throw new NotSupportedException("Follows.");

    public ValueTask DisposeAsync() => throw new NotSupportedException("Follows.");
}
