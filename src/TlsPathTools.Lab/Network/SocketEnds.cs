using System.Net;
using System.Net.Sockets;

namespace TlsPathTools.Lab.Network;

/// <summary>The exact ways to end a TCP connection, and to make one.</summary>
internal static class SocketEnds
{
    private static readonly LingerOption s_reset = new(enable: true, seconds: 0);

    /// <summary>A socket for TCP that sends at once.</summary>
    public static Socket Create() => new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };

    /// <summary>Makes closing the socket a RST, whatever was sent or read.</summary>
    public static void ResetOnClose(Socket socket)
    {
        try
        {
            socket.LingerState = s_reset;
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // It is gone already.
        }
    }

    /// <summary>Closes with a RST.</summary>
    public static void Reset(Socket socket)
    {
        ResetOnClose(socket);
        socket.Dispose();
    }

    /// <summary>Sends a FIN.</summary>
    /// <returns>False when there is no connection any more.</returns>
    public static bool Fin(Socket socket)
    {
        try
        {
            socket.Shutdown(SocketShutdown.Send);
            return true;
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            return false;
        }
    }

    /// <summary>Reads and forgets until the peer ends the connection, or for a time: bytes that are unread when a socket is closed make the kernel send a RST.</summary>
    public static async Task DrainAsync(Socket socket, TimeSpan atMost, CancellationToken cancellationToken)
    {
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        bound.CancelAfter(atMost);
        var rubbish = new byte[4096];
        try
        {
            while (await socket.ReceiveAsync(rubbish, SocketFlags.None, bound.Token).ConfigureAwait(false) > 0)
            {
                // Forgotten.
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // Long enough.
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // The peer is gone, which is as good.
        }
    }

    /// <summary>FIN, and then what the peer still sends, so that the FIN does not become a RST.</summary>
    public static async Task FinishAsync(Socket socket, TimeSpan atMost, CancellationToken cancellationToken)
    {
        if (Fin(socket))
            await DrainAsync(socket, atMost, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Two sockets that are connected with each other, both at an address of this machine.</summary>
    public static async Task<(Socket Near, Socket Far)> PairAsync(IPAddress address, CancellationToken cancellationToken)
    {
        using Socket listener = Create();
        listener.Bind(new IPEndPoint(address, 0));
        listener.Listen(1);
        Socket near = Create();
        try
        {
            await near.ConnectAsync(listener.LocalEndPoint!, cancellationToken).ConfigureAwait(false);
            Socket far = await listener.AcceptAsync(cancellationToken).ConfigureAwait(false);
            far.NoDelay = true;
            return (near, far);
        }
        catch
        {
            near.Dispose();
            throw;
        }
    }
}
