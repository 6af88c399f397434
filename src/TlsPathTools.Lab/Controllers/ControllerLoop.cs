using TlsPathTools.Lab.World;

namespace TlsPathTools.Lab.Controllers;

/// <summary>Everything that keeps the world going by itself: kubelets, the controllers of the cluster, of Auto Scaling and of the load balancers.</summary>
internal sealed class ControllerLoop : IAsyncDisposable
{
    /// <summary>Starts what runs at the start (nodes, kube-proxies, pods), and then reconciles whenever something changed or became due.</summary>
    public static Task<ControllerLoop> StartAsync(LabWorld world, CancellationToken cancellationToken) => throw new NotSupportedException("Follows.");

    public ValueTask DisposeAsync() => throw new NotSupportedException("Follows.");
}
