using TlsPathTools.Reachability.Policies;
using TlsPathTools.Topology;
using TlsPathTools.Topology.Cluster;
using TlsPathTools.Topology.Collecting;

namespace TlsPathTools.Remediation;

/// <summary>The target groups that send to a node.</summary>
/// <param name="Arns">Those that are known.</param>
/// <param name="Unknown">What could not be read, in sentences.</param>
internal sealed record NodeTargetGroups(string[] Arns, string[] Unknown);

/// <summary>Finds the target groups that send to a node: by its instance's Auto Scaling group, and by what the cluster binds its nodes to.</summary>
internal sealed class NodeTargetGroupReader(IClusterReader reader, IReadOnlyList<ICloudReader> clouds)
{
    // Without a selector of its own a binding leaves these out (aws-load-balancer-controller, pkg/backend/endpoint_utils.go).
    private const string Excluded = "node.kubernetes.io/exclude-from-external-load-balancers";

    /// <summary>Reads them, beside those that were given.</summary>
    public async Task<NodeTargetGroups> ReadAsync(Node node, IReadOnlyList<string> given, CancellationToken cancellationToken)
    {
        Task<NodeTargetGroups> bound = BoundAsync(node, cancellationToken);
        NodeTargetGroups scaled = await ScaledAsync(node, cancellationToken).ConfigureAwait(false);
        NodeTargetGroups binding = await bound.ConfigureAwait(false);
        return new NodeTargetGroups(
            [.. given.Concat(scaled.Arns).Concat(binding.Arns).Distinct(StringComparer.Ordinal).Select(arn => SafeText.Escape(arn)!)],
            [.. scaled.Unknown, .. binding.Unknown]);
    }

    private async Task<NodeTargetGroups> ScaledAsync(Node node, CancellationToken cancellationToken)
    {
        if (clouds.Count == 0)
            return new NodeTargetGroups([], ["Which other target groups have it is not known: no account can be read."]);
        if (NodeFacts.InstanceId(node) is not { } instance)
            return new NodeTargetGroups([], ["Which other target groups have it is not known: the node does not say which instance it is."]);
        PathSnapshot snapshot = await new SnapshotCollector(clouds, []).CollectAsync(new SnapshotRequest { InstanceIds = [instance], Parts = SnapshotParts.Nodes }, cancellationToken).ConfigureAwait(false);
        // Of several accounts only one has the instance; where none has it, its groups are not "none".
        bool isFound = Array.Exists(snapshot.Clouds, cloud => cloud.Instances.Length + cloud.AutoScalingInstances.Length > 0);
        string[] unread = [.. snapshot.Gaps.Where(gap => !isFound || gap.Kind is not GapKind.NotFound).Select(gap => $"Target groups may be missing, as {gap.Operation} could not be read: {gap.Reason}")];
        if (!isFound && unread.Length == 0)
            unread = [$"Its target groups are not known: no account that can be read has instance {instance}."];
        return new NodeTargetGroups(
            [.. snapshot.Clouds.SelectMany(cloud => cloud.AutoScalingGroups).SelectMany(group => group.TargetGroupARNs)],
            [.. unread, "Targets that were registered by hand are not looked for: Get-TargetNodeMap shows those of an endpoint."]);
    }

    private async Task<NodeTargetGroups> BoundAsync(Node node, CancellationToken cancellationToken)
    {
        Reading<TargetGroupBinding> bindings = await reader.ListAsync(ClusterResources.TargetGroupBindings, cancellationToken: cancellationToken).ConfigureAwait(false);
        var arns = new List<string>();
        var unknown = new List<string>();
        IReadOnlyDictionary<string, string> labels = (node.Metadata ?? new ObjectMeta()).Labels;
        // A cluster without the controller has no such kind.
        if (bindings.Gap is { Kind: not (GapKind.NotFound or GapKind.NotSupported) } gap)
            unknown.Add($"Target group bindings could not be read: {gap.Reason}");
        foreach (TargetGroupBinding binding in bindings.Items.Where(binding => binding.Spec is { TargetGroupARN: not null, TargetType: null or "instance" }))
        {
            TargetGroupBindingSpec spec = binding.Spec!;
            bool? selects = spec.NodeSelector is null && labels.ContainsKey(Excluded) ? false : LabelMatching.Matches(spec.NodeSelector, labels).Value;
            if (selects == false)
                continue;
            if (selects == true && spec.TargetType is not null)
                arns.Add(spec.TargetGroupARN!);
            else
                unknown.Add($"Whether {SafeText.Escape(spec.TargetGroupARN)} sends to it is not known: binding {SafeText.Escape($"{binding.Metadata}")} "
                    + (spec.TargetType is null ? "does not say of which type its targets are." : "selects nodes in a way that is not understood."));
        }

        return new NodeTargetGroups([.. arns], [.. unknown]);
    }
}
