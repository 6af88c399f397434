using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace TlsPathTools.TestServers;

/// <summary>
/// A TLS server on a loopback address that treats each connection as its plan says, and keeps what it saw. Thousands of
/// connections at a time; disposing ends them all.
/// </summary>
public sealed class MisbehavingTlsServer : IAsyncDisposable
{
    private readonly Socket _listener;
    private readonly MisbehavingOptions _options;
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<ServedConnection> _connections = new();
    private readonly ConcurrentDictionary<int, Task> _running = new();
    private readonly Task _accepting;
    private volatile FaultPlan _plan;

    private MisbehavingTlsServer(FaultPlan plan, MisbehavingOptions options)
    {
        _plan = plan;
        _options = options;
        _listener = new Socket(options.Address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        _listener.Bind(new IPEndPoint(options.Address, options.Port));
        _listener.Listen(4096);
        EndPoint = (IPEndPoint)_listener.LocalEndPoint!;
        _accepting = AcceptAsync();
    }

    /// <summary>Where it listens.</summary>
    public IPEndPoint EndPoint { get; }

    /// <summary>The port of <see cref="EndPoint"/>.</summary>
    public int Port => EndPoint.Port;

    /// <summary>The plan for connections to come; it may be changed at any time.</summary>
    public FaultPlan Plan
    {
        get => _plan;
        set => _plan = value;
    }

    /// <summary>The connections so far, in the order of accepting.</summary>
    public IReadOnlyList<ServedConnection> Connections => [.. _connections];

    /// <summary>Starts a server where every connection meets one fault.</summary>
    public static MisbehavingTlsServer Start(WireFault fault, MisbehavingOptions? options = null) => Start(FaultPlans.Always(fault), options);

    /// <summary>Starts a server with a plan.</summary>
    public static MisbehavingTlsServer Start(FaultPlan plan, MisbehavingOptions? options = null) => new(plan, options ?? new MisbehavingOptions());

    /// <summary>Waits until so many connections were served to their end.</summary>
    public async Task WaitForClosedAsync(int count, TimeSpan? bound = null)
    {
        using var timeout = new CancellationTokenSource(bound ?? TimeSpan.FromSeconds(10));
        while (_connections.Count(connection => connection.IsClosed) < count)
            await Task.Delay(5, timeout.Token);
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _accepting;
        await Task.WhenAll(_running.Values);
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        for (int number = 1; ; number++)
        {
            Socket? socket = null;
            try
            {
                socket = await _listener.AcceptAsync(_stop.Token);
                var seen = new ServedConnection(number, _plan(number), (IPEndPoint)socket.RemoteEndPoint!);
                _connections.Enqueue(seen);
                Track(number, Task.Run(() => ServeAsync(socket, seen)));
            }
            catch (Exception e) when (e is OperationCanceledException or ObjectDisposedException)
            {
                return;
            }
            catch (SocketException)
            {
                // The client was gone before the accept, or this process is short of descriptors for the moment.
                socket?.Dispose();
                number--;
            }
        }
    }

    // A script that failed in a way nobody expected stays, and makes disposing fail.
    private void Track(int number, Task serving)
    {
        _running[number] = serving;
        _ = serving.ContinueWith(_ => _running.TryRemove(number, out Task? _), CancellationToken.None, TaskContinuationOptions.OnlyOnRanToCompletion, TaskScheduler.Default);
    }

    private async Task ServeAsync(Socket socket, ServedConnection seen)
    {
        try
        {
            socket.NoDelay = true;
            var connection = new WireConnection(socket, seen, _options, _stop.Token);
            if (!await FirstByteScripts.PlayAsync(connection))
                await TlsScripts.PlayAsync(connection);
        }
        catch (Exception e) when (e is OperationCanceledException or IOException or SocketException or ObjectDisposedException)
        {
            // The client went away first, the lingering ended, or the server is being disposed.
        }
        finally
        {
            socket.Dispose();
            seen.IsClosed = true;
        }
    }
}
