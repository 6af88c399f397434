using TlsPathTools.Topology.Cloud;

namespace TlsPathTools.Topology.Map;

/// <summary>The notes that rows share: of their address, of their group, of the zone.</summary>
internal sealed class RowNotes(SnapshotIndex index)
{
    public IEnumerable<string> OfAddress(AddressFront front)
    {
        if (front.Ambiguous || front.Interface is null)
            yield return front.Detail;
        // A private address of a load balancer for the Internet is in no answer, and need not be.
        bool isPrivate = front.Interface is { Association.PublicIp: { } open } && open != front.Address.IPAddress;
        if (front.InDns(index) != false || isPrivate)
            yield break;
        LoadBalancerName names = front.Names(index)!;
        string now = string.Join(", ", names.IPAddresses.Order(StringComparer.Ordinal).Take(8));
        yield return SafeText.Escape($"the load balancer's own name does not give this address now, but {now}: who still comes here has an old answer, or a record made by hand")!;
    }

    public IEnumerable<string> OfGroup(string groupArn, TargetGroup? group, IReadOnlyDictionary<string, string>? settings, string balancerArn, string? balancerType, string? scheme, bool anyTarget)
    {
        // Groups are asked for by their load balancer, or by themselves.
        if (group is null)
        {
            yield return GapIndex.Words("the target group was",
                index.Gaps.Of(index.CloudOf(groupArn), "DescribeTargetGroups", groupArn) ?? index.Gaps.Of(index.CloudOf(groupArn), "DescribeTargetGroups", balancerArn));
        }

        if (anyTarget && index.Gaps.Of(index.CloudOf(groupArn), "DescribeTargetHealth", groupArn) is { } gap)
            yield return $"the list of targets is not whole {GapIndex.Why(gap)}";
        foreach (string note in TargetNotes.OfGroup(settings, balancerType, scheme, group?.TargetType))
            yield return note;
    }

    public static IEnumerable<string> OfZone(GroupRouting routing)
    {
        if (routing.FailsOpen is { } open)
            yield return $"fail-open: {open}, so flows go to all targets, the ill ones included";
        if (routing.FailsAway is { } away)
            yield return $"the address leaves DNS while that lasts, unless every zone does: {away}";
    }

    /// <summary>Why a group has no row of a target.</summary>
    public string NoTargets(string groupArn, bool wereRead) => wereRead
        ? "no target is registered: what chooses this group is answered by nobody"
        : GapIndex.Words("targets were", index.Gaps.Of(index.CloudOf(groupArn), "DescribeTargetHealth", groupArn));
}
