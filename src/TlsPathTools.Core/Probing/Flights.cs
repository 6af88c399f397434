using System.Runtime.ExceptionServices;

namespace TlsPathTools.Probing;

/// <summary>The attempts under way: how many there may be, and when the last has ended.</summary>
internal sealed class Flights(int limit) : IDisposable
{
    private readonly SemaphoreSlim _places = new(limit, limit);
    private readonly TaskCompletionSource _landed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Exception? _crash;
    // One for the scheduler itself, so that the count cannot reach zero before everything took off.
    private int _count = 1;

    internal async Task TakeOffAsync(CancellationToken cancellationToken)
    {
        await _places.WaitAsync(cancellationToken).ConfigureAwait(false);
        if (Volatile.Read(ref _crash) is { } crash)
            ExceptionDispatchInfo.Throw(crash);
        Interlocked.Increment(ref _count);
    }

    internal void Land()
    {
        _places.Release();
        Leave();
    }

    /// <summary>An attempt failed in a way that no attempt may: a defect of ours, which ends the run.</summary>
    internal void Crashed(Exception exception) => Interlocked.CompareExchange(ref _crash, exception, null);

    /// <summary>Waits for all that took off.</summary>
    internal async Task LandedAsync()
    {
        Leave();
        await _landed.Task.ConfigureAwait(false);
        if (_crash is { } crash)
            ExceptionDispatchInfo.Throw(crash);
    }

    public void Dispose() => _places.Dispose();

    private void Leave()
    {
        if (Interlocked.Decrement(ref _count) == 0)
            _landed.TrySetResult();
    }
}
