using System.Net;
using System.Net.Sockets;
using TlsPathTools.Lab.Network;
using TlsPathTools.Lab.World;

namespace TlsPathTools.Lab.Nodes;

/// <summary>The nodes, their kube-proxies and the pods of a world.</summary>
internal sealed class DataPlane(Fabric fabric) : IDataPlane, IAsyncDisposable
{
    public Fabric Fabric { get; } = fabric;

    public Task<Socket> DialAsync(IPAddress source, IPEndPoint target, CancellationToken cancellationToken) => throw new NotSupportedException("Follows.");

    public Task StartPodAsync(PodStart pod, CancellationToken cancellationToken) => throw new NotSupportedException("Follows.");

    public Task StopPodAsync(string uid) => throw new NotSupportedException("Follows.");

    public IReadOnlyList<LogLine> PodLog(string uid) => throw new NotSupportedException("Follows.");

    public void AddNode(string nodeName, IPAddress address) => throw new NotSupportedException("Follows.");

    public Task RemoveNodeAsync(string nodeName) => throw new NotSupportedException("Follows.");

    public void StartKubeProxy(string nodeName) => throw new NotSupportedException("Follows.");

    public Task StopKubeProxyAsync(string nodeName) => throw new NotSupportedException("Follows.");

    public ValueTask DisposeAsync() => throw new NotSupportedException("Follows.");
}
