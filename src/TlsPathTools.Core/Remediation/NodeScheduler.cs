using TlsPathTools.Topology;
using TlsPathTools.Topology.Cluster;

namespace TlsPathTools.Remediation;

/// <summary>Cordons and uncordons a node: checks, writes once with the node's uid, and reads it again.</summary>
public sealed class NodeScheduler(IClusterReader reader, IClusterActions actions, IReadOnlyList<ICloudReader> clouds)
{
    /// <summary>What would be done, and what speaks against it. Reads only.</summary>
    public async Task<NodeSchedulingPlan> PlanAsync(string nodeName, string? instanceId, bool unschedulable, IReadOnlyList<string> targetGroupArns, CancellationToken cancellationToken)
    {
        Task<Reading<bool>> may = reader.MayAsync("patch", "", "nodes", subresource: null, @namespace: null, cancellationToken);
        Reading<Node> node = await reader.GetAsync(ClusterResources.Nodes, @namespace: null, nodeName, cancellationToken).ConfigureAwait(false);
        NodeTargetGroups groups = node.Items is [var known, ..] ? await new NodeTargetGroupReader(reader, clouds).ReadAsync(known, targetGroupArns, cancellationToken).ConfigureAwait(false) : new NodeTargetGroups([], []);
        return NodeSchedulingPlan.Of(node, nodeName, instanceId, unschedulable, await may.ConfigureAwait(false), groups);
    }

    /// <summary>Carries a plan out. The failure is null where the node is as it should be.</summary>
    /// <exception cref="RemediationStoppedException">It was cancelled; the message says where.</exception>
    public async Task<(NodeSchedulingChange Change, string? Failure)> ChangeAsync(NodeSchedulingPlan plan, CancellationToken cancellationToken)
    {
        if (!plan.MayProceed || plan.Node?.Metadata is not { Uid: { } uid })
            return Ended(plan, plan.Node is null ? null : plan.Node.Spec?.Unschedulable ?? false, changed: false, "Nothing was changed: a check says not to.");
        if (plan.IsDone)
            return (Result(plan, plan.Unschedulable, changed: false, $"It is {Word(plan)} already; nothing was changed."), null);
        string stage = "before the change was sent: nothing was changed";
        string name = SafeText.Escape(plan.NodeName)!;
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            stage = $"while the change was sent: the node may be {Word(plan)}";
            ActionOutcome outcome = await actions.SetUnschedulableAsync(plan.NodeName, uid, plan.Unschedulable, cancellationToken).ConfigureAwait(false);
            if (outcome.State is ActionState.NotFound or ActionState.Conflict)
                return Ended(plan, now: null, changed: false, "Nothing was changed: the node is gone, or another by now.");
            if (outcome.State is ActionState.Refused)
                return Ended(plan, !plan.Unschedulable, changed: false, $"Nothing was changed: {outcome.Gap?.Reason} {outcome.Gap?.Advice}".TrimEnd());
            bool taken = outcome.State is ActionState.Done;
            string lost = taken ? "" : $", its answer was lost ({outcome.Gap?.Reason})";
            stage = taken ? $"after the change was taken, before it was verified: the node was {Word(plan)} then" : $"after the change was sent and its answer lost: the node may be {Word(plan)}";
            Reading<Node> again = await reader.GetAsync(ClusterResources.Nodes, @namespace: null, plan.NodeName, cancellationToken).ConfigureAwait(false);
            if (again.Items is not [{ Metadata.Uid: { } same } now, ..] || same != uid)
                return Ended(plan, now: null, taken ? true : null, $"The change was sent{lost}, and the node could not be read again: {again.Gap?.Reason ?? "it is gone, or another by now."}");
            bool cordoned = now.Spec?.Unschedulable ?? false;
            return cordoned == plan.Unschedulable
                ? (Result(plan, cordoned, changed: true, $"It is {Word(plan)} now."), null)
                : Ended(plan, cordoned, taken, $"It is not {Word(plan)}: {(taken ? "somebody else changed it back meanwhile." : $"the change was sent{lost}. It was not sent again.")}");
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw new RemediationStoppedException($"{name}: stopped {stage}.", cancellationToken);
        }
    }

    private static (NodeSchedulingChange, string?) Ended(NodeSchedulingPlan plan, bool? now, bool? changed, string detail) => (Result(plan, now, changed, detail), detail);

    private static string Word(NodeSchedulingPlan plan) => plan.Unschedulable ? "cordoned" : "schedulable";

    private static NodeSchedulingChange Result(NodeSchedulingPlan plan, bool? now, bool? changed, string detail) => new()
    {
        NodeName = SafeText.Escape(plan.NodeName)!,
        InstanceId = plan.Node is null ? null : NodeFacts.InstanceId(plan.Node),
        Unschedulable = now,
        Changed = changed,
        TargetGroupArns = plan.TargetGroupArns,
        Detail = string.Join(" ", [detail, plan.Notes[0]]),
        Checks = [.. plan.Checks.Select(check => check.ToString())],
        Notes = plan.Notes,
    };
}
