using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using TlsPathTools.Lab.Network;
using TlsPathTools.Lab.World;

namespace TlsPathTools.Lab.Nodes;

/// <summary>The nodes, their kube-proxies and the pods of a world.</summary>
internal sealed class DataPlane : IDataPlane, IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, RunningNode> _nodes = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, PodServer> _pods = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, PodLogBook> _logs = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _stopping = new();
    private readonly OpenPorts _open;
    private readonly KubeProxySync _sync;
    private readonly Task _syncing;

    public DataPlane(Fabric fabric)
    {
        Fabric = fabric;
        _open = new OpenPorts(fabric);
        _sync = new KubeProxySync(fabric.World, () => [.. _nodes.Values.Select(node => node.Machine)], node => _open.RefreshAsync(node));
        _syncing = Task.Run(() => _sync.RunAsync(_stopping.Token));
    }

    public Fabric Fabric { get; }

    /// <inheritdoc/>
    public Task<Socket> DialAsync(IPAddress source, IPEndPoint target, CancellationToken cancellationToken) =>
        Fabric.DialAsync(source, target, FlowPurpose.ControlPlane, cancellationToken);

    /// <inheritdoc/>
    public async Task StartPodAsync(PodStart pod, CancellationToken cancellationToken)
    {
        var log = new PodLogBook(Fabric.World.Time);
        foreach (string line in pod.Workload?.Log ?? [])
            log.Write(line);
        _logs[pod.Uid] = log;
        if (pod.Workload is null)
            return;
        PodServer server = PodServer.Start(Fabric, _open, pod, pod.Workload, log);
        if (!_pods.TryAdd(pod.Uid, server))
        {
            await server.DisposeAsync().ConfigureAwait(false);
            throw new InvalidOperationException($"The pod {pod.Namespace}/{pod.Name} runs already.");
        }
    }

    /// <inheritdoc/>
    public async Task StopPodAsync(string uid)
    {
        if (_pods.TryRemove(uid, out PodServer? server))
            await server.DisposeAsync().ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public IReadOnlyList<LogLine> PodLog(string uid) => _logs.TryGetValue(uid, out PodLogBook? log) ? log.Lines : [];

    /// <inheritdoc/>
    public void AddNode(string nodeName, IPAddress address)
    {
        var machine = new NodeMachine(Fabric, nodeName, address);
        var node = new RunningNode(machine, Fabric.AddHost(address, machine));
        if (!_nodes.TryAdd(nodeName, node))
            throw new InvalidOperationException($"There is a node '{nodeName}' already.");
        _open.Refresh(machine);
    }

    /// <inheritdoc/>
    public async Task RemoveNodeAsync(string nodeName)
    {
        if (!_nodes.TryRemove(nodeName, out RunningNode? node))
            return;
        node.Machine.IsGone = true;
        node.Machine.KubeProxy = null;
        await node.Host.DisposeAsync().ConfigureAwait(false);
        await _open.CloseAsync(node.Machine.Address).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public void StartKubeProxy(string nodeName)
    {
        if (!_nodes.TryGetValue(nodeName, out RunningNode? node))
            return;
        var proxy = new KubeProxyProcess(node.Machine, Fabric.World.Now);
        _sync.Start(node.Machine, proxy);
        node.Machine.KubeProxy = proxy;
        _open.Refresh(node.Machine);
    }

    /// <inheritdoc/>
    public async Task StopKubeProxyAsync(string nodeName)
    {
        if (!_nodes.TryGetValue(nodeName, out RunningNode? node))
            return;
        node.Machine.KubeProxy = null;
        await _open.RefreshAsync(node.Machine).ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        if (_stopping.IsCancellationRequested)
            return;
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _syncing.ConfigureAwait(false);
        foreach (string uid in _pods.Keys)
            await StopPodAsync(uid).ConfigureAwait(false);
        await Task.WhenAll(_nodes.Keys.Select(RemoveNodeAsync)).ConfigureAwait(false);
        _stopping.Dispose();
    }

    private sealed record RunningNode(NodeMachine Machine, IAsyncDisposable Host);
}
