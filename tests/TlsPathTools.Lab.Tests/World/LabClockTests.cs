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
    public async Task A_process_that_is_not_let_on_the_processor_loses_no_time_in_the_world()
    {
        long before = _clock.GetTimestamp();
        var watch = Stopwatch.StartNew();
        // Every thread of the pool is busy, and so nobody can run the clock: as on a machine with too much to do.
        using var free = new ManualResetEventSlim();
        int threads = Environment.ProcessorCount * 8;
        Task[] busy = [.. Enumerable.Range(0, threads).Select(_ => Task.Run(() => free.Wait(TimeSpan.FromSeconds(1)), TestContext.Current.CancellationToken))];
        await Task.Factory.StartNew(() => SpinWait.SpinUntil(() => watch.ElapsedMilliseconds > 600), TestContext.Current.CancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        TimeSpan lived = _clock.GetElapsedTime(before, _clock.GetTimestamp());
        free.Set();
        await Task.WhenAll(busy);

        Assert.True(lived < TimeSpan.FromMilliseconds(500), $"{lived.TotalMilliseconds:f0} ms of {watch.ElapsedMilliseconds} ms");
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
}
