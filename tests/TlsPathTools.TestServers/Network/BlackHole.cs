using System.Net;
using System.Net.Sockets;

namespace TlsPathTools.TestServers;

/// <summary>
/// A loopback endpoint whose SYNs are dropped, without root: a listener that accepts nothing and whose accept queue is full.
/// Linux drops further SYNs (tcp_conn_request, "ListenOverflows"), so that a connect gets no answer at all until it times out.
/// Other systems refuse instead: <see cref="IsSupported"/>.
/// </summary>
public sealed class BlackHole : IDisposable
{
    private readonly Socket _listener;
    private readonly List<Socket> _filling = [];

    private BlackHole(IPAddress address)
    {
        _listener = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        _listener.Bind(new IPEndPoint(address, 0));
        _listener.Listen(0);
        EndPoint = (IPEndPoint)_listener.LocalEndPoint!;
    }

    /// <summary>Whether full listeners drop SYNs here.</summary>
    public static bool IsSupported => OperatingSystem.IsLinux();

    /// <summary>Where nothing answers.</summary>
    public IPEndPoint EndPoint { get; }

    /// <summary>Opens a black hole at a loopback address.</summary>
    public static async Task<BlackHole> OpenAsync(IPAddress? address = null)
    {
        var hole = new BlackHole(address ?? IPAddress.Loopback);
        try
        {
            await hole.FillAsync();
            return hole;
        }
        catch
        {
            hole.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        _listener.Dispose();
        foreach (Socket socket in _filling)
            socket.Dispose();
    }

    // A queue of length 0 holds one connection on Linux. The first connect that hangs shows that it is full.
    private async Task FillAsync()
    {
        for (int tries = 0; tries < 8; tries++)
        {
            var socket = new Socket(EndPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
            _filling.Add(socket);
            using var bound = new CancellationTokenSource(TimeSpan.FromMilliseconds(250));
            try
            {
                await socket.ConnectAsync(EndPoint, bound.Token);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }

        throw new PlatformNotSupportedException("This system keeps on accepting into a full queue.");
    }
}
