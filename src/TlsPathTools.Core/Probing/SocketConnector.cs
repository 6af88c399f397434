using System.Net;
using System.Net.Sockets;

namespace TlsPathTools.Probing;

/// <summary>Opens real sockets.</summary>
internal sealed class SocketConnector : IConnector
{
    internal static SocketConnector Instance { get; } = new();

    public async ValueTask<Socket> ConnectAsync(IPEndPoint remote, IPAddress? source, CancellationToken cancellationToken)
    {
        var socket = new Socket(remote.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            if (source is not null)
                socket.Bind(new IPEndPoint(source, 0));
            await socket.ConnectAsync(remote, cancellationToken).ConfigureAwait(false);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }
}
