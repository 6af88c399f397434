using System.Globalization;
using TlsPathTools.Topology;
using TlsPathTools.Topology.Cluster;
using TlsPathTools.Topology.Collecting;
using TlsPathTools.Topology.KubeProxies;

namespace TlsPathTools.Remediation;

/// <summary>Waits for the pod that takes a deleted one's place: until it is Ready, and until its process has written its rules.</summary>
internal sealed class KubeProxySuccessor(IClusterReader reader, IClusterActions actions, TimeProvider time, TimeSpan timeout)
{
    internal const string System = "kube-system";
    internal const string Selector = "k8s-app=kube-proxy";
    private const int LooksWithoutMetrics = 3;
    private const int LooksWithoutAnswer = 3;
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan s_lastLook = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan s_longestSilence = TimeSpan.FromSeconds(10);

    private readonly long _began = time.GetTimestamp();

    private TimeSpan Elapsed => time.GetElapsedTime(_began);

    /// <summary>Fills in what became of a restart whose deletion was done.</summary>
    public async Task<KubeProxyRestart> AwaitAsync(KubeProxyRestartPlan plan, KubeProxyRestart restart, CancellationToken cancellationToken)
    {
        Sighting seen = await ReadyAsync(plan, cancellationToken).ConfigureAwait(false);
        restart = restart with { NewPodName = SafeText.Escape(seen.Pod?.Metadata?.Name), NewImage = SafeText.Escape(KubeProxyRestartPlans.ImageOf(seen.Pod?.Spec)) };
        if (!seen.Ready)
        {
            string after = string.Create(CultureInfo.InvariantCulture, $"{Elapsed.TotalSeconds:0.#} s");
            return seen.NotSeen is null
                ? restart with
                {
                    Outcome = RestartOutcome.NotReady,
                    Detail = $"The old pod was deleted, and after {after} no new one is Ready: {seen.Why} Services and NodePorts on {restart.NodeName} follow the rules that are there until one is.",
                }
                : restart with
                {
                    Outcome = RestartOutcome.ReadyNotSeen,
                    Detail = $"The old pod was deleted; whether a new one is Ready is not known: {Sentences.End(seen.NotSeen)} Its daemon set puts one in its place by itself; Get-NodeKubeProxy shows it.",
                };
        }

        restart = restart with { ReadyAfterMs = Math.Round(Elapsed.TotalMilliseconds, 1) };
        string? cannotSee = await NotSyncedAsync(plan.NodeName, seen.Pod!, cancellationToken).ConfigureAwait(false);
        string changed = restart.NewImage == restart.OldImage ? "" : $" It runs {restart.NewImage}, the old one ran {restart.OldImage}.";
        string readyAfter = string.Create(CultureInfo.InvariantCulture, $"Pod {restart.NewPodName} took the place of {restart.OldPodName} and was Ready after {restart.ReadyAfterMs / 1000:0.#} s");
        return cannotSee switch
        {
            null => restart with
            {
                Outcome = RestartOutcome.Restarted,
                SyncedAfterMs = Math.Round(Elapsed.TotalMilliseconds, 1),
                Detail = $"{readyAfter}; it has written its rules since it started. Whether they forward, only a probe says.{changed}",
            },
            "" => restart with { Outcome = RestartOutcome.ReadyNotSynced, Detail = $"{readyAfter}; it has not written its rules within the time.{changed}" },
            _ => restart with
            {
                Outcome = RestartOutcome.ReadySyncNotSeen,
                Detail = $"{readyAfter}. Whether it has written its rules cannot be seen, which is not to say that it has: {Sentences.End(cannotSee)}{changed}",
            },
        };
    }

    // A silent watch may have nothing to tell, or be stuck: it is begun anew then, which begins with a list. One that cannot go on is replaced by looks.
    private async Task<Sighting> ReadyAsync(KubeProxyRestartPlan plan, CancellationToken cancellationToken)
    {
        TimeSpan silence = timeout / 4 < s_longestSilence ? timeout / 4 : s_longestSilence;
        for (bool ended = false; !ended && Elapsed < timeout;)
        {
            using var bound = new CancellationTokenSource(Shorter(silence, timeout - Elapsed), time);
            using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, bound.Token);
            try
            {
                await foreach (ClusterChange<Pod> change in actions.WatchPodsAsync(System, Selector, $"spec.nodeName={plan.NodeName}", ending.Token).ConfigureAwait(false))
                {
                    if (change is { Kind: ChangeKind.Added or ChangeKind.Modified, Item: { } pod } && IsNew(pod, plan) && KubeProxyRestartPlans.IsReady(pod))
                        return new Sighting(pod, Ready: true);
                    ended = change.Kind is ChangeKind.Ended;
                    if (Elapsed < timeout)
                        bound.CancelAfter(Shorter(silence, timeout - Elapsed));
                }
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                // Silent for long, or the time is over.
            }

            cancellationToken.ThrowIfCancellationRequested();
        }

