using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using TlsPathTools.Lab.World;

namespace TlsPathTools.Lab.Tests.Controllers;

/// <summary>A data plane that opens nothing and remembers what it was asked for.</summary>
internal sealed class RecordingPlane : IDataPlane
{
    /// <summary>What was asked, in order: <c>startPod shop/web-…</c>, <c>stopPod UID</c>, <c>addNode NAME</c>, ….</summary>
    public ConcurrentQueue<string> Asked { get; } = new();

    /// <summary>Pods whose listeners are open, by uid.</summary>
    public ConcurrentDictionary<string, PodStart> Open { get; } = new();

    /// <summary>Nodes whose kube-proxy runs.</summary>
    public ConcurrentDictionary<string, bool> Proxies { get; } = new();

    public ConcurrentDictionary<string, IPAddress> Nodes { get; } = new();

    public Task<Socket> DialAsync(IPAddress source, IPEndPoint target, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task StartPodAsync(PodStart pod, CancellationToken cancellationToken)
    {
        Asked.Enqueue($"startPod {pod.Namespace}/{pod.Name}");
        Assert.True(Open.TryAdd(pod.Uid, pod));
        return Task.CompletedTask;
    }

    public Task StopPodAsync(string uid)
    {
        Assert.True(Open.TryRemove(uid, out PodStart? pod));
        Asked.Enqueue($"stopPod {pod.Namespace}/{pod.Name}");
        return Task.CompletedTask;
    }

    public IReadOnlyList<LogLine> PodLog(string uid) => [];

    public void AddNode(string nodeName, IPAddress address)
    {
        Nodes[nodeName] = address;
        Asked.Enqueue($"addNode {nodeName}");
    }

    public Task RemoveNodeAsync(string nodeName)
    {
        Nodes.TryRemove(nodeName, out _);
        Asked.Enqueue($"removeNode {nodeName}");
        return Task.CompletedTask;
    }

    public void StartKubeProxy(string nodeName)
    {
        Asked.Enqueue($"startProxy {nodeName}");
        Assert.True(Proxies.TryAdd(nodeName, true));
    }

    public Task StopKubeProxyAsync(string nodeName)
    {
        Asked.Enqueue($"stopProxy {nodeName}");
        Proxies.TryRemove(nodeName, out _);
        return Task.CompletedTask;
    }
}
