namespace TlsPathTools.Probing;

/// <summary>
/// Lets only so many attempts compute a handshake at once; otherwise our own queue is reported as a slow server (a
/// median of 646 ms instead of 3 ms was measured at 256 in flight). A place is lent for a short time only: a handshake
/// that takes longer waits for its peer, not for our processor, and must not hold up the others. The time is several
/// times what a handshake computes, so that processors cannot fill up with overdue places.
/// </summary>
internal sealed class HandshakeGate(int places, TimeProvider time) : IDisposable
{
    private static readonly TimeSpan s_lease = TimeSpan.FromMilliseconds(5);

    private readonly SemaphoreSlim _places = new(places, places);
    private readonly object _lock = new();
    private readonly int _longLine = 4 * places;
    private TaskCompletionSource? _shortened;
    private int _line;

    /// <summary>
    /// Waits while many connections stand in line. One that is open and silent tries the patience of its server, so no
    /// more are opened then.
    /// </summary>
    internal Task ShortLineAsync(CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_line < _longLine)
                return Task.CompletedTask;

            _shortened ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _shortened.Task.WaitAsync(cancellationToken);
        }
    }

    internal async ValueTask<Lease> EnterAsync(CancellationToken cancellationToken)
    {
        Task place = _places.WaitAsync(cancellationToken);
        if (place.IsCompletedSuccessfully)
        {
            // With a connection made at once (loopback) this is still the scheduler's thread, which must keep its times.
            await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
            return new Lease(_places, time);
        }

        lock (_lock)
            _line++;
        try
        {
            await place.ConfigureAwait(false);
            return new Lease(_places, time);
        }
        finally
        {
            LeaveLine();
        }
    }

    public void Dispose() => _places.Dispose();

    private void LeaveLine()
    {
        TaskCompletionSource? shortened = null;
        lock (_lock)
        {
            if (--_line < _longLine)
                (shortened, _shortened) = (_shortened, null);
        }

        shortened?.TrySetResult();
    }

    internal sealed class Lease : IDisposable
    {
        private readonly SemaphoreSlim _places;
        private readonly ITimer _timer;
        private int _returned;

        internal Lease(SemaphoreSlim places, TimeProvider time)
        {
            _places = places;
            _timer = time.CreateTimer(static lease => ((Lease)lease!).Return(), this, s_lease, Timeout.InfiniteTimeSpan);
        }

        public void Dispose()
        {
            _timer.Dispose();
            Return();
        }

        private void Return()
        {
            if (Interlocked.Exchange(ref _returned, 1) != 0)
                return;

            try
            {
                _places.Release();
            }
            catch (ObjectDisposedException)
            {
                // The run is over.
            }
        }
    }
}
