using System.Net;
using System.Net.Sockets;

namespace TlsPathTools.TestServers;

/// <summary>A port that nothing listens at and nobody else can take: the socket is bound and never listens, SYNs meet RST.</summary>
public sealed class RefusedPort : IDisposable
{
    private readonly Socket _socket;

    /// <summary>Takes a port of a loopback address.</summary>
    public RefusedPort(IPAddress? address = null)
    {
        address ??= IPAddress.Loopback;
        _socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        _socket.Bind(new IPEndPoint(address, 0));
    }

    /// <summary>Where connections are refused.</summary>
    public IPEndPoint EndPoint => (IPEndPoint)_socket.LocalEndPoint!;

    public void Dispose() => _socket.Dispose();
}
