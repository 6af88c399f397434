using TlsPathTools.Reachability.Policies;
using TlsPathTools.Topology;
using TlsPathTools.Topology.Cluster;
using TlsPathTools.Topology.Collecting;

namespace TlsPathTools.Remediation;

/// <summary>Cordons and uncordons a node: checks, writes once with the node's uid, and reads it again.</summary>
public sealed class NodeScheduler(IClusterReader reader, IClusterActions actions, IReadOnlyList<ICloudReader> clouds)
{
    /// <summary>What would be done, and what speaks against it. Reads only.</summary>
    public async Task<NodeSchedulingPlan> PlanAsync(string nodeName, string? instanceId, bool unschedulable, IReadOnlyList<string> targetGroupArns, CancellationToken cancellationToken)
    {
        Task<Reading<bool>> may = reader.MayAsync("patch", "", "nodes", subresource: null, @namespace: null, cancellationToken);
        Reading<Node> node = await reader.GetAsync(ClusterResources.Nodes, @namespace: null, nodeName, cancellationToken).ConfigureAwait(false);
        NodeTargetGroups groups = node.Items is [var known, ..] ? await GroupsAsync(known, targetGroupArns, cancellationToken).ConfigureAwait(false) : new NodeTargetGroups([], []);
        return NodeSchedulingPlan.Of(node, nodeName, instanceId, unschedulable, await may.ConfigureAwait(false), groups);
    }

    /// <summary>Carries a plan out. The failure is null where the node is as it should be.</summary>
    /// <exception cref="RemediationStoppedException">It was cancelled; the message says where.</exception>
    public async Task<(NodeSchedulingChange Change, string? Failure)> ChangeAsync(NodeSchedulingPlan plan, CancellationToken cancellationToken)
    {
        if (!plan.MayProceed || plan.Node?.Metadata is not { Uid: { } uid })
            return Ended(plan, plan.Node?.Spec?.Unschedulable ?? false, changed: false, "Nothing was changed: a check says not to.");
        if (plan.IsDone)
            return (Result(plan, plan.Unschedulable, changed: false, $"It is {Word(plan)} already; nothing was changed."), null);
        string stage = "before the change was sent: nothing was changed";
        try
        {
            cancellationToken.ThrowIfCancellationRequested();
            stage = $"while the change was sent: the node may be {Word(plan)}";
            ActionOutcome outcome = await actions.SetUnschedulableAsync(plan.NodeName, uid, plan.Unschedulable, cancellationToken).ConfigureAwait(false);
            if (outcome.State is ActionState.NotFound or ActionState.Conflict)
                return Ended(plan, now: null, changed: false, "Nothing was changed: the node is gone, or another by now.");
            if (outcome.State is ActionState.Refused)
                return Ended(plan, !plan.Unschedulable, changed: false, $"Nothing was changed: {outcome.Gap?.Reason} {outcome.Gap?.Advice}".TrimEnd());
            stage = $"after the change was sent, before it was verified: the node may be {Word(plan)}";
            Reading<Node> again = await reader.GetAsync(ClusterResources.Nodes, @namespace: null, plan.NodeName, cancellationToken).ConfigureAwait(false);
            if (again.Items is not [{ Metadata.Uid: { } same } now, ..] || same != uid)
                return Ended(plan, now: null, changed: false, $"The change was sent, and the node could not be read again: {again.Gap?.Reason ?? "it is gone, or another by now."}");
            bool cordoned = now.Spec?.Unschedulable ?? false;
            return cordoned == plan.Unschedulable
                ? (Result(plan, cordoned, changed: true, $"It is {Word(plan)} now."), null)
                : Ended(plan, cordoned, changed: false, $"It is not {Word(plan)}: {outcome.Gap?.Reason ?? "somebody else changed it back meanwhile."}");
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw new RemediationStoppedException($"{plan.NodeName}: stopped {stage}.", cancellationToken);
        }
    }

    private async Task<NodeTargetGroups> GroupsAsync(Node node, IReadOnlyList<string> given, CancellationToken cancellationToken)
    {
        Task<Reading<TargetGroupBinding>> listing = reader.ListAsync(ClusterResources.TargetGroupBindings, cancellationToken: cancellationToken);
        var arns = given.ToList();
        var unknown = new List<string>();
        if (clouds.Count == 0 || NodeFacts.InstanceId(node) is not { } instance)
        {
            unknown.Add("Which other target groups have it is not known: " + (clouds.Count == 0 ? "no account can be read." : "the node does not say which instance it is."));
        }
        else
        {
            PathSnapshot snapshot = await new SnapshotCollector(clouds, []).CollectAsync(new SnapshotRequest { InstanceIds = [instance], Parts = SnapshotParts.Nodes }, cancellationToken).ConfigureAwait(false);
            arns.AddRange(snapshot.Clouds.SelectMany(cloud => cloud.AutoScalingGroups).SelectMany(group => group.TargetGroupARNs));
            unknown.AddRange(snapshot.Gaps.Where(gap => gap.Operation.StartsWith("autoscaling:", StringComparison.Ordinal)).Select(gap => $"Target groups of its Auto Scaling group are not known: {gap.Reason}"));
            unknown.Add("Targets that were registered by hand are not looked for: Get-TargetNodeMap shows those of an endpoint.");
        }

        Reading<TargetGroupBinding> bindings = await listing.ConfigureAwait(false);
        if (bindings.Gap is { Kind: not (GapKind.NotFound or GapKind.NotSupported) } gap)
            unknown.Add($"Target group bindings could not be read: {gap.Reason}");
        foreach (TargetGroupBindingSpec spec in bindings.Items.Select(binding => binding.Spec).OfType<TargetGroupBindingSpec>().Where(spec => spec is { TargetType: "instance", TargetGroupARN: not null }))
        {
            if (LabelMatching.Matches(spec.NodeSelector, node.Metadata!.Labels).Value != false)
                arns.Add(spec.TargetGroupARN!);
        }

        return new NodeTargetGroups([.. arns.Distinct(StringComparer.Ordinal).Select(arn => SafeText.Escape(arn)!)], [.. unknown]);
    }

    private static (NodeSchedulingChange, string?) Ended(NodeSchedulingPlan plan, bool? now, bool changed, string detail) => (Result(plan, now, changed, detail), detail);

    private static string Word(NodeSchedulingPlan plan) => plan.Unschedulable ? "cordoned" : "schedulable";

    private static NodeSchedulingChange Result(NodeSchedulingPlan plan, bool? now, bool changed, string detail) => new()
    {
        NodeName = SafeText.Escape(plan.NodeName)!,
        InstanceId = plan.Node is null ? null : SafeText.Escape(NodeFacts.InstanceId(plan.Node)),
        Unschedulable = now,
        Changed = changed,
        TargetGroupArns = plan.TargetGroupArns,
        Detail = string.Join(" ", [detail, plan.Notes[0]]),
        Checks = [.. plan.Checks.Select(check => check.ToString())],
        Notes = plan.Notes,
    };
}
