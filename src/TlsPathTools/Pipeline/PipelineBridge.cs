using System.Management.Automation;
using System.Threading.Channels;

namespace TlsPathTools.Pipeline;

/// <summary>
/// The way from asynchronous work to the pipeline thread, the only one that may write to the pipeline: the work fills a
/// bounded queue of actions, and the pipeline thread plays them back in order. A slow reader downstream slows the work down.
/// </summary>
internal static class PipelineBridge
{
    /// <summary>How many actions may wait.</summary>
    internal const int Capacity = 256;

    // How long a stopped command waits for its work to close its sockets. Work that takes longer is left to itself, so that the
    // prompt is back within 200 ms.
    private static readonly TimeSpan s_patience = TimeSpan.FromMilliseconds(100);

    /// <summary>Returns when the work has ended and all it wrote was played back.</summary>
    /// <exception cref="PipelineStoppedException"><paramref name="stop"/> was cancelled.</exception>
    internal static void Run(Func<ChannelWriter<Action>, CancellationToken, Task> work, CancellationTokenSource stop)
    {
        CancellationToken stopped = stop.Token;
        var queue = Channel.CreateBounded<Action>(new BoundedChannelOptions(Capacity) { SingleReader = true });
        Task running = Task.Run(() => CompleteAsync(work, queue.Writer, stopped), CancellationToken.None);
        try
        {
            while (Wait(queue.Reader.WaitToReadAsync(stopped)))
            {
                while (queue.Reader.TryRead(out Action? action))
                    action();
            }

            running.GetAwaiter().GetResult();
        }
        catch (OperationCanceledException) when (stopped.IsCancellationRequested)
        {
            Abandon(running, stop);
            throw new PipelineStoppedException();
        }
        catch when (!running.IsCompleted)
        {
            // Among others what `| Select-Object -First 1` throws out of a write: nobody reads on, so nothing may run on. Work that failed by
            // itself has ended; the command may go on with its next, which a cancelled source would stop.
            Abandon(running, stop);
            throw;
        }
    }

    private static async Task CompleteAsync(
        Func<ChannelWriter<Action>, CancellationToken, Task> work, ChannelWriter<Action> queue, CancellationToken stopped)
    {
        try
        {
            await work(queue, stopped).ConfigureAwait(false);
        }
        finally
        {
            queue.Complete();
        }
    }

    // The pipeline thread has no synchronization context that the work could need, so that waiting here cannot lock up.
    private static bool Wait(ValueTask<bool> read) => read.AsTask().GetAwaiter().GetResult();

    private static void Abandon(Task running, CancellationTokenSource stop)
    {
        Task cancelled = stop.CancelAsync();
        Task ended = Task.WhenAll(running, cancelled);
        _ = ended.ContinueWith(static task => _ = task.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted, TaskScheduler.Default);
        _ = Task.WhenAny(ended, Task.Delay(s_patience, CancellationToken.None)).GetAwaiter().GetResult();
    }
}
