using System.Net;
using System.Net.Sockets;

namespace TlsPathTools.Probing;

/// <summary>Opens the TCP connection of an attempt. The seam at which a simulated world decides what a SYN meets.</summary>
public interface IConnector
{
    /// <summary>A connected socket.</summary>
    /// <param name="remote">Where to.</param>
    /// <param name="source">The local address to bind to; null for any.</param>
    /// <param name="cancellationToken">Ends the wait; the socket is then closed.</param>
    /// <exception cref="SocketException">The connection failed; the code says how.</exception>
    ValueTask<Socket> ConnectAsync(IPEndPoint remote, IPAddress? source, CancellationToken cancellationToken);
}
