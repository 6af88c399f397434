using TlsPathTools.Lab.World;

namespace TlsPathTools.Lab.KubernetesApi;

/// <summary>The Kubernetes API of a world, over TLS with an authority of its own.</summary>
internal sealed class KubernetesApiServer : IAsyncDisposable
{
    /// <summary>Starts it at the plan's address, and tells EKS about it.</summary>
    public static KubernetesApiServer Start(LabWorld world) => throw new NotSupportedException("Follows.");

    /// <summary>https://127.x.254.2:6443.</summary>
    public Uri Endpoint => throw new NotSupportedException("Follows.");

    /// <summary>The bearer token of the lab's administrator.</summary>
    public string AdminToken => throw new NotSupportedException("Follows.");

    /// <summary>A kubeconfig for it, with the authority and the administrator's token in it.</summary>
    public string KubeConfig => throw new NotSupportedException("Follows.");

    public ValueTask DisposeAsync() => throw new NotSupportedException("Follows.");
}
