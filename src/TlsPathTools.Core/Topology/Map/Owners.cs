using TlsPathTools.Topology.Cloud;

namespace TlsPathTools.Topology.Map;

/// <summary>Who made what, and who would revert a change of a registration; each asked once.</summary>
internal sealed class Owners(SnapshotIndex index)
{
    private readonly Dictionary<string, Owner> _owners = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Group, string? AutoScalingGroup), string?> _reverting = new();

    public Owner Of(string arn, string? name)
    {
        if (!_owners.TryGetValue(arn, out Owner? owner))
            _owners[arn] = owner = Ownership.Of(index, arn, name);
        return owner;
    }

    /// <summary>Who registers a target again, or others in its place; null where nobody is known to.</summary>
    public string? Reverting(string groupArn, TargetGroup? group, string? autoScalingGroup)
    {
        if (_reverting.TryGetValue((groupArn, autoScalingGroup), out string? reverting))
            return reverting;
        var all = new List<string>(2);
        if (index.Clusters.BindingOf(groupArn) is { } binding)
            all.Add(SafeText.Escape($"TargetGroupBinding {binding.Binding.Metadata} of cluster {binding.Cluster.State.Name} registers its nodes or pods again")!);
        else if (Of(groupArn, group?.TargetGroupName) is { Reverts: true } owner)
            all.Add(owner.Words);
        if (autoScalingGroup is not null && index.IsAttached(autoScalingGroup, groupArn))
            all.Add($"Auto Scaling group {autoScalingGroup} registers the instances that it launches, but none again that was taken out");
        return _reverting[(groupArn, autoScalingGroup)] = all.Count == 0 ? null : string.Join("; ", all);
    }
}
