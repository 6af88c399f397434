namespace TlsPathTools.Lab;

/// <summary>The tasks that somebody started and has to wait for before it may say that it stopped.</summary>
internal sealed class Running
{
    private readonly HashSet<Task> _tasks = [];

    /// <summary>How many run.</summary>
    public int Count
    {
        get
        {
            lock (_tasks)
                return _tasks.Count;
        }
    }

    /// <summary>Keeps a task until it ends.</summary>
    public void Add(Task task)
    {
        lock (_tasks)
            _tasks.Add(task);
        _ = task.ContinueWith(Remove, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
    }

    /// <summary>Waits for all of them, those included that are added meanwhile. Their errors are their own affair.</summary>
    public async Task WhenAllAsync()
    {
        while (true)
        {
            Task[] tasks;
            lock (_tasks)
                tasks = [.. _tasks];
            if (tasks.Length == 0)
                return;
            await Task.WhenAll(tasks).ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default).ConfigureAwait(false);
            await Task.Yield();
        }
    }

    private void Remove(Task task)
    {
        lock (_tasks)
            _tasks.Remove(task);
    }
}
