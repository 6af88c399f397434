using System.Net;
using TlsPathTools.Lab.Network;
using TlsPathTools.Lab.Scenarios;
using TlsPathTools.Lab.World;

namespace TlsPathTools.Lab.Nodes;

/// <summary>A running pod: its listeners. They go, and their connections are reset, when it is disposed.</summary>
internal sealed class PodServer : IAsyncDisposable
{
    private readonly List<IAsyncDisposable> _listening = [];

    private PodServer()
    {
    }

    /// <summary>Starts to listen.</summary>
    /// <exception cref="System.Net.Sockets.SocketException">An address cannot be bound.</exception>
    public static PodServer Start(Fabric fabric, OpenPorts open, PodStart pod, DeploymentSpec workload, PodLogBook log)
    {
        var server = new PodServer();
        foreach (PodPortSpec port in workload.Ports)
        {
            var where = new IPEndPoint(pod.Address, fabric.World.Ports.Map(port.Port));
            server._listening.Add(fabric.Listen(where, new PodPortEndpoint(fabric, pod, workload, port, log), opens: open.HasRoom));
        }

        return server;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (IAsyncDisposable listening in _listening)
            await listening.DisposeAsync().ConfigureAwait(false);
    }
}
