using System.Threading.Channels;

namespace TlsPathTools.Lab.Controllers;

/// <summary>
/// What takes time (listeners that open and close) runs beside the loop; what follows from it runs in the loop again, so that controllers need no locks
/// of their own.
/// </summary>
internal sealed class Background(CancellationToken stopping)
{
    private readonly Running _running = new();
    private readonly Channel<Action> _finished = Channel.CreateUnbounded<Action>(new UnboundedChannelOptions { SingleReader = true });

    /// <summary>Ends when something finished.</summary>
    public Task WaitAsync() => _finished.Reader.WaitToReadAsync(stopping).AsTask();

    /// <summary>Runs something.</summary>
    /// <param name="work">What takes time.</param>
    /// <param name="then">What follows in the loop, with the error or null.</param>
    public Task Run(Func<CancellationToken, Task> work, Action<Exception?> then)
    {
        Task task = RunAsync(work, then);
        _running.Add(task);
        return task;
    }

    /// <summary>Does what follows from what finished.</summary>
    public void Settle()
    {
        while (_finished.Reader.TryRead(out Action? then))
            then();
    }

    /// <summary>Waits for all that runs; its results count no more.</summary>
    public Task WhenAllAsync() => _running.WhenAllAsync();

    private async Task RunAsync(Func<CancellationToken, Task> work, Action<Exception?> then)
    {
        Exception? error = null;
        try
        {
            await work(stopping).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return;
        }
        catch (Exception exception)
        {
            error = exception;
        }

        _finished.Writer.TryWrite(() => then(error));
    }
}
