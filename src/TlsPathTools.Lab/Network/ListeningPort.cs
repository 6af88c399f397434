using System.Net;
using System.Net.Sockets;

namespace TlsPathTools.Lab.Network;

/// <summary>How the real socket of an endpoint meets programs that are no part of the world.</summary>
internal enum Posture
{
    /// <summary>No socket: the kernel refuses.</summary>
    Closed,

    /// <summary>It listens, and nobody accepts: the queue is full, and Linux drops further SYNs (tcp_conn_request, "ListenOverflows").</summary>
    Silent,

    /// <summary>It accepts.</summary>
    Listening,
}

/// <summary>The real socket of one endpoint of the world, in the posture that its odds ask for, and the connections that it accepted.</summary>
internal sealed class ListeningPort(Fabric fabric, IPEndPoint where, ITcpEndpoint endpoint, bool opens) : IAsyncDisposable
{
    private const int MostDraws = 100;

    private readonly CancellationTokenSource _stopping = new();
    private readonly SemaphoreSlim _changing = new(1, 1);
    private readonly Running _running = new();

    private Socket? _listener;
    private Socket? _filler;
    private IPEndPoint? _fillerEnd;
    private CancellationTokenSource? _acceptingEnd;
    private Task _accepting = Task.CompletedTask;

    /// <summary>Where it is.</summary>
    public IPEndPoint Where { get; } = where;

    /// <summary>Who answers there.</summary>
    public ITcpEndpoint Endpoint { get; } = endpoint;

    /// <summary>How it meets other programs now.</summary>
    public Posture Posture { get; private set; }

    /// <summary>Whether other programs can connect to it at all.</summary>
    public bool Opens { get; } = opens;

    /// <summary>Whether the kernel has drawn already which flows of other programs get here.</summary>
    public bool IsFiltered { get; set; }

    /// <summary>How many connections it serves.</summary>
    public int Connections => _running.Count;

    /// <summary>Takes the posture that the odds ask for now.</summary>
    /// <exception cref="SocketException">The endpoint cannot be bound.</exception>
    public void Open()
    {
        if (Opens)
            Take(Wanted());
    }

    /// <summary>Takes the posture that the odds ask for now, where that is another than before.</summary>
    public async Task ReconsiderAsync()
    {
        if (!Opens)
            return;
        Posture wanted = Wanted();
        if (wanted == Posture)
            return;
        await _changing.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        try
        {
            if (_stopping.IsCancellationRequested)
                return;
            await StopAcceptingAsync().ConfigureAwait(false);
            Take(wanted);
        }
        catch (SocketException)
        {
            // Somebody else has the port at this moment: it is tried again with the next look.
            Close();
        }
        finally
        {
            _changing.Release();
        }
    }

    /// <summary>Serves a connection to its end.</summary>
    public void Serve(Socket socket, SynAnswer.Accept accept) => _running.Add(ServeAsync(socket, accept));

    public async ValueTask DisposeAsync()
    {
        await _changing.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        try
        {
            if (_stopping.IsCancellationRequested)
                return;
            await _stopping.CancelAsync().ConfigureAwait(false);
            await StopAcceptingAsync().ConfigureAwait(false);
            Close();
        }
        finally
        {
            _changing.Release();
        }

        await _running.WhenAllAsync().ConfigureAwait(false);
    }

    private Posture Wanted()
    {
        SynOdds odds = fabric.Odds(fabric.ClientFlow(Where));
        // Elsewhere a full queue refuses: there the connection is accepted and left in silence, which shows one stage later.
        return odds.Refused > 0.9999 ? Posture.Closed : odds.Dropped > 0.9999 && OperatingSystem.IsLinux() ? Posture.Silent : Posture.Listening;
    }

    private void Take(Posture posture)
    {
        if (posture is Posture.Closed)
        {
            Close();
            return;
        }

        if (_listener is null)
        {
            Socket listener = SocketEnds.Create();
            try
            {
                listener.Bind(Where);
                listener.Listen(512);
                _listener = listener;
            }
            catch
            {
                listener.Dispose();
                throw;
            }
        }

        if (posture is Posture.Silent)
        {
            Fill(_listener);
        }
        else
        {
            _listener.Listen(512);
            _acceptingEnd = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token);
            _accepting = AcceptLoop.RunAsync(_listener, Accepted, _acceptingEnd.Token);
        }

