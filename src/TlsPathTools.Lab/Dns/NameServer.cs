using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using TlsPathTools.Lab.Scenarios;
using TlsPathTools.Lab.World;

namespace TlsPathTools.Lab.Dns;

/// <summary>One name server at its address, over UDP and TCP: a resolver, or the authority of the lab's zones.</summary>
internal sealed class NameServer : IAsyncDisposable
{
    private const int MaxConnections = 256;
    private const int MaxMessage = 65_535;

    private static readonly TimeSpan s_idle = TimeSpan.FromSeconds(10);

    private readonly LabWorld _world;
    private readonly Zones _zones;
    private readonly string? _name;
    private readonly Socket _udp;
    private readonly Socket _tcp;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Running _running = new();
    private readonly Running _connections = new();

    /// <summary>Begins to listen.</summary>
    /// <param name="world">The world.</param>
    /// <param name="name">The resolver's name; null for the authority.</param>
    /// <param name="endPoint">Where it listens.</param>
    /// <param name="zones">What it sees.</param>
    /// <exception cref="SocketException">It cannot be bound.</exception>
    public NameServer(LabWorld world, string? name, IPEndPoint endPoint, Zones zones)
    {
        _world = world;
        _name = name;
        _zones = zones;
        EndPoint = endPoint;
        _udp = new Socket(endPoint.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        _tcp = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            _udp.Bind(endPoint);
            _tcp.Bind(endPoint);
            _tcp.Listen(64);
        }
        catch
        {
            _udp.Dispose();
            _tcp.Dispose();
            throw;
        }

        _running.Add(ReceiveAsync());
        _running.Add(AcceptAsync());
    }

    public IPEndPoint EndPoint { get; }

    /// <summary>What it says to a question now; null when a fault keeps it silent.</summary>
    public DnsAnswer? Answer(string name, DnsType type)
    {
        if (_name is null)
            return _zones.Covers(name) ? _zones.Answer(name, type) : DnsAnswer.Bare(DnsCode.Refused);
        string component = $"resolver:{_name}";
        _world.Traffic.Add(component, flows: 1);
        foreach (FaultSpec fault in _world.Faults.At(component).Where(Meets))
        {
            switch (fault.Effect)
            {
                case FaultEffect.NoAnswer:
                    _world.Traffic.Add(component, failed: 1);
                    return null;
                case FaultEffect.ServFail:
                    _world.Traffic.Add(component, failed: 1);
                    return DnsAnswer.Bare(DnsCode.ServerFailure);
                case FaultEffect.StaleAnswer when type == DnsType.A && _zones.IsOfScenario(name):
                    return new(DnsCode.NoError, Aged([.. Stale(name, fault)]), []);
            }
        }

        DnsAnswer answer = _zones.Answer(name, type);
        return answer with { Answers = Aged(answer.Answers), Authority = Aged(answer.Authority) };
    }

    /// <summary>Stops it, without waiting for what it has in hand.</summary>
    public void Close()
    {
        _stopping.Cancel();
        _udp.Dispose();
        _tcp.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        Close();
        await _running.WhenAllAsync().ConfigureAwait(false);
        await _connections.WhenAllAsync().ConfigureAwait(false);
        _stopping.Dispose();
    }

    private static bool Meets(FaultSpec fault) => fault.Flows.Share >= 1 || Random.Shared.NextDouble() < fault.Flows.Share;

    private IEnumerable<DnsRecord> Stale(string name, FaultSpec fault) =>
        (fault.Text ?? "").Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            .Select(address => new DnsRecord(name, DnsType.A, 3600, _world.Addresses.Map(address)));

    /// <summary>A resolver's time to live counts down until it asks the authority again. (What changed there is seen at once all the same.)</summary>
    private DnsRecord[] Aged(IReadOnlyList<DnsRecord> records)
    {
        long age = (long)Math.Max(0, (_world.Now - _world.Start).TotalSeconds);
        return [.. records.Select(record => record.Ttl > 0 ? record with { Ttl = (int)(record.Ttl - (age % record.Ttl)) } : record)];
    }

