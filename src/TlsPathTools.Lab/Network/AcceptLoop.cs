using System.Net.Sockets;

namespace TlsPathTools.Lab.Network;

/// <summary>Takes connections off a listening socket until it is told to stop.</summary>
internal static class AcceptLoop
{
    /// <summary>Runs until the token ends it or the listener is closed.</summary>
    public static async Task RunAsync(Socket listener, Action<Socket> accepted, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                Socket socket = await listener.AcceptAsync(cancellationToken).ConfigureAwait(false);
                socket.NoDelay = true;
                accepted(socket);
            }
            catch (Exception exception) when (exception is OperationCanceledException or ObjectDisposedException)
            {
                return;
            }
            catch (SocketException exception)
            {
                // The peer was gone before it was accepted; or there are no descriptors left, and asking again at once would only burn time.
                if (exception.SocketErrorCode is SocketError.TooManyOpenSockets or SocketError.NoBufferSpaceAvailable)
                    await Task.Delay(50, CancellationToken.None).ConfigureAwait(false);
            }
        }
    }
}
