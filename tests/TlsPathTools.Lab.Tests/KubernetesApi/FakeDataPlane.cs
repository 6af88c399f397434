using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using TlsPathTools.Lab.World;

namespace TlsPathTools.Lab.Tests.KubernetesApi;

/// <summary>Logs that a test writes, and connections to whatever really listens.</summary>
internal sealed class FakeDataPlane : IDataPlane
{
    public ConcurrentDictionary<string, List<LogLine>> Logs { get; } = new(StringComparer.Ordinal);

    /// <summary>The source of the last connection.</summary>
    public IPAddress? LastSource { get; private set; }

    /// <summary>What meets connections instead of the real socket.</summary>
    public SocketError? Refusal { get; set; }

    public async Task<Socket> DialAsync(IPAddress source, IPEndPoint target, CancellationToken cancellationToken)
    {
        LastSource = source;
        if (Refusal is { } refusal)
            throw new SocketException((int)refusal);
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(target, cancellationToken);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    public void Log(string uid, string text, DateTimeOffset? time = null)
    {
        List<LogLine> lines = Logs.GetOrAdd(uid, _ => []);
        lock (lines)
            lines.Add(new(time ?? DateTimeOffset.UtcNow, text));
    }

    public IReadOnlyList<LogLine> PodLog(string uid)
    {
        if (!Logs.TryGetValue(uid, out List<LogLine>? lines))
            return [];
        lock (lines)
            return [.. lines];
    }

    public Task StartPodAsync(PodStart pod, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopPodAsync(string uid) => Task.CompletedTask;

    public void AddNode(string nodeName, IPAddress address)
    {
    }

    public Task RemoveNodeAsync(string nodeName) => Task.CompletedTask;

    public void StartKubeProxy(string nodeName)
    {
    }

    public Task StopKubeProxyAsync(string nodeName) => Task.CompletedTask;
}
