using System.Diagnostics;
using TlsPathTools.Lab.World;

namespace TlsPathTools.Lab.Tests.World;

public sealed class LabClockTests : IDisposable
{
    private readonly LabClock _clock = new();

    public void Dispose() => _clock.Dispose();

    [Fact]
    public async Task A_wait_lasts_at_least_as_long_as_was_asked_for()
    {
        var watch = Stopwatch.StartNew();
        await Task.Delay(TimeSpan.FromMilliseconds(200), _clock, TestContext.Current.CancellationToken);

        Assert.True(watch.ElapsedMilliseconds >= 190, $"{watch.ElapsedMilliseconds} ms");
    }

    [Fact]
    public void A_tick_that_comes_late_counts_as_if_it_had_come_in_time()
    {
        var machine = new Machine();
        using var clock = new LabClock(machine);
        for (int i = 0; i < 10; i++)
            machine.TickAfter(TimeSpan.FromMilliseconds(10));
        Assert.Equal(TimeSpan.FromMilliseconds(100), clock.GetElapsedTime(0, clock.GetTimestamp()));

        // Nobody was let on the processor for a minute.
        machine.TickAfter(TimeSpan.FromMinutes(1));
        Assert.Equal(TimeSpan.FromMilliseconds(120), clock.GetElapsedTime(0, clock.GetTimestamp()));
    }

    [Fact]
    public async Task A_bound_ends_with_its_time_or_with_the_other_token_and_can_be_extended()
    {
        using var outer = new CancellationTokenSource();
        using var bound = new Bound(TimeSpan.FromSeconds(60), _clock, outer.Token);
        bound.Extend(TimeSpan.FromMilliseconds(50));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => Task.Delay(TimeSpan.FromSeconds(30), bound.Token));
        Assert.False(outer.IsCancellationRequested);

        using var other = new Bound(TimeSpan.FromSeconds(60), _clock, outer.Token);
        await outer.CancelAsync();
        Assert.True(other.Token.IsCancellationRequested);
    }

    [Fact]
    public async Task A_timer_that_repeats_rings_again_until_it_is_disposed()
    {
        int rings = 0;
        ITimer timer = _clock.CreateTimer(_ => Interlocked.Increment(ref rings), state: null, TimeSpan.FromMilliseconds(20), TimeSpan.FromMilliseconds(20));
        Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref rings) >= 3, TimeSpan.FromSeconds(20)));
        await timer.DisposeAsync();
        await Task.Delay(100, TestContext.Current.CancellationToken);
        int after = Volatile.Read(ref rings);
        await Task.Delay(100, TestContext.Current.CancellationToken);

        Assert.Equal(after, Volatile.Read(ref rings));
    }

    /// <summary>A machine whose time passes when it is told to.</summary>
    private sealed class Machine : TimeProvider
    {
        private long _now;
        private Action _tick = () => { };

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _now;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            _tick = () => callback(state);
            return TimeProvider.System.CreateTimer(_ => { }, state: null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }

        public void TickAfter(TimeSpan time)
        {
            _now += time.Ticks;
            _tick();
        }
    }
}
