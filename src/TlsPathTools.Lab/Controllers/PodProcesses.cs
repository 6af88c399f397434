using TlsPathTools.Lab.Scenarios;
using TlsPathTools.Lab.World;

namespace TlsPathTools.Lab.Controllers;

/// <summary>What runs in pods: opened and closed in the data plane, and told to the faults that it may end.</summary>
internal sealed class PodProcesses(LabWorld world, Background background)
{
    // Starts at the beginning share the startup budget; more at a time only queue at the thread pool.
    private const int StartsAtATime = 16;

    private readonly Dictionary<string, Task> _proxies = new(StringComparer.Ordinal);

    /// <summary>Opens all of these before anything else happens.</summary>
    public async Task OpenAllAsync(IEnumerable<PodRun> runs, CancellationToken cancellationToken)
    {
        foreach (PodRun run in runs)
            run.IsOpen = true;
        if (world.DataPlane is not { } plane)
            return;
        foreach (PodRun run in runs.Where(run => run.IsKubeProxy))
            plane.StartKubeProxy(run.Node);
        await Parallel.ForEachAsync(
            runs.Where(run => run.Workload is not null), new ParallelOptions { MaxDegreeOfParallelism = StartsAtATime, CancellationToken = cancellationToken },
            async (run, token) => await plane.StartPodAsync(Start(run), token).ConfigureAwait(false)).ConfigureAwait(false);
    }

    public void Open(PodRun run, Action<Exception?> then)
    {
        run.IsOpen = true;
        run.Opening = background.Run(async token =>
        {
            if (run.IsKubeProxy)
                await InOrderAsync(run.Node, () => StartProxy(run)).ConfigureAwait(false);
            else if (run.Workload is not null && world.DataPlane is { } plane)
                await plane.StartPodAsync(Start(run), token).ConfigureAwait(false);
        }, then);
    }

    /// <summary>It serves.</summary>
    public void Serving(PodRun run) => world.Log.Tell(world.Now, run.IsKubeProxy ? $"kubeProxy:{run.Node}" : $"pod:{run.Namespace}/{run.Name}", $"{run.Name} runs on {run.Node}");

    /// <summary>Closes what it opened; nothing when it is closed already.</summary>
    public void Close(PodRun run, Action then)
    {
        if (!run.IsOpen)
        {
            then();
            return;
        }

        run.IsOpen = false;
        Task opening = run.Opening;
        _ = background.Run(async _ =>
        {
            await opening.ConfigureAwait(false);
            if (world.DataPlane is not { } plane)
                return;
            if (run.IsKubeProxy)
                await InOrderAsync(run.Node, () => plane.StopKubeProxyAsync(run.Node)).ConfigureAwait(false);
            else if (run.Workload is not null)
                await plane.StopPodAsync(run.Uid).ConfigureAwait(false);
        }, _ => then());
    }

    /// <summary>A pod is no more.</summary>
    /// <param name="run">It.</param>
    /// <param name="originals">The nodes of pods of its Deployment that are still those of the beginning.</param>
    public void Gone(PodRun run, IEnumerable<string> originals)
    {
        world.Log.Tell(world.Now, run.IsKubeProxy ? $"kubeProxy:{run.Node}" : $"pod:{run.Namespace}/{run.Name}", $"{run.Name} on {run.Node} ended");
        if (run.Deployment is not { } deployment || !run.IsOriginal)
            return;
        HashSet<string> left = new(originals, StringComparer.Ordinal);
        string by = $"{run.Name} was replaced";
        if (!left.Contains(run.Node))
            world.Faults.Happened($"pod:{deployment}@{run.Node}", FaultEnd.PodReplacement, by);
        // A fault of all its pods lasts as long as one of them.
        if (left.Count == 0)
            world.Faults.Happened($"pod:{deployment}", FaultEnd.PodReplacement, by);
    }

    private static PodStart Start(PodRun run) => new(run.Uid, run.Namespace, run.Name, run.Node, run.Address, run.Workload);

    // A new process has none of the faults that a restart ends, from its first write on.
    private Task StartProxy(PodRun run)
    {
        string by = $"kube-proxy on {run.Node} was started anew ({run.Name})";
        world.Faults.Happened($"kubeProxy:{run.Node}", FaultEnd.KubeProxyRestart, by);
        world.Faults.Happened($"node:{run.Node}", FaultEnd.KubeProxyRestart, by);
        world.DataPlane?.StartKubeProxy(run.Node);
        return Task.CompletedTask;
    }

    // The next kube-proxy of a node starts when the last one has ended, however they were asked.
    private Task InOrderAsync(string node, Func<Task> step)
    {
        lock (_proxies)
            return _proxies[node] = AfterAsync(_proxies.GetValueOrDefault(node, Task.CompletedTask), step);
    }

    private static async Task AfterAsync(Task before, Func<Task> step)
    {
        await before.ContinueWith(_ => { }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default).ConfigureAwait(false);
        await step().ConfigureAwait(false);
    }
}
