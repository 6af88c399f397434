using System.Net;
using System.Net.Sockets;
using TlsPathTools.Lab.Network;

namespace TlsPathTools.Lab.Nodes;

/// <summary>
/// The ports of nodes and pods that have a socket of their own, so that other programs of this machine reach them. Up to a bound: a world of a thousand
/// nodes has a hundred thousand NodePorts, which the world itself reaches without sockets.
/// </summary>
internal sealed class OpenPorts(Fabric fabric)
{
    private const int Most = 512;

    private readonly object _gate = new();
    private readonly Dictionary<IPEndPoint, IAsyncDisposable?> _open = [];

    /// <summary>Whether there may be more.</summary>
    public bool HasRoom
    {
        get
        {
            lock (_gate)
                return _open.Count < Most;
        }
    }

    /// <summary>Opens the ports that a node has now.</summary>
    public void Refresh(NodeMachine node)
    {
        foreach (int port in node.Ports.Order())
        {
            var where = new IPEndPoint(node.Address, port);
            if (node.At(port) is { } endpoint && Reserve(where))
                Open(node, where, endpoint);
        }
    }

    /// <summary>Opens the ports that a node has now, and closes those that it has not any more.</summary>
    public async Task RefreshAsync(NodeMachine node)
    {
        HashSet<int> ports = [.. node.Ports];
        await CloseAsync(where => where.Address.Equals(node.Address) && !ports.Contains(where.Port)).ConfigureAwait(false);
        Refresh(node);
    }

    /// <summary>Closes all at an address.</summary>
    public Task CloseAsync(IPAddress address) => CloseAsync(where => where.Address.Equals(address));

    // A place in the table first: nothing is opened with the lock in hand, because the odds of an endpoint ask for the world's gate.
    private bool Reserve(IPEndPoint where)
    {
        lock (_gate)
            return _open.Count < Most && _open.TryAdd(where, null);
    }

    private void Open(NodeMachine node, IPEndPoint where, ITcpEndpoint endpoint)
    {
        try
        {
            IAsyncDisposable listening = fabric.Listen(where, endpoint);
            bool wanted;
            lock (_gate)
            {
                // The node may have gone in between, and its places with it.
                if (wanted = _open.ContainsKey(where))
                    _open[where] = listening;
            }

            if (!wanted)
                _ = listening.DisposeAsync().AsTask();
        }
        catch (SocketException exception)
        {
            // Some other program has the port: the world itself does not need it.
            fabric.World.Log.Tell(fabric.World.Now, $"node:{node.Name}/host", $"port {where.Port} is not open to other programs: {exception.Message}");
        }
    }

    private async Task CloseAsync(Predicate<IPEndPoint> which)
    {
        List<IAsyncDisposable> closed = [];
        lock (_gate)
        {
            foreach (IPEndPoint where in _open.Keys.Where(where => which(where)).ToArray())
            {
                if (_open.Remove(where, out IAsyncDisposable? listening) && listening is not null)
                    closed.Add(listening);
            }
        }

        foreach (IAsyncDisposable listening in closed)
            await listening.DisposeAsync().ConfigureAwait(false);
    }
}
