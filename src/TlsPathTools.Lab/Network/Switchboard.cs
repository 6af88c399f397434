using System.Net;
using System.Net.Sockets;

namespace TlsPathTools.Lab.Network;

/// <summary>
/// One listener through which the world connects itself with endpoints whose own socket is not open to other programs: closed or silent
/// because that is what the client would meet there, or never opened in a world of very many.
/// </summary>
internal sealed class Switchboard(IPAddress address, TicketBook tickets) : IAsyncDisposable
{
    private readonly CancellationTokenSource _stopping = new();
    private Socket? _listener;
    private Task _accepting = Task.CompletedTask;

    /// <summary>Where it listens; opened when it is first needed.</summary>
    /// <exception cref="SocketException">It cannot be bound.</exception>
    public IPEndPoint EndPoint
    {
        get
        {
            lock (tickets)
            {
                ObjectDisposedException.ThrowIf(_stopping.IsCancellationRequested, this);
                if (_listener is null)
                {
                    Socket listener = SocketEnds.Create();
                    listener.Bind(new IPEndPoint(address, 0));
                    listener.Listen(512);
                    _listener = listener;
                    _accepting = AcceptLoop.RunAsync(listener, Connect, _stopping.Token);
                }

                return (IPEndPoint)_listener.LocalEndPoint!;
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        lock (tickets)
        {
            if (_stopping.IsCancellationRequested)
                return;
            _stopping.Cancel();
            _listener?.Dispose();
        }

        await _accepting.ConfigureAwait(false);
        _stopping.Dispose();
    }

    private void Connect(Socket socket)
    {
        // Who comes without a ticket is no part of the world.
        if (tickets.Take(socket) is { } ticket)
            ticket.Port.Serve(socket, ticket.Accept);
        else
            SocketEnds.Reset(socket);
    }
}
