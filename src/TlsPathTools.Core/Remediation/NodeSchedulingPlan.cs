using System.Globalization;
using TlsPathTools.Topology;
using TlsPathTools.Topology.Cluster;

namespace TlsPathTools.Remediation;

/// <summary>What cordoning or uncordoning would do, and what was found when it was checked. Making it changes nothing.</summary>
public sealed record NodeSchedulingPlan
{
    // Set by those who remove nodes: they expect the cordon to stay (kubernetes/autoscaler, karpenter.sh/docs/concepts/disruption).
    private static readonly string[] s_removing = ["ToBeDeletedByClusterAutoscaler", "DeletionCandidateOfClusterAutoscaler", "karpenter.sh/disrupted", "karpenter.sh/disruption"];

    /// <summary>The node.</summary>
    public required string NodeName { get; init; }

    /// <summary>Whether new pods are to be kept off.</summary>
    public required bool Unschedulable { get; init; }

    /// <summary>The checks.</summary>
    public required RemediationCheck[] Checks { get; init; }

    /// <summary>The target groups that are known to send to the node.</summary>
    public string[] TargetGroupArns { get; init; } = [];

    /// <summary>What a reader should know.</summary>
    public string[] Notes { get; init; } = [];

    /// <summary>Whether every check that has to passed.</summary>
    public bool MayProceed => Array.TrueForAll(Checks, check => check.Passed == true || !check.Stops);

    /// <summary>The uid of the node that is meant; null where the cluster has none.</summary>
    public string? NodeUid => Array.Find(Checks, check => check.Name == CheckNames.NodeIsKnown)?.Passed == true ? Node?.Metadata?.Uid : null;

    /// <summary>Whether the node is as it should be already.</summary>
    public bool IsDone => Node is not null && (Node.Spec?.Unschedulable ?? false) == Unschedulable;

    internal Node? Node { get; init; }

    /// <summary>What is done, in a sentence.</summary>
    public string Action => Unschedulable ? $"cordon node {SafeText.Escape(NodeName)}" : $"uncordon node {SafeText.Escape(NodeName)}";

    /// <inheritdoc/>
    public override string ToString() => Action;

    internal static NodeSchedulingPlan Of(Reading<Node> reading, string nodeName, string? instanceId, bool unschedulable, Reading<bool> may, NodeTargetGroups groups)
    {
        Node? node = reading.Items is [var one, ..] ? one : null;
        RemediationCheck allowed = may.Items is [var yes]
            ? new(CheckNames.MayPatch, yes, yes ? "The API server lets this user change nodes." : "The API server does not let this user change nodes: docs/permissions.md has the role that is needed.")
            : new(CheckNames.MayPatch, Passed: null, $"Whether this user may change nodes is not known: {may.Gap?.Reason}", Stops: false);
        string[] cordoned = node?.Spec?.Unschedulable == true ? [Cordoned(node)] : [];
        string[] taints = [.. (node?.Spec?.Taints ?? []).Select(taint => taint.Key).OfType<string>().Where(key => s_removing.Contains(key, StringComparer.Ordinal))
            .Select(key => $"Its taint {key} says that it is being removed: whoever set that may cordon it again.")];
        return new NodeSchedulingPlan
        {
            NodeName = nodeName,
            Unschedulable = unschedulable,
            Node = node,
            Checks = [Known(reading, node, nodeName, instanceId), allowed],
            TargetGroupArns = groups.Arns,
            Notes = [Traffic(groups), .. groups.Unknown, .. cordoned, .. taints],
        };
    }

    private static RemediationCheck Known(Reading<Node> reading, Node? node, string nodeName, string? instanceId)
    {
        string name = SafeText.Escape(nodeName)!;
        if (node is null)
            return reading.Gap is { } gap ? new(CheckNames.NodeIsKnown, Passed: null, $"Node {name} could not be read: {gap.Reason}") : new(CheckNames.NodeIsKnown, Passed: false, $"The cluster has no node {name}.");
        if (node.Metadata?.Uid is not { } uid)
            return new(CheckNames.NodeIsKnown, Passed: null, "The node has no uid by which it could be told from another of its name.");
        string? own = NodeFacts.InstanceId(node);
        if (instanceId is not null && own is not null && own != instanceId)
            return new(CheckNames.NodeIsKnown, Passed: false, $"Node {name} is instance {own} now, and not {SafeText.Escape(instanceId)}: it was replaced.");
        // What was measured was measured of an instance: that this is the same one has to be seen, not assumed.
        if (instanceId is not null && own is null)
            return new(CheckNames.NodeIsKnown, Passed: null, $"Whether node {name} is instance {SafeText.Escape(instanceId)} is not known: the node does not say which instance it is.");
        return new(CheckNames.NodeIsKnown, Passed: true, $"Node {name} is instance {own ?? "not known"}, uid {SafeText.Escape(uid)}.");
    }

    // kubectl drain cordons first, and nothing marks a node that is being drained: who cordoned it may not be done.
    private static string Cordoned(Node node)
    {
        DateTime? since = Array.Find(node.Spec!.Taints, taint => taint.Key == "node.kubernetes.io/unschedulable")?.TimeAdded;
        string when = since is { } time ? string.Create(CultureInfo.InvariantCulture, $"at {time:u}") : "when is not said";
        return $"Somebody cordoned it before ({when}), and may be draining it.";
    }

    private static string Traffic(NodeTargetGroups groups) =>
        "A cordoned node still receives load balancer traffic"
        + (groups.Arns.Length > 0 ? $", from {string.Join(", ", groups.Arns)}." : groups.Unknown.Length > 0 ? "; from which target groups is not known." : " where a target group has it; none was found that does.");
}
