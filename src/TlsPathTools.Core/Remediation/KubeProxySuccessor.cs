using System.Globalization;
using TlsPathTools.Topology;
using TlsPathTools.Topology.Cluster;
using TlsPathTools.Topology.Collecting;
using TlsPathTools.Topology.KubeProxies;

namespace TlsPathTools.Remediation;

/// <summary>Waits for the pod that takes a deleted one's place: until it is Ready, and until its process has written its rules.</summary>
internal sealed class KubeProxySuccessor(IClusterReader reader, IClusterActions actions, TimeProvider time, TimeSpan timeout)
{
    private const string System = "kube-system";
    private const string Selector = "k8s-app=kube-proxy";
    private const int LooksWithoutMetrics = 3;
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(500);

    private readonly long _began = time.GetTimestamp();

    /// <summary>Fills in what became of a restart whose deletion was done.</summary>
    public async Task<KubeProxyRestart> AwaitAsync(KubeProxyRestartPlan plan, KubeProxyRestart restart, CancellationToken cancellationToken)
    {
        (Pod? pod, bool ready, string? ended) = await ReadyAsync(plan, cancellationToken).ConfigureAwait(false);
        restart = restart with { NewPodName = SafeText.Escape(pod?.Metadata?.Name), NewImage = SafeText.Escape(KubeProxyRestartPlans.ImageOf(pod?.Spec)) };
        if (!ready)
        {
            string after = string.Create(CultureInfo.InvariantCulture, $"{Elapsed.TotalSeconds:0.#} s");
            return restart with
            {
                Outcome = RestartOutcome.NotReady,
                Detail = $"The old pod was deleted, and after {after} no new one is Ready: {ended ?? Why(pod, plan)} Services and NodePorts on {restart.NodeName} follow the rules that are there until one is.",
            };
        }

        restart = restart with { ReadyAfterMs = Math.Round(Elapsed.TotalMilliseconds, 1) };
        (bool synced, string? cannotSee) = await SyncedAsync(plan.NodeName, pod!, cancellationToken).ConfigureAwait(false);
        string changed = restart.NewImage == restart.OldImage ? "" : $" It runs {restart.NewImage}, the old one ran {restart.OldImage}.";
        string readyAfter = string.Create(CultureInfo.InvariantCulture, $"Pod {restart.NewPodName} took the place of {restart.OldPodName} and was Ready after {restart.ReadyAfterMs / 1000:0.#} s");
        return synced
            ? restart with
            {
                Outcome = RestartOutcome.Restarted,
                SyncedAfterMs = Math.Round(Elapsed.TotalMilliseconds, 1),
                Detail = $"{readyAfter}; it has written its rules since it started. Whether they forward, only a probe says.{changed}",
            }
            : restart with
            {
                Outcome = cannotSee is null ? RestartOutcome.ReadyNotSynced : RestartOutcome.ReadySyncNotSeen,
                Detail = cannotSee is null
                    ? $"{readyAfter}; it has not written its rules within the time.{changed}"
                    : $"{readyAfter}. Whether it has written its rules cannot be seen, which is not to say that it has: {cannotSee}{changed}",
            };
    }

    private TimeSpan Elapsed => time.GetElapsedTime(_began);

    private async Task<(Pod? Pod, bool Ready, string? Ended)> ReadyAsync(KubeProxyRestartPlan plan, CancellationToken cancellationToken)
    {
        string? old = plan.Pod!.Metadata!.Uid;
        Pod? newest = null;
        using var bound = new CancellationTokenSource(timeout, time);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, bound.Token);
        try
        {
            await foreach (ClusterChange<Pod> change in actions.WatchPodsAsync(System, Selector, $"spec.nodeName={plan.NodeName}", ending.Token).ConfigureAwait(false))
            {
                if (change.Kind is ChangeKind.Ended)
                    return (newest, false, $"they can no longer be watched: {change.Gap?.Reason}");
                if (change.Item is not { Metadata.Uid: { } uid } pod || uid == old)
                    continue;
                if (change.Kind is ChangeKind.Deleted || pod.Metadata.DeletionTimestamp is not null)
                    newest = newest?.Metadata?.Uid == uid ? null : newest;
                else
                    newest = pod;
                if (newest is not null && Array.Exists(newest.Status?.Conditions ?? [], condition => condition is { Type: "Ready", Status: "True" }))
                    return (newest, true, null);
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // The time is over.
        }

        cancellationToken.ThrowIfCancellationRequested();
        return (newest, false, null);
    }

    // By the node's clock on both sides: when the process started, and when it last wrote.
    private async Task<(bool Synced, string? CannotSee)> SyncedAsync(string nodeName, Pod pod, CancellationToken cancellationToken)
    {
        string? cannotSee = null;
        for (int without = 0; ; )
        {
            Reading<ProxiedAnswer> metrics = await reader.GetThroughPodAsync(System, $"{pod.Metadata!.Name}:10249", "/metrics", cancellationToken).ConfigureAwait(false);
            KubeProxyObservation observation = KubeProxyAnswers.Read(nodeName, pod.Metadata.Name!, new([], null), metrics, time.GetUtcNow().UtcDateTime);
            var reading = SyncReading.Of(observation, lease: null);
            DateTime? started = reading.Started ?? Array.Find(pod.Status?.ContainerStatuses ?? [], one => one.State?.Running is not null)?.State?.Running?.StartedAt;
            if (reading is { SaysLastSync: true, LastSync: { } last } && (started is null || last >= started.Value.AddSeconds(-1)))
                return (true, null);
            cannotSee = reading.SaysLastSync ? null : metrics.Gap?.Reason ?? observation.CannotSee ?? "its metrics do not say when it last did.";
            if (cannotSee is not null && ++without >= LooksWithoutMetrics)
                return (false, cannotSee);
            if (Elapsed + s_pause > timeout)
                return (false, cannotSee);
            await Task.Delay(s_pause, time, cancellationToken).ConfigureAwait(false);
        }
    }

    // In the pod's own words: what it waits for, or why nobody made or placed it.
    private static string Why(Pod? pod, KubeProxyRestartPlan plan)
    {
        if (pod is null)
            return $"daemon set {SafeText.Escape(plan.DaemonSet?.Metadata?.Name)} has not made a new pod for the node.";
        string name = SafeText.Escape(pod.Metadata?.Name) ?? "?";
        if (Array.Find(pod.Status?.Conditions ?? [], condition => condition is { Type: "PodScheduled", Status: "False" }) is { } unplaced)
            return $"pod {name} is not scheduled: {SafeText.Escape(unplaced.Reason)}: {SafeText.Escape(unplaced.Message, 300)}.";
        foreach (ContainerStatus container in pod.Status?.ContainerStatuses ?? [])
        {
            if (container.State?.Waiting is { Reason: not null } waiting)
                return $"pod {name} waits: {SafeText.Escape(waiting.Reason)}{(waiting.Message is null ? "" : $": {SafeText.Escape(waiting.Message, 300)}")}.";
            if ((container.State?.Terminated ?? container.LastState?.Terminated) is { } ended)
                return string.Create(CultureInfo.InvariantCulture, $"pod {name} ended: {SafeText.Escape(ended.Reason)}, exit code {ended.ExitCode}{(ended.Message is null ? "" : $": {SafeText.Escape(ended.Message, 300)}")}.");
        }

        return $"pod {name} is {SafeText.Escape(pod.Status?.Phase) ?? "of no known phase"} and not Ready.";
    }
}
