using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;
using TlsPathTools.Lab.Network;
using TlsPathTools.Lab.Scenarios;
using TlsPathTools.TestServers;

namespace TlsPathTools.Lab.Tests.Network;

/// <summary>A TLS server that answers one request a connection in two records, and a relay with faults in front of it.</summary>
internal sealed class RelayedServer : IAsyncDisposable
{
    public const string Head = "HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n";

    private readonly Socket _front = Listener();
    private readonly Socket _back = Listener();
    private readonly CancellationTokenSource _stop = new();
    private readonly Running _running = new();
    private readonly IReadOnlyList<FaultSpec> _faults;
    private readonly TimeSpan? _idle;
    private readonly ServerIdentity _identity;
    private readonly SslProtocols _protocols;
    private readonly List<RelayEnd> _ends = [];

    public RelayedServer(SslProtocols protocols, ServerIdentity? identity = null, TimeSpan? idle = null, params FaultSpec[] faults)
    {
        _faults = faults;
        _idle = idle;
        _protocols = protocols;
        _identity = identity ?? TestCertificates.Valid;
        _running.Add(AcceptLoop.RunAsync(_front, socket => _running.Add(RelayAsync(socket)), _stop.Token));
        _running.Add(AcceptLoop.RunAsync(_back, socket => _running.Add(ServeAsync(socket)), _stop.Token));
    }

    public IPEndPoint EndPoint => (IPEndPoint)_front.LocalEndPoint!;

    /// <summary>Requests that reached the server.</summary>
    public int Requests { get; private set; }

    /// <summary>Connections that reached the server with at least one byte.</summary>
    public int Hellos { get; private set; }

    public IReadOnlyList<RelayEnd> Ends
    {
        get
        {
            lock (_ends)
                return [.. _ends];
        }
    }

    public async Task<RelayEnd> EndAsync()
    {
        for (int tries = 0; tries < 300 && Ends.Count == 0; tries++)
            await Task.Delay(20);
        return Ends[0];
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _front.Dispose();
        _back.Dispose();
        await _running.WhenAllAsync();
        _stop.Dispose();
    }

    private static Socket Listener()
    {
        var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(256);
        return listener;
    }

    private async Task RelayAsync(Socket client)
    {
        using Socket owned = client;
        Socket server = SocketEnds.Create();
        await server.ConnectAsync(_back.LocalEndPoint!);
        RelayEnd end = await Relay.RunAsync(client, server, _faults, _idle, _stop.Token);
        lock (_ends)
            _ends.Add(end);
    }

    private async Task ServeAsync(Socket socket)
    {
        using Socket owned = socket;
        try
        {
            var first = new byte[1];
            if (await socket.ReceiveAsync(first, SocketFlags.Peek, _stop.Token) > 0)
                Hellos++;
            await using var tls = new SslStream(new NetworkStream(socket));
            var options = new SslServerAuthenticationOptions { ServerCertificateContext = _identity.Context, EnabledSslProtocols = _protocols };
            await tls.AuthenticateAsServerAsync(options, _stop.Token);
            var buffer = new byte[4096];
            while (await tls.ReadAsync(buffer, _stop.Token) > 0)
            {
                Requests++;
                await tls.WriteAsync(Encoding.ASCII.GetBytes(Head), _stop.Token);
                await tls.WriteAsync(new byte[1000], _stop.Token);
            }

            await tls.ShutdownAsync();
        }
        catch (Exception exception) when (exception is IOException or AuthenticationException or OperationCanceledException or SocketException)
        {
            // What a faulty wire does to a server.
        }
    }
}