    private byte[]? Reply(ReadOnlySpan<byte> message, bool overTcp, out TimeSpan delay)
    {
        delay = TimeSpan.Zero;
        if (DnsQuery.Parse(message, out DnsCode code) is not { } query)
            return null;
        int limit = overTcp ? MaxMessage : query.UdpSize;
        if (code != DnsCode.NoError)
            return DnsWriter.Write(query, DnsAnswer.Bare(code), _name is null, limit);
        // Transfers, and classes other than the Internet's, are not for everybody.
        if (query.Type is DnsType.Axfr or DnsType.Ixfr || query.Class != 1)
            return DnsWriter.Write(query, DnsAnswer.Bare(DnsCode.Refused), _name is null, limit);
        if (_name is not null && _world.Faults.At($"resolver:{_name}").FirstOrDefault(fault => fault.Effect == FaultEffect.Delay && Meets(fault)) is { } slow)
            delay = TimeSpan.FromMilliseconds(slow.Value ?? 0);
        return Answer(query.Name, query.Type) is { } answer ? DnsWriter.Write(query, answer, _name is null, limit) : null;
    }

    private async Task ReceiveAsync()
    {
        byte[] buffer = new byte[MaxMessage];
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                SocketReceiveFromResult received = await _udp.ReceiveFromAsync(buffer, new IPEndPoint(IPAddress.Any, 0), _stopping.Token).ConfigureAwait(false);
                if (Reply(buffer.AsSpan(0, received.ReceivedBytes), overTcp: false, out TimeSpan delay) is not { } reply)
                    continue;
                if (delay > TimeSpan.Zero)
                    _connections.Add(SendLaterAsync(reply, received.RemoteEndPoint, delay));
                else
                    await _udp.SendToAsync(reply, received.RemoteEndPoint, _stopping.Token).ConfigureAwait(false);
            }
            catch (Exception exception) when (exception is OperationCanceledException or ObjectDisposedException)
            {
                return;
            }
            catch (SocketException)
            {
                // The asker closed its port before the answer (Windows says so at the next receive), or sent from a port that cannot be answered.
            }
            catch (Exception exception)
            {
                // A record that cannot be written must not take the others with it.
                _world.Log.Tell(_world.Now, $"resolver:{_name}", exception.Message);
            }
        }
    }

    private async Task SendLaterAsync(byte[] reply, EndPoint asker, TimeSpan delay)
    {
        try
        {
            await Task.Delay(delay, _world.Time, _stopping.Token).ConfigureAwait(false);
            await _udp.SendToAsync(reply, asker, _stopping.Token).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is OperationCanceledException or ObjectDisposedException or SocketException)
        {
            // Nobody waits for it any more.
        }
    }

    private async Task AcceptAsync()
    {
        while (!_stopping.IsCancellationRequested)
        {
            try
            {
                Socket socket = await _tcp.AcceptAsync(_stopping.Token).ConfigureAwait(false);
                if (_connections.Count < MaxConnections)
                    _connections.Add(ServeAsync(socket));
                else
                    socket.Dispose();
            }
            catch (Exception exception) when (exception is OperationCanceledException or ObjectDisposedException)
            {
                return;
            }
            catch (SocketException)
            {
                // The asker was gone before it was accepted.
            }
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(_stopping.Token);
        try
        {
            await using var stream = new NetworkStream(socket, ownsSocket: true);
            byte[] length = new byte[2];
            while (true)
            {
                bound.CancelAfter(s_idle);
                await stream.ReadExactlyAsync(length, bound.Token).ConfigureAwait(false);
                byte[] message = new byte[BinaryPrimitives.ReadUInt16BigEndian(length)];
                await stream.ReadExactlyAsync(message, bound.Token).ConfigureAwait(false);
                if (Reply(message, overTcp: true, out TimeSpan delay) is not { } reply)
                    continue;
                await Task.Delay(delay, _world.Time, bound.Token).ConfigureAwait(false);
                await stream.WriteAsync((byte[])[(byte)(reply.Length >> 8), (byte)reply.Length, .. reply], bound.Token).ConfigureAwait(false);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException or SocketException or ObjectDisposedException or FormatException)
        {
            // The asker has what it wanted, went away or was silent for too long; or the end of the lab.
        }
    }
}
