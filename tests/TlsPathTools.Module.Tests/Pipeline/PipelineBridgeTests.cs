using System.Management.Automation;
using TlsPathTools.Pipeline;

namespace TlsPathTools.Module.Tests.Pipeline;

public sealed class PipelineBridgeTests : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly List<int> _written = [];

    public void Dispose() => _stop.Dispose();

    [Fact]
    public void Actions_run_on_the_calling_thread_in_order()
    {
        int thread = Environment.CurrentManagedThreadId;
        PipelineBridge.Run(
            async (queue, cancellationToken) =>
            {
                for (int i = 0; i < 3 * PipelineBridge.Capacity; i++)
                {
                    int number = i;
                    await queue.WriteAsync(() => { Assert.Equal(thread, Environment.CurrentManagedThreadId); _written.Add(number); }, cancellationToken);
                }
            },
            _stop);
        Assert.Equal(Enumerable.Range(0, 3 * PipelineBridge.Capacity), _written);
    }

    [Fact]
    public void A_slow_reader_holds_the_work_back()
    {
        int offered = 0;
        PipelineBridge.Run(
            async (queue, cancellationToken) =>
            {
                for (; offered < 4 * PipelineBridge.Capacity; offered++)
                {
                    int number = offered;
                    await queue.WriteAsync(() => Assert.InRange(Volatile.Read(ref offered) - number, 0, PipelineBridge.Capacity + 1), cancellationToken);
                }
            },
            _stop);
        Assert.Equal(4 * PipelineBridge.Capacity, offered);
    }

    [Fact]
    public void An_exception_of_the_work_comes_out_after_what_it_wrote()
    {
        var exception = Assert.Throws<InvalidDataException>(() => PipelineBridge.Run(
            async (queue, cancellationToken) =>
            {
                await queue.WriteAsync(() => _written.Add(1), cancellationToken);
                throw new InvalidDataException("broken");
            },
            _stop));
        Assert.Equal("broken", exception.Message);
        Assert.Equal([1], _written);
    }

    [Fact]
    public void After_work_that_failed_the_command_can_go_on_with_the_next()
    {
        Assert.Throws<InvalidDataException>(() => PipelineBridge.Run((_, _) => throw new InvalidDataException("broken"), _stop));
        PipelineBridge.Run(async (queue, cancellationToken) => await queue.WriteAsync(() => _written.Add(2), cancellationToken), _stop);
        Assert.Equal([2], _written);
    }

    [Fact]
    public async Task Stopping_ends_a_wait_at_once_as_a_stopped_pipeline()
    {
        var ended = new TaskCompletionSource();
        Assert.Throws<PipelineStoppedException>(() => PipelineBridge.Run(
            async (queue, cancellationToken) =>
            {
                try
                {
                    await queue.WriteAsync(_stop.Cancel, CancellationToken.None);
                    await Task.Delay(Timeout.Infinite, cancellationToken);
                }
                finally
                {
                    ended.SetResult();
                }
            },
            _stop));
        await ended.Task.WaitAsync(TimeSpan.FromSeconds(10));
    }

    [Fact]
    public void Work_that_does_not_listen_is_left_behind()
    {
        var never = new TaskCompletionSource();
        Assert.Throws<PipelineStoppedException>(() => PipelineBridge.Run(
            async (queue, _) =>
            {
                await queue.WriteAsync(_stop.Cancel, CancellationToken.None);
                await never.Task;
            },
            _stop));
        Assert.False(never.Task.IsCompleted);
        never.SetResult();
    }

    // What `| Select-Object -First 1` does: the write throws, and the engine has to end.
    [Fact]
    public async Task An_exception_of_a_write_cancels_the_work_and_comes_out()
    {
        var cancelled = new TaskCompletionSource();
        Assert.Throws<NotSupportedException>(() => PipelineBridge.Run(
            async (queue, cancellationToken) =>
            {
                using CancellationTokenRegistration registration = cancellationToken.Register(cancelled.SetResult);
                await queue.WriteAsync(() => throw new NotSupportedException(), cancellationToken);
                await Task.Delay(Timeout.Infinite, cancellationToken);
            },
            _stop));
        await cancelled.Task.WaitAsync(TimeSpan.FromSeconds(10));
    }
}
