namespace TlsPathTools.Core.Tests.Probing;

/// <summary>
/// A clock that moves only when a test steps it: a millisecond at a time, with a pause in which everything that became
/// due can run.
/// </summary>
internal sealed class SteppedTime : TimeProvider
{
    private readonly Lock _lock = new();
    private readonly List<SteppedTimer> _timers = [];
    private TimeSpan _now;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => _now.Ticks;

    public override DateTimeOffset GetUtcNow() => DateTimeOffset.UnixEpoch + _now;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new SteppedTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Steps until a task is complete; at most an hour of its own time.</summary>
    internal async Task RunUntilAsync(Task task)
    {
        for (int step = 0; !task.IsCompleted; step++)
        {
            Assert.True(_now < TimeSpan.FromHours(1), "the task did not end within an hour of stepped time");
            SteppedTimer[] due;
            lock (_lock)
            {
                // Jump to the next timer; with none, work is still under way on other threads.
                TimeSpan next = _timers.Count == 0 ? _now : _timers.Min(t => t.Due);
                if (next > _now)
                    _now = next;
                due = [.. _timers.Where(t => t.Due <= _now)];
                _timers.RemoveAll(t => t.Due <= _now);
            }

            foreach (SteppedTimer timer in due)
                timer.Fire();
            for (int turn = 0; turn < 20; turn++)
                await Task.Yield();
            await Task.Delay(1);
        }
    }

    private sealed class SteppedTimer(SteppedTime clock, TimerCallback callback, object? state) : ITimer
    {
        internal TimeSpan Due { get; private set; }

        internal void Fire() => callback(state);

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock._lock)
            {
                clock._timers.Remove(this);
                if (dueTime != Timeout.InfiniteTimeSpan)
                {
                    Due = clock._now + dueTime;
                    clock._timers.Add(this);
                }
            }

            return true;
        }

        public void Dispose() => Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
