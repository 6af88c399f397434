namespace TlsPathTools.Topology.Map;

/// <summary>
/// Whether the nodes of a load balancer send to targets of other zones: the target group's word, unless that is to use the load
/// balancer's; then the load balancer's, or the default of its type (application: yes, others: no).
/// </summary>
/// <param name="IsOn">The setting in force; null where it could not be read.</param>
/// <param name="Source">Where it comes from, or why it is not known.</param>
internal sealed record CrossZone(bool? IsOn, string Source)
{
    private const string Key = "load_balancing.cross_zone.enabled";
    private const string UseBalancer = "use_load_balancer_configuration";

    public static CrossZone Of(SnapshotIndex index, string groupArn, string? balancerArn, string? balancerType)
    {
        if (!index.Settings.TryGetValue(groupArn, out IReadOnlyDictionary<string, string>? group))
            return Unread(index, groupArn, "DescribeTargetGroupAttributes", "the settings of the target group were");
        if (group.GetValueOrDefault(Key, UseBalancer) is var own && Flag(own) is { } ofGroup)
            return new(ofGroup, "target group");

        // On at the load balancer cannot be turned off for an application load balancer: its settings need not be known.
        if (balancerType == "application")
            return new(IsOn: true, "default of an application load balancer");
        if (balancerArn is null || !index.Settings.TryGetValue(balancerArn, out IReadOnlyDictionary<string, string>? balancer))
            return Unread(index, balancerArn, "DescribeLoadBalancerAttributes", "the settings of the load balancer were");
        return Flag(balancer.GetValueOrDefault(Key)) is { } ofBalancer
            ? new(ofBalancer, "load balancer")
            : new(IsOn: false, $"default of a {balancerType ?? "network"} load balancer");
    }

    private static CrossZone Unread(SnapshotIndex index, string? arn, string operation, string what) =>
        new(IsOn: null, GapIndex.Words(what, index.Gaps.Of(index.CloudOf(arn), operation, arn)));

    private static bool? Flag(string? value) => value switch
    {
        "true" => true,
        "false" => false,
        _ => null,
    };
}
