using System.Globalization;
using TlsPathTools.Topology;
using TlsPathTools.Topology.Cluster;
using TlsPathTools.Topology.Collecting;

namespace TlsPathTools.Remediation;

/// <summary>
/// Restarts the kube-proxy of a node: checks, takes the lock, checks again what the deletion depends on, deletes the one pod that was meant, waits for its
/// successor and for the first rules that it writes. At most one deletion is ever sent.
/// </summary>
public sealed class KubeProxyRestarter
{
    private const string System = "kube-system";
    private static readonly TimeSpan s_cleanUp = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_cleanUpAfterCtrlC = TimeSpan.FromSeconds(1);

    // For reading again, for a deletion that the server puts off, and for giving the lock back.
    private static readonly TimeSpan s_beforeAndAfter = TimeSpan.FromMinutes(3);

    private readonly IClusterReader _reader;
    private readonly IClusterActions _actions;
    private readonly TimeProvider _time;
    private readonly TimeSpan _timeout;
    private readonly RemediationLock _lock;

    /// <summary>For one cluster.</summary>
    /// <param name="reader">Reads it.</param>
    /// <param name="actions">Changes it.</param>
    /// <param name="timeout">How long the new pod may take to be Ready and to write its rules.</param>
    /// <param name="time">The clock.</param>
    public KubeProxyRestarter(IClusterReader reader, IClusterActions actions, TimeSpan timeout, TimeProvider? time = null)
    {
        _reader = reader;
        _actions = actions;
        _timeout = timeout;
        _time = time ?? TimeProvider.System;
        string holder = string.Create(CultureInfo.InvariantCulture, $"tlspathtools-{Environment.MachineName}-{Environment.ProcessId}-{Guid.NewGuid():N}");
        _lock = new RemediationLock(reader, actions, _time, holder);
    }

    /// <summary>What a restart would do, and what speaks against it. Reads only.</summary>
    /// <param name="nodeName">The node.</param>
    /// <param name="instanceId">The instance that it is thought to be; null where nothing was said.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<KubeProxyRestartPlan> PlanAsync(string nodeName, string? instanceId, CancellationToken cancellationToken)
    {
        Task<PathSnapshot> snapshot = new SnapshotCollector([], [_reader], time: _time).CollectAsync(
            new SnapshotRequest { Parts = SnapshotParts.KubeProxies | SnapshotParts.Services, KubeProxyLimit = 200 }, cancellationToken);
        Task<Reading<NodeImages>> images = _reader.GetAsync(ClusterResources.NodeImages, @namespace: null, nodeName, cancellationToken);
        Task<RemediationCheck> other = _lock.LookAsync(cancellationToken);
        Task<RemediationCheck> may = MayAsync(cancellationToken);
        return KubeProxyRestartPlans.Of(await snapshot.ConfigureAwait(false), nodeName, instanceId, await images.ConfigureAwait(false), [await other.ConfigureAwait(false), await may.ConfigureAwait(false)]);
    }

