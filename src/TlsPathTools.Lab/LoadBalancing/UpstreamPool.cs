using System.Net;
using System.Net.Sockets;
using TlsPathTools.Lab.Http;

namespace TlsPathTools.Lab.LoadBalancing;

/// <summary>
/// The connections of a load balancer's node to targets that wait for the next request. That a target has closed one is seen when the pool is swept, and
/// not when it is taken: a request that comes in between meets a closed connection, which is the race that a target's keep-alive must be longer for.
/// </summary>
internal sealed class UpstreamPool(TimeProvider time) : IDisposable
{
    private const int MaxIdleForEach = 8;

    private readonly Dictionary<IPEndPoint, Stack<UpstreamConnection>> _idle = [];
    private bool _disposed;

    /// <summary>A connection that waits, or null.</summary>
    public UpstreamConnection? Take(IPEndPoint target)
    {
        lock (_idle)
            return _idle.TryGetValue(target, out Stack<UpstreamConnection>? waiting) && waiting.TryPop(out UpstreamConnection? connection) ? connection : null;
    }

    /// <summary>Keeps a connection for the next request, or closes it.</summary>
    public void Return(UpstreamConnection connection)
    {
        connection.IdleSince = time.GetTimestamp();
        lock (_idle)
        {
            if (!_idle.TryGetValue(connection.Target, out Stack<UpstreamConnection>? waiting))
                _idle.Add(connection.Target, waiting = new());
            if (!_disposed && waiting.Count < MaxIdleForEach)
            {
                waiting.Push(connection);
                return;
            }
        }

        connection.Dispose();
    }

    /// <summary>Closes those that waited too long, and those that their target has closed.</summary>
    public void Sweep(TimeSpan idle)
    {
        List<UpstreamConnection> gone = [];
        lock (_idle)
        {
            foreach ((IPEndPoint target, Stack<UpstreamConnection> waiting) in _idle.ToArray())
            {
                UpstreamConnection[] all = [.. waiting.Reverse()];
                waiting.Clear();
                foreach (UpstreamConnection connection in all)
                {
                    if (connection.IsClosed || time.GetElapsedTime(connection.IdleSince) > idle)
                        gone.Add(connection);
                    else
                        waiting.Push(connection);
                }

                if (waiting.Count == 0)
                    _idle.Remove(target);
            }
        }

        foreach (UpstreamConnection connection in gone)
            connection.Dispose();
    }

    public void Dispose()
    {
        List<UpstreamConnection> all;
        lock (_idle)
        {
            _disposed = true;
            all = [.. _idle.Values.SelectMany(waiting => waiting)];
            _idle.Clear();
        }

        foreach (UpstreamConnection connection in all)
            connection.Dispose();
    }
}

/// <summary>A connection of a load balancer's node to a target.</summary>
internal sealed class UpstreamConnection(IPEndPoint target, Socket socket, Stream stream) : IDisposable
{
    public IPEndPoint Target { get; } = target;

    public Stream Stream { get; } = stream;

    public HttpReader Reader { get; } = new(stream);

    public long IdleSince { get; set; }

    /// <summary>Whether the target has ended it, or has said something that nobody asked for.</summary>
    public bool IsClosed
    {
        get
        {
            try
            {
                return socket.Poll(0, SelectMode.SelectRead);
            }
            catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
            {
                return true;
            }
        }
    }

    public void Dispose()
    {
        Stream.Dispose();
        socket.Dispose();
    }
}
