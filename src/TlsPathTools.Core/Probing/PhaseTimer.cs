using System.Net.Sockets;

namespace TlsPathTools.Probing;

/// <summary>
/// The time limit of the phase that an attempt is in. Before it blames the peer it looks whether bytes are waiting
/// that this machine was too busy to read, and then gives itself more time.
/// </summary>
internal sealed class PhaseTimer : IDisposable
{
    private const int MaxExtensions = 3;

    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _source = new();
    private readonly CancellationTokenRegistration _outer;
    private readonly ITimer _timer;
    private readonly object _lock = new();
    private Socket? _socket;
    private TimeSpan _limit = Timeout.InfiniteTimeSpan;
    private long _started;
    private int _extensions;

    internal PhaseTimer(TimeProvider time, CancellationToken outer)
    {
        _time = time;
        _outer = outer.UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), _source);
        _timer = time.CreateTimer(static timer => ((PhaseTimer)timer!).Tick(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Cancelled when the phase takes too long, or from outside.</summary>
    internal CancellationToken Token => _source.Token;

    /// <summary>Whether the phase took too long.</summary>
    internal bool Expired { get; private set; }

    /// <summary>Begins a phase.</summary>
    internal void Start(TimeSpan limit, Socket? socket = null)
    {
        lock (_lock)
        {
            (_limit, _socket, _extensions, _started) = (limit, socket, 0, _time.GetTimestamp());
            _timer.Change(limit, Timeout.InfiniteTimeSpan);
        }
    }

    /// <summary>Lets the phase that follows take as long as it likes.</summary>
    internal void Stop()
    {
        lock (_lock)
        {
            _limit = Timeout.InfiniteTimeSpan;
            _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }

    public void Dispose()
    {
        _timer.Dispose();
        _outer.Dispose();
        _source.Dispose();
    }

    private void Tick()
    {
        lock (_lock)
        {
            if (_limit == Timeout.InfiniteTimeSpan)
                return;

            // A tick of an earlier phase may arrive late.
            TimeSpan left = _limit - _time.GetElapsedTime(_started);
            if (left > TimeSpan.FromMilliseconds(1))
            {
                _timer.Change(left, Timeout.InfiniteTimeSpan);
                return;
            }

            if (_extensions < MaxExtensions && BytesWait())
            {
                _extensions++;
                _started = _time.GetTimestamp();
                _limit /= 2;
                _timer.Change(_limit, Timeout.InfiniteTimeSpan);
                return;
            }

            Expired = true;
        }

        try
        {
            _source.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The attempt ended in the same moment.
        }
    }

    private bool BytesWait()
    {
        try
        {
            return _socket is { Available: > 0 };
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            return false;
        }
    }
}