    /// <summary>Carries a plan out. Whatever happens after the deletion is told in the result; before it, nothing was changed.</summary>
    /// <exception cref="RemediationStoppedException">It was cancelled; the message says where.</exception>
    public async Task<KubeProxyRestart> RestartAsync(KubeProxyRestartPlan plan, CancellationToken cancellationToken)
    {
        if (!plan.MayProceed || plan.Pod is null)
            return Result(plan, RestartOutcome.Refused, "Nothing was changed. " + string.Join(" ", plan.Checks.Where(check => check.Stops && check.Passed != true).Select(check => check.Detail)));
        var stage = new Stage();
        string? left;
        KubeProxyRestart restart;
        try
        {
            restart = await LockedAsync(plan, stage, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw new RemediationStoppedException($"{SafeText.Escape(plan.NodeName)}: stopped {stage.Reached}.", cancellationToken);
        }
        finally
        {
            left = await ReleaseAsync(cancellationToken.IsCancellationRequested ? s_cleanUpAfterCtrlC : s_cleanUp).ConfigureAwait(false);
        }

        return left is null ? restart : restart with { Notes = [.. restart.Notes, left] };
    }

    private async Task<KubeProxyRestart> LockedAsync(KubeProxyRestartPlan plan, Stage stage, CancellationToken cancellationToken)
    {
        if (await _lock.TakeAsync(_timeout + s_beforeAndAfter, cancellationToken).ConfigureAwait(false) is { } refused)
            return Result(plan, RestartOutcome.Refused, $"Nothing was changed: {Sentences.End(refused)}");
        stage.Reached = "before the deletion: nothing was changed";
        if (await ChangedAsync(plan, cancellationToken).ConfigureAwait(false) is { } changed)
            return Result(plan, RestartOutcome.Refused, $"Nothing was changed: {Sentences.End(changed)}");
        // From here on an answer may be lost; what was sent is not sent again.
        stage.Reached = "while the deletion was sent: the pod may be deleted, and its daemon set puts another in its place then";
        DateTime sent = _time.GetUtcNow().UtcDateTime;
        if (await DeleteAsync(plan, cancellationToken).ConfigureAwait(false) is { } ended)
            return ended;
        stage.Reached = "after the deletion: the daemon set puts another pod in its place by itself; Get-NodeKubeProxy shows it";
        return await new KubeProxySuccessor(_reader, _actions, _time, _timeout).AwaitAsync(plan, Result(plan, RestartOutcome.NotReady, "") with { DeletedUtc = sent }, cancellationToken).ConfigureAwait(false);
    }

    private async Task<RemediationCheck> MayAsync(CancellationToken cancellationToken)
    {
        Reading<bool> may = await _reader.MayAsync("delete", "", "pods", subresource: null, System, cancellationToken).ConfigureAwait(false);
        return may.Items is [var allowed]
            ? new(CheckNames.MayDelete, allowed, allowed ? "The API server lets this user delete pods in kube-system." : "The API server does not let this user delete pods in kube-system: docs/permissions.md has the role that is needed.")
            : new(CheckNames.MayDelete, Passed: null, $"Whether this user may delete pods in kube-system is not known: {Sentences.End(may.Gap?.Reason)}", Stops: false);
    }

    // What the plan was made for may be another by now.
    private async Task<string?> ChangedAsync(KubeProxyRestartPlan plan, CancellationToken cancellationToken)
    {
        Task<Reading<Node>> node = _reader.GetAsync(ClusterResources.Nodes, @namespace: null, plan.NodeName, cancellationToken);
        Reading<Pod> pod = await _reader.GetAsync(ClusterResources.Pods, System, plan.Pod!.Metadata!.Name!, cancellationToken).ConfigureAwait(false);
        Reading<Node> now = await node.ConfigureAwait(false);
        if (now.Gap is { } gap)
            return $"the node could not be read again: {gap.Reason}";
        if (now.Items is not [var same] || same.Metadata?.Uid != plan.Node!.Metadata!.Uid)
            return $"node {SafeText.Escape(plan.NodeName)} is gone, or another by now";
        if (pod.Gap is { } unread)
            return $"the pod could not be read again: {unread.Reason}";
        return pod.Items is [var here] && here.Metadata?.Uid == plan.Pod.Metadata.Uid && here.Metadata?.DeletionTimestamp is null ? null : "its kube-proxy was replaced meanwhile";
    }

    // Null where the pod was deleted.
    private async Task<KubeProxyRestart?> DeleteAsync(KubeProxyRestartPlan plan, CancellationToken cancellationToken)
    {
        ObjectMeta pod = plan.Pod!.Metadata!;
        ActionOutcome outcome = await _actions.DeletePodAsync(System, pod.Name!, pod.Uid!, cancellationToken).ConfigureAwait(false);
        switch (outcome.State)
        {
            case ActionState.Done:
                return null;
            case ActionState.NotFound or ActionState.Conflict:
                return Result(plan, RestartOutcome.NotDeleted, "Nothing was changed: the pod was gone, or another had its name, before it could be deleted.");
            case ActionState.Refused:
                return Result(plan, RestartOutcome.NotDeleted, $"Nothing was changed: the deletion was refused. {Sentences.End(outcome.Gap?.Reason)} {outcome.Gap?.Advice}".TrimEnd());
        }

        // The answer was lost. What became of the pod says whether it was taken; it is not sent again.
        Reading<Pod> reading = await _reader.GetAsync(ClusterResources.Pods, System, pod.Name!, cancellationToken).ConfigureAwait(false);
        if (reading.Gap is { } gap)
            return Result(plan, RestartOutcome.InDoubt, $"The deletion was sent, and is not sent again; its answer was lost: {Sentences.End(outcome.Gap?.Reason)} The pod cannot be read either: {Sentences.End(gap.Reason)} Get-NodeKubeProxy {SafeText.Escape(plan.NodeName)} shows what became of it.");
        return reading.Items is [var still] && still.Metadata?.Uid == pod.Uid && still.Metadata?.DeletionTimestamp is null
            ? Result(plan, RestartOutcome.NotDeleted, $"The deletion failed, and the pod is still there: {Sentences.End(outcome.Gap?.Reason)} It was not sent again.")
            : null;
    }

    // Also after a cancellation, and briefly: the lease ends by itself. Null where it was given back.
    private async Task<string?> ReleaseAsync(TimeSpan most)
    {
        using var ending = new CancellationTokenSource(most, _time);
        string? why;
        try
        {
            why = await _lock.ReleaseAsync(ending.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            why = "no answer in time";
        }

        return why is null ? null
            : string.Create(CultureInfo.InvariantCulture, $"The lock, lease {RemediationLock.Namespace}/{RemediationLock.Name}, may not have been given back ({why.TrimEnd('.')}); it ends by itself at {_lock.EndsUtc:u}.");
    }

    private static KubeProxyRestart Result(KubeProxyRestartPlan plan, RestartOutcome outcome, string detail) => new()
    {
        NodeName = SafeText.Escape(plan.NodeName)!,
        InstanceId = plan.Before?.InstanceId,
        Outcome = outcome,
        Namespace = plan.Pod?.Metadata?.Namespace,
        OldPodName = SafeText.Escape(plan.Pod?.Metadata?.Name),
        OldImage = SafeText.Escape(KubeProxyRestartPlans.ImageOf(plan.Pod?.Spec)),
        Detail = detail,
        Checks = [.. plan.Checks.Select(check => check.ToString())],
    };

    // Where a cancellation meets it.
    private sealed class Stage
    {
        public string Reached { get; set; } = "before the lock was taken: nothing was changed";
    }
}