        Posture = posture;
    }

    // A queue of length 0 holds one connection on Linux. One's own connect fills it at once, without waiting: should somebody else have
    // been faster, the queue is as full.
    private void Fill(Socket listener)
    {
        while (listener.Poll(0, SelectMode.SelectRead))
            Accepted(listener.Accept());
        listener.Listen(0);
        _filler = SocketEnds.Create();
        _filler.Blocking = false;
        try
        {
            _filler.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            _fillerEnd = (IPEndPoint)_filler.LocalEndPoint!;
            _filler.Connect(Where);
        }
        catch (SocketException exception) when (exception.SocketErrorCode is SocketError.WouldBlock or SocketError.InProgress)
        {
            // On its way, and there before anybody else's.
        }
    }

    private void Close()
    {
        _listener?.Dispose();
        _listener = null;
        _filler?.Dispose();
        _filler = null;
        Posture = Posture.Closed;
    }

    private async Task StopAcceptingAsync()
    {
        if (_acceptingEnd is { } end)
        {
            await end.CancelAsync().ConfigureAwait(false);
            await _accepting.ConfigureAwait(false);
            end.Dispose();
            _acceptingEnd = null;
        }

        if (_filler is { } filler)
        {
            // It may still be in the queue; the accept loop then meets a connection that is reset already.
            SocketEnds.Reset(filler);
            _filler = null;
        }
    }

    private void Accepted(Socket socket) => _running.Add(MeetAsync(socket));

    private async Task MeetAsync(Socket socket)
    {
        using Socket owned = socket;
        try
        {
            if (fabric.Tickets.Take(socket) is { } ticket)
            {
                await ServeAsync(socket, ticket.Accept).ConfigureAwait(false);
                return;
            }

            if (socket.RemoteEndPoint is not IPEndPoint remote || remote.Equals(Interlocked.Exchange(ref _fillerEnd, null)))
                return;
            SynAnswer answer = await DecideAsync(fabric.Seen(remote)).ConfigureAwait(false);
            if (answer is SynAnswer.Accept accept)
                await ServeAsync(socket, accept).ConfigureAwait(false);
            else if (answer is SynAnswer.Drop)
                await fabric.HoldAsync(socket, _stopping.Token).ConfigureAwait(false);
            else
                SocketEnds.ResetOnClose(socket);
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            SocketEnds.ResetOnClose(socket);
        }
    }

    private async Task<SynAnswer> DecideAsync(IPEndPoint source)
    {
        SynAnswer answer = await fabric.DecideAsync(new Flow(source, Where, FlowPurpose.Client), _stopping.Token).ConfigureAwait(false);
        // Who was let in by the kernel is one of those who are accepted: that is drawn until it is so, under other ports where a hash decides.
        for (int draws = 0; IsFiltered && answer is not SynAnswer.Accept && draws < MostDraws; draws++)
        {
            var again = new IPEndPoint(source.Address, Random.Shared.Next(32_768, 61_000));
            answer = await fabric.DecideAsync(new Flow(again, Where, FlowPurpose.Client), _stopping.Token).ConfigureAwait(false);
        }

        return answer;
    }

    private async Task ServeAsync(Socket socket, SynAnswer.Accept accept)
    {
        using Socket owned = socket;
        try
        {
            await accept.Serve(socket, _stopping.Token).ConfigureAwait(false);
            if (_stopping.IsCancellationRequested)
                SocketEnds.ResetOnClose(socket);
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or IOException or ObjectDisposedException)
        {
            SocketEnds.ResetOnClose(socket);
        }
        catch (Exception exception)
        {
            // A mistake of ours: seen in the log rather than in a task that nobody reads.
            SocketEnds.ResetOnClose(socket);
            fabric.World.Log.Tell(fabric.World.Now, $"listener:{Where}", $"{exception.GetType().Name}: {exception.Message}");
        }
    }
}
