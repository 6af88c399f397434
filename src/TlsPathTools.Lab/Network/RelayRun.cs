using System.Buffers;
using System.Diagnostics;
using System.Net.Sockets;
using TlsPathTools.Lab.Scenarios;

namespace TlsPathTools.Lab.Network;

/// <summary>One relayed connection: a pump for each direction, and the end that one of them, a fault or the lab puts to both.</summary>
internal sealed class RelayRun : IDisposable
{
    private const int BufferSize = 32 * 1024;

    private readonly Socket _client;
    private readonly Socket _server;
    private readonly StreamFaults _faults;
    private readonly CancellationToken _stop;
    private readonly CancellationTokenSource _end;
    private long _lastHeard = Stopwatch.GetTimestamp();
    private long _toServer;
    private long _toClient;
    private string? _resetBy;
    private string? _struckBy;
    private FaultSpec? _strike;

    public RelayRun(Socket client, Socket server, StreamFaults faults, CancellationToken stop)
    {
        _client = client;
        _server = server;
        _faults = faults;
        _stop = stop;
        _end = CancellationTokenSource.CreateLinkedTokenSource(stop);
    }

    public void Dispose() => _end.Dispose();

    /// <summary>Runs it to its end.</summary>
    public async Task<RelayEnd> RunAsync()
    {
        var stages = new RelayStages(this, _faults);
        if (await stages.AcceptedAsync().ConfigureAwait(false))
            await Task.WhenAll(PumpAsync(up: true, stages), PumpAsync(up: false, stages)).ConfigureAwait(false);
        if (_strike is { } strike && !_stop.IsCancellationRequested)
            await PerformAsync(strike).ConfigureAwait(false);
        else if (_resetBy is not null || _stop.IsCancellationRequested)
            ResetBoth();
        return new RelayEnd(_toServer, _toClient, _resetBy, _struckBy);
    }

    /// <summary>A fault strikes: both pumps stop, and then it does what it does.</summary>
    /// <returns>False, as all that end the relay.</returns>
    public bool Struck(FaultSpec fault)
    {
        Note(fault);
        _strike ??= fault;
        _end.Cancel();
        return false;
    }

    /// <summary>Takes note of a fault that did something without ending the connection.</summary>
    public void Note(FaultSpec fault) => _struckBy ??= fault.Id;

    /// <summary>Passes bytes on to the server.</summary>
    /// <returns>False when it is over.</returns>
    public async ValueTask<bool> ToServerAsync(ReadOnlyMemory<byte> bytes)
    {
        _toServer += bytes.Length;
        return await SendAsync(_server, bytes, "server").ConfigureAwait(false);
    }

    /// <summary>Passes bytes on to the client.</summary>
    /// <returns>False when it is over.</returns>
    public async ValueTask<bool> ToClientAsync(ReadOnlyMemory<byte> bytes)
    {
        _toClient += bytes.Length;
        return await SendAsync(_client, bytes, "client").ConfigureAwait(false);
    }

    /// <summary>What the server says within a time; 0 when it says nothing or ended.</summary>
    public async ValueTask<int> MoreFromServerAsync(Memory<byte> buffer, TimeSpan within)
    {
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(_end.Token);
        bound.CancelAfter(within);
        try
        {
            return await _server.ReceiveAsync(buffer, SocketFlags.None, bound.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException)
        {
            return 0;
        }
    }

    /// <summary>Lets time pass; shorter when the relay ends.</summary>
    public async ValueTask WaitAsync(TimeSpan time)
    {
        if (time > TimeSpan.Zero)
            await Task.Delay(time, _end.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task PumpAsync(bool up, RelayStages stages)
    {
        (Socket from, Socket to, string who) = up ? (_client, _server, "client") : (_server, _client, "server");
        byte[] buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            while (true)
            {
                ValueTask<int> receiving = ReceiveAsync(from, buffer, who);
                bool waited = !receiving.IsCompleted;
                int count = await receiving.ConfigureAwait(false);
                if (count <= 0)
                {
                    if (count == 0)
                        await EndedAsync(up, to, stages).ConfigureAwait(false);
                    return;
                }

                // What came while the last burst was held back has waited as long.
                if (!up && waited)
                    await WaitAsync(_faults.Delay(stages.Stage)).ConfigureAwait(false);
                if (!await stages.PassAsync(up, buffer.AsMemory(0, count)).ConfigureAwait(false))
                    return;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    // A FIN behind lost bytes is not heard either; but who gave up sending also gave up waiting.
    private async ValueTask EndedAsync(bool up, Socket to, RelayStages stages)
    {
        if (stages.IsLost(up))
        {
            if (up)
                Broken("client");
        }
        else if (await stages.EndedAsync(up).ConfigureAwait(false) && !SocketEnds.Fin(to))
        {
            Broken(up ? "server" : "client");
        }
    }

    private async ValueTask<int> ReceiveAsync(Socket from, Memory<byte> buffer, string who)
    {
        try
        {
            int count = await from.ReceiveAsync(buffer, SocketFlags.None, _end.Token).ConfigureAwait(false);
            long before = Interlocked.Exchange(ref _lastHeard, Stopwatch.GetTimestamp());
            if (_faults.Idle is not { } idle || Stopwatch.GetElapsedTime(before) <= idle)
                return count;
            if (_faults.IdleTimeout is { } fault)
                Note(fault);
            Broken("here");
        }
        catch (OperationCanceledException)
        {
            // The other pump, a fault or the lab ended it.
        }
        catch (SocketException)
        {
            Broken(who);
        }

        return -1;
    }

    private async ValueTask<bool> SendAsync(Socket to, ReadOnlyMemory<byte> bytes, string who)
    {
        try
        {
            while (!bytes.IsEmpty)
                bytes = bytes[await to.SendAsync(bytes, SocketFlags.None, _end.Token).ConfigureAwait(false)..];
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
        catch (SocketException)
        {
            Broken(who);
            return false;
        }
    }

    private void Broken(string by)
    {
        _resetBy ??= by;
        _end.Cancel();
    }

    private async Task PerformAsync(FaultSpec strike)
    {
        if (strike.Effect is FaultEffect.Reset)
            _resetBy ??= "here";
        await Strike.PerformAsync(strike, _client, _server, _stop).ConfigureAwait(false);
    }

    private void ResetBoth()
    {
        SocketEnds.ResetOnClose(_client);
        SocketEnds.ResetOnClose(_server);
    }
}