        for (int unseen = 0; ;)
        {
            bool last = Elapsed >= timeout || unseen + 1 >= LooksWithoutAnswer;
            Sighting seen = await LookAsync(plan, explain: last, cancellationToken).ConfigureAwait(false);
            unseen = seen.NotSeen is null ? 0 : unseen + 1;
            if (seen.Ready || last)
                return seen;
            await Task.Delay(s_pause, time, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<Sighting> LookAsync(KubeProxyRestartPlan plan, bool explain, CancellationToken cancellationToken)
    {
        using var bound = new CancellationTokenSource(s_lastLook, time);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, bound.Token);
        try
        {
            Reading<Pod> reading = await reader.ListAsync(ClusterResources.Pods, System, Selector, $"spec.nodeName={plan.NodeName}", ending.Token).ConfigureAwait(false);
            if (reading.Gap is { } gap)
                return new Sighting(Pod: null, Ready: false, NotSeen: gap.Reason);
            Pod? newest = reading.Items.Where(pod => IsNew(pod, plan)).MaxBy(pod => pod.Metadata?.CreationTimestamp);
            if (newest is not null && KubeProxyRestartPlans.IsReady(newest))
                return new Sighting(newest, Ready: true);
            return new Sighting(newest, Ready: false, Why: !explain ? null : await new MissingKubeProxy(reader, plan).WhyAsync(reading.Items, newest, ending.Token).ConfigureAwait(false));
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return new Sighting(Pod: null, Ready: false, NotSeen: "the cluster does not answer.");
        }
    }

    private static bool IsNew(Pod pod, KubeProxyRestartPlan plan) => pod.Metadata is { Uid: { } uid, DeletionTimestamp: null } && uid != plan.Pod!.Metadata!.Uid;

    // Null where it has written its rules, empty where it has not, else why that cannot be seen. By the node's clock on both sides: when the process
    // started, and when it last wrote.
    private async Task<string?> NotSyncedAsync(string nodeName, Pod pod, CancellationToken cancellationToken)
    {
        using var bound = new CancellationTokenSource(timeout - Elapsed > s_lastLook ? timeout - Elapsed : s_lastLook, time);
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, bound.Token);
        string cannotSee = "its metrics were not read within the time.";
        try
        {
            for (int without = 0; ;)
            {
                Reading<ProxiedAnswer> metrics = await reader.GetThroughPodAsync(System, $"{pod.Metadata!.Name}:10249", "/metrics", ending.Token).ConfigureAwait(false);
                KubeProxyObservation observation = KubeProxyAnswers.Read(nodeName, pod.Metadata.Name!, new([], null), metrics, time.GetUtcNow().UtcDateTime);
                var reading = SyncReading.Of(observation, lease: null);
                DateTime? started = reading.Started ?? Array.Find(pod.Status?.ContainerStatuses ?? [], one => one.State?.Running is not null)?.State?.Running?.StartedAt;
                if (reading.LastSync is { } last && started is not null && last >= started.Value.AddSeconds(-1))
                    return null;
                cannotSee = !reading.SaysLastSync ? observation.Metrics.Count > 0 ? "its metrics do not say when it last did." : KubeProxyAnswers.Why(metrics)
                    : started is null ? "nothing says when it started." : "";
                if (cannotSee.Length > 0 && ++without >= LooksWithoutMetrics)
                    return cannotSee;
                await Task.Delay(s_pause, time, ending.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return cannotSee;
        }
    }

    private static TimeSpan Shorter(TimeSpan one, TimeSpan other) => one < other ? one : other;

    // NotSeen: why it is not known whether there is one.
    private readonly record struct Sighting(Pod? Pod, bool Ready, string? Why = null, string? NotSeen = null);
}
