using System.Net;
using System.Net.Security;
using System.Net.Sockets;

namespace TlsPathTools.Lab.Http;

/// <summary>
/// An HTTP/1.1 server on one loopback endpoint, with or without TLS: for the APIs and the health endpoints of the world. It is our own
/// because HttpListener knows no TLS outside Windows, and Kestrel is not part of the runtime that PowerShell brings.
/// </summary>
internal sealed class HttpServer : IAsyncDisposable
{
    private readonly Socket _listener;
    private readonly SslServerAuthenticationOptions? _tls;
    private readonly HttpHandler _handler;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Running _running = new();

    private HttpServer(Socket listener, SslServerAuthenticationOptions? tls, HttpHandler handler)
    {
        _listener = listener;
        _tls = tls;
        _handler = handler;
        EndPoint = (IPEndPoint)listener.LocalEndPoint!;
    }

    /// <summary>Where it listens.</summary>
    public IPEndPoint EndPoint { get; }

    /// <summary>Starts to listen.</summary>
    /// <param name="endPoint">Where; port 0 for a free one.</param>
    /// <param name="tls">The options of TLS, or null for plain HTTP.</param>
    /// <param name="handler">Answers the requests; called for several connections at once.</param>
    /// <exception cref="SocketException">The endpoint cannot be bound.</exception>
    public static HttpServer Start(IPEndPoint endPoint, SslServerAuthenticationOptions? tls, HttpHandler handler)
    {
        var listener = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            listener.Bind(endPoint);
            listener.Listen(256);
        }
        catch
        {
            listener.Dispose();
            throw;
        }

        var server = new HttpServer(listener, tls, handler);
        server._running.Add(server.AcceptAsync());
        return server;
    }

    /// <summary>Stops listening, ends every connection and waits for them.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        _listener.Dispose();
        await _running.WhenAllAsync().ConfigureAwait(false);
        _stopping.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                Socket socket = await _listener.AcceptAsync(_stopping.Token).ConfigureAwait(false);
                _running.Add(ServeAsync(socket));
            }
            catch (Exception exception) when (exception is OperationCanceledException or ObjectDisposedException)
            {
                return;
            }
            catch (SocketException)
            {
                // The peer was gone before it was accepted.
            }
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        using Socket owned = socket;
        try
        {
            socket.NoDelay = true;
            var (remote, local) = ((IPEndPoint?)socket.RemoteEndPoint, (IPEndPoint?)socket.LocalEndPoint);
            await using var network = new NetworkStream(socket, ownsSocket: false);
            if (_tls is null)
            {
                await HttpConnection.ServeAsync(network, remote, local, _handler, _stopping.Token).ConfigureAwait(false);
                return;
            }

            await using var tls = new SslStream(network);
            await tls.AuthenticateAsServerAsync(_tls, _stopping.Token).ConfigureAwait(false);
            await HttpConnection.ServeAsync(tls, remote, local, _handler, _stopping.Token).ConfigureAwait(false);
            await tls.ShutdownAsync().ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException or SocketException
            or System.Security.Authentication.AuthenticationException or ObjectDisposedException)
        {
            // A peer that speaks no TLS, does not trust us or went away; or the end of the lab.
        }
    }
}
