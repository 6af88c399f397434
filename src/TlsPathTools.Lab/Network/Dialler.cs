using System.Net;
using System.Net.Sockets;

namespace TlsPathTools.Lab.Network;

/// <summary>
/// Makes connections real that are decided already. The endpoint's own socket is used where it is open, so that the connection can be seen on the
/// machine as it is in the world; otherwise the switchboard.
/// </summary>
internal sealed class Dialler(Switchboard switchboard, TicketBook tickets)
{
    private static readonly TimeSpan s_bound = TimeSpan.FromSeconds(5);

    /// <summary>A socket with an address and a port of its own, not yet connected. Sources that this machine does not have are kept in mind alone.</summary>
    public static Socket Bound(IPAddress source)
    {
        Socket socket = SocketEnds.Create();
        try
        {
            socket.Bind(new IPEndPoint(IPAddress.IsLoopback(source) ? source : IPAddress.Loopback, 0));
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    /// <summary>Connects; the other side has taken over when the task ends.</summary>
    /// <param name="socket">A bound socket; it, or another one that is bound to its address, is the result.</param>
    /// <param name="target">Where to.</param>
    /// <param name="ticket">What was decided. It is given up when nothing comes of it.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="SocketException">The endpoint went in between.</exception>
    public async Task<Socket> ConnectAsync(Socket socket, IPEndPoint target, Ticket ticket, CancellationToken cancellationToken)
    {
        try
        {
            if (ticket.Port.Posture is Posture.Listening && !ticket.Port.IsFiltered)
            {
                IPAddress source = ((IPEndPoint)socket.LocalEndPoint!).Address;
                if (await TryAsync(socket, target, ticket, cancellationToken).ConfigureAwait(false))
                    return socket;
                // The posture changed in between; the socket is used up.
                socket.Dispose();
                socket = Bound(source);
            }

            if (await TryAsync(socket, switchboard.EndPoint, ticket, cancellationToken).ConfigureAwait(false))
                return socket;
            throw new SocketException((int)SocketError.ConnectionRefused);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
        finally
        {
            ticket.Abandon();
        }
    }

    private async Task<bool> TryAsync(Socket socket, IPEndPoint where, Ticket ticket, CancellationToken cancellationToken)
    {
        var local = (IPEndPoint)socket.LocalEndPoint!;
        tickets.Add(local, ticket);
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        bound.CancelAfter(s_bound);
        try
        {
            await socket.ConnectAsync(where, bound.Token).ConfigureAwait(false);
            await ticket.Taken.WaitAsync(bound.Token).ConfigureAwait(false);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
        finally
        {
            tickets.Remove(local);
        }
    }
}
