namespace TlsPathTools.Lab.World;

/// <summary>
/// The world's clock. The time of day is the machine's; but waits are counted in ticks of the lab's own, and a tick that comes late counts as if it had
/// come in time. So a machine that is too busy to run the world runs it slower, and nothing in it is called silent, unhealthy or timed out that only
/// was not let on the processor.
/// </summary>
internal sealed class LabClock : TimeProvider, IDisposable
{
    private static readonly TimeSpan s_tick = TimeSpan.FromMilliseconds(10);

    // What a tick may count: a little more than its period, because timers of the system come late by up to one of theirs.
    private static readonly long s_mostTicks = TimeSpan.FromMilliseconds(20).Ticks;

    private readonly object _gate = new();
    private readonly PriorityQueue<LabTimer, long> _due = new();
    private readonly TimeProvider _machine;
    private readonly ITimer _ticking;
    private long _last;
    private long _now;

    /// <summary>Starts it.</summary>
    /// <param name="machine">What ticks; null for the machine's own time.</param>
    public LabClock(TimeProvider? machine = null)
    {
        _machine = machine ?? System;
        _last = _machine.GetTimestamp();
        _ticking = _machine.CreateTimer(_ => Tick(), state: null, s_tick, s_tick);
    }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <summary>The ticks of 100 ns that the world has lived.</summary>
    public override long GetTimestamp()
    {
        lock (_gate)
            return _now;
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new LabTimer(this, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    public void Dispose() => _ticking.Dispose();

    private void Tick()
    {
        List<LabTimer>? ringing = null;
        lock (_gate)
        {
            long now = _machine.GetTimestamp();
            _now += Math.Min(_machine.GetElapsedTime(_last, now).Ticks, s_mostTicks);
            _last = now;
            while (_due.TryPeek(out LabTimer? timer, out long when) && when <= _now)
            {
                _due.Dequeue();
                if (timer.Rings(when, _now))
                    (ringing ??= []).Add(timer);
            }
        }

        foreach (LabTimer timer in ringing ?? [])
            ThreadPool.UnsafeQueueUserWorkItem(static ringing => ringing.Ring(), timer, preferLocal: false);
    }

    /// <summary>A timer. An entry of the queue that is not the timer's present one is an old wish of it, and means nothing.</summary>
    private sealed class LabTimer(LabClock clock, Action ring) : ITimer
    {
        private long _when = long.MaxValue;
        private TimeSpan _period = Timeout.InfiniteTimeSpan;
        private bool _disposed;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock._gate)
            {
                if (_disposed)
                    return false;
                _period = period;
                _when = long.MaxValue;
                if (dueTime < TimeSpan.Zero)
                    return true;
                _when = clock._now + dueTime.Ticks;
                clock._due.Enqueue(this, _when);
                return true;
            }
        }

        /// <summary>Whether it rings at a time that it was to ring at. Called under the gate.</summary>
        public bool Rings(long when, long now)
        {
            if (_disposed || when != _when)
                return false;
            _when = long.MaxValue;
            if (_period > TimeSpan.Zero)
                clock._due.Enqueue(this, _when = now + _period.Ticks);
            return true;
        }

        public void Ring()
        {
            if (!Volatile.Read(ref _disposed))
                ring();
        }

        public void Dispose()
        {
            lock (clock._gate)
                _disposed = true;
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
