using System.Net;
using System.Net.Sockets;
using TlsPathTools.Lab.Network;
using TlsPathTools.Lab.Scenarios;

namespace TlsPathTools.Lab.Nodes;

/// <summary>Serves a connection at its last hop, with the faults of the stream in front of the server where there are any.</summary>
internal static class Serving
{
    private static readonly TimeSpan s_lingering = TimeSpan.FromSeconds(2);

    /// <summary>Runs a server on an accepted socket.</summary>
    /// <param name="socket">The socket; closed by the caller.</param>
    /// <param name="chosen">The faults of this flow.</param>
    /// <param name="serve">Serves a socket to the end of what it has to say.</param>
    /// <param name="cancellationToken">Ends it with a RST.</param>
    /// <returns>How the relay in front ended; default without one.</returns>
    public static async Task<RelayEnd> RunAsync(
        Socket socket, IReadOnlyList<FaultSpec> chosen, Func<Socket, CancellationToken, Task> serve, CancellationToken cancellationToken)
    {
        if (!chosen.Any(StreamFaults.IsOfStream))
        {
            await serve(socket, cancellationToken).ConfigureAwait(false);
            await SocketEnds.FinishAsync(socket, s_lingering, cancellationToken).ConfigureAwait(false);
            return default;
        }

        (Socket near, Socket far) = await SocketEnds.PairAsync(((IPEndPoint)socket.LocalEndPoint!).Address, cancellationToken).ConfigureAwait(false);
        Task serving = ServeInnerAsync(far, serve, cancellationToken);
        try
        {
            return await Relay.RunAsync(socket, near, chosen, idle: null, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            await serving.ConfigureAwait(false);
        }
    }

    private static async Task ServeInnerAsync(Socket far, Func<Socket, CancellationToken, Task> serve, CancellationToken cancellationToken)
    {
        using Socket owned = far;
        try
        {
            await serve(far, cancellationToken).ConfigureAwait(false);
            await SocketEnds.FinishAsync(far, s_lingering, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or IOException or ObjectDisposedException)
        {
            // The relay in front has the last word about how the client sees it.
            SocketEnds.ResetOnClose(far);
        }
    }
}
