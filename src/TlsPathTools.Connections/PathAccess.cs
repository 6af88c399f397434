using TlsPathTools.Topology;

namespace TlsPathTools.Connections;

/// <summary>An open access to an account, a cluster, or both.</summary>
public sealed class PathAccess : IDisposable
{
    private readonly Stack<IDisposable> _parts = new();

    private PathAccess(AccessOptions options) => Options = options;

    /// <summary>Reads the account; null without AWS.</summary>
    public ICloudReader? Cloud { get; private set; }

    /// <summary>Reads the cluster; null without Kubernetes.</summary>
    public IClusterReader? Cluster { get; private set; }

    /// <summary>What is not in order, in sentences.</summary>
    public IReadOnlyList<string> Notes { get; private set; } = [];

    internal AccessOptions Options { get; }

    /// <summary>Opens it.</summary>
    public static Task<PathAccess> OpenAsync(AccessOptions options, CancellationToken cancellationToken = default) =>
        throw new NotSupportedException("Follows.");

    /// <summary>Closes it.</summary>
    public void Dispose()
    {
        while (_parts.TryPop(out IDisposable? part))
            part.Dispose();
    }
}
