using TlsPathTools.Topology.Cloud;

namespace TlsPathTools.Topology.Permissions;

/// <summary>
/// How an action of IAM is tried without effect: it is asked about something that does not exist. Who may not is refused before that is looked
/// at; who may gets nothing, or "not found". A policy that is limited to certain resources refuses here what it would allow there, which is said.
/// </summary>
internal static class CloudPermissionProbes
{
    private const string Nobody = "tlspathtools-permission-check";
    private const string NoInstance = "i-00000000000000000";

    private static readonly Dictionary<string, Func<ICloudReader, CancellationToken, Task<SnapshotGap?>>> s_byAction = new(StringComparer.Ordinal)
    {
        ["sts:GetCallerIdentity"] = (reader, stop) => GapOfAsync(reader.GetCallerIdentityAsync(stop)),
        ["ec2:DescribeNetworkInterfaces"] = (reader, stop) => GapOfAsync(reader.DescribeNetworkInterfacesAsync([new CloudFilter("description", Nobody)], stop)),
        ["ec2:DescribeInstances"] = (reader, stop) => GapOfAsync(reader.DescribeInstancesAsync([], [new CloudFilter("private-dns-name", Nobody)], stop)),
        ["ec2:DescribeInstanceStatus"] = (reader, stop) => GapOfAsync(reader.DescribeInstanceStatusAsync([NoInstance], stop)),
        ["ec2:DescribeSubnets"] = (reader, stop) => GapOfAsync(reader.DescribeSubnetsAsync([new CloudFilter("tag-key", Nobody)], stop)),
        ["ec2:DescribeVpcs"] = (reader, stop) => GapOfAsync(reader.DescribeVpcsAsync([new CloudFilter("tag-key", Nobody)], stop)),
        ["ec2:DescribeSecurityGroups"] = (reader, stop) => GapOfAsync(reader.DescribeSecurityGroupsAsync([new CloudFilter("group-name", Nobody)], stop)),
        ["ec2:DescribeNetworkAcls"] = (reader, stop) => GapOfAsync(reader.DescribeNetworkAclsAsync([new CloudFilter("tag-key", Nobody)], stop)),
        ["ec2:DescribeRouteTables"] = (reader, stop) => GapOfAsync(reader.DescribeRouteTablesAsync([new CloudFilter("tag-key", Nobody)], stop)),
        ["ec2:DescribeInstanceTypes"] = (reader, stop) => GapOfAsync(reader.DescribeInstanceTypesAsync(["m5.large"], stop)),
        ["ec2:DescribeManagedPrefixLists"] = (reader, stop) => GapOfAsync(reader.DescribeManagedPrefixListsAsync(["pl-00000000000000000"], stop)),
        ["ec2:GetManagedPrefixListEntries"] = (reader, stop) => GapOfAsync(reader.GetManagedPrefixListEntriesAsync("pl-00000000000000000", stop)),
        ["ec2:DescribeVpcEndpoints"] = (reader, stop) => GapOfAsync(reader.DescribeVpcEndpointsAsync([new CloudFilter("tag-key", Nobody)], stop)),
        ["ec2:GetConsoleOutput"] = (reader, stop) => GapOfAsync(reader.GetConsoleOutputAsync(NoInstance, latest: false, stop)),
        ["elasticloadbalancing:DescribeLoadBalancers"] = (reader, stop) => GapOfAsync(reader.DescribeLoadBalancersAsync([], [Nobody[..29]], stop)),
        ["elasticloadbalancing:DescribeTargetGroups"] = (reader, stop) => GapOfAsync(reader.DescribeTargetGroupsAsync(null, [Group(reader)], stop)),
        ["elasticloadbalancing:DescribeLoadBalancerAttributes"] = (reader, stop) => GapOfAsync(reader.DescribeLoadBalancerAttributesAsync(Balancer(reader), stop)),
        ["elasticloadbalancing:DescribeListeners"] = (reader, stop) => GapOfAsync(reader.DescribeListenersAsync(Balancer(reader), stop)),
        ["elasticloadbalancing:DescribeRules"] = (reader, stop) => GapOfAsync(reader.DescribeRulesAsync(Listener(reader), stop)),
        ["elasticloadbalancing:DescribeTargetGroupAttributes"] = (reader, stop) => GapOfAsync(reader.DescribeTargetGroupAttributesAsync(Group(reader), stop)),
        ["elasticloadbalancing:DescribeTargetHealth"] = (reader, stop) => GapOfAsync(reader.DescribeTargetHealthAsync(Group(reader), stop)),
        ["elasticloadbalancing:DescribeTags"] = (reader, stop) => GapOfAsync(reader.DescribeTagsAsync([Balancer(reader)], stop)),
        ["autoscaling:DescribeAutoScalingInstances"] = (reader, stop) => GapOfAsync(reader.DescribeAutoScalingInstancesAsync([NoInstance], stop)),
        ["autoscaling:DescribeAutoScalingGroups"] = (reader, stop) => GapOfAsync(reader.DescribeAutoScalingGroupsAsync([Nobody], stop)),
        ["autoscaling:DescribeScalingActivities"] = (reader, stop) => GapOfAsync(reader.DescribeScalingActivitiesAsync(Nobody, stop)),
        ["cloudwatch:GetMetricData"] = (reader, stop) => GapOfAsync(reader.GetMetricDataAsync([new MetricQuery("q1", "AWS/NetworkELB", Nobody, "Sum", 60)], DateTime.UtcNow.AddMinutes(-1), DateTime.UtcNow, stop)),
        ["cloudtrail:LookupEvents"] = (reader, stop) => GapOfAsync(reader.LookupEventsAsync(null, DateTime.UtcNow.AddMinutes(-1), DateTime.UtcNow, maxEvents: 1, stop)),
        ["eks:DescribeCluster"] = (reader, stop) => GapOfAsync(reader.DescribeClusterAsync(Nobody, stop)),
        ["eks:ListClusters"] = (reader, stop) => GapOfAsync(reader.ListClustersAsync(stop)),
    };

    /// <summary>The actions that can be tried.</summary>
    public static IEnumerable<string> Actions => s_byAction.Keys;

    /// <summary>Tries an action.</summary>
    public static async Task<PermissionCheck> TryAsync(ICloudReader reader, PermissionNeed need, string source, CancellationToken cancellationToken)
    {
        if (need.Name == "ec2:TerminateInstances")
            return await DryRunAsync(reader, need, source, cancellationToken).ConfigureAwait(false);
        if (!s_byAction.TryGetValue(need.Name, out var probe))
            return PermissionCheck.Of(need, PermissionState.Untestable, "AWS has no dry run of it: it is known when it is done.", source);
        SnapshotGap? gap = await probe(reader, cancellationToken).ConfigureAwait(false);
        return gap switch
        {
            null => PermissionCheck.Of(need, PermissionState.Granted, "It was tried, and allowed.", source),
            { Kind: GapKind.NotFound } => PermissionCheck.Of(need, PermissionState.Granted, "It was tried about something that does not exist, and allowed.", source),
            { Kind: GapKind.Denied } => PermissionCheck.Of(need, PermissionState.Denied, $"{gap.Reason} It was tried about something that does not exist; a policy for certain resources may still allow those.", source),
            // The request was understood as ours and found wanting: who may not is refused before.
            { Code: "ValidationError" or "InvalidParameterValue" or "ValidationException" } => PermissionCheck.Of(need, PermissionState.Granted, "It was tried about something that does not exist, and allowed.", source),
            _ => PermissionCheck.Of(need, PermissionState.Untestable, $"{gap.Reason}{(gap.Advice is null ? "" : " " + gap.Advice)}", source),
        };
    }

    private static async Task<PermissionCheck> DryRunAsync(ICloudReader reader, PermissionNeed need, string source, CancellationToken cancellationToken) =>
        await reader.MayTerminateInstancesAsync(cancellationToken).ConfigureAwait(false) switch
        {
            { Items: [true] } => PermissionCheck.Of(need, PermissionState.Granted, "The dry run was allowed.", source),
            { Items: [false] } => PermissionCheck.Of(need, PermissionState.Denied, "The dry run was refused; a policy for certain instances may still allow those.", source),
            { Gap: { } gap } => PermissionCheck.Of(need, PermissionState.Untestable, gap.Reason, source),
            _ => PermissionCheck.Of(need, PermissionState.Untestable, "The dry run said neither yes nor no.", source),
        };

    private static async Task<SnapshotGap?> GapOfAsync<T>(Task<Reading<T>> reading) => (await reading.ConfigureAwait(false)).Gap;

    private static string Balancer(ICloudReader reader) => $"{Arn(reader)}:loadbalancer/net/{Nobody}/0000000000000000";

    private static string Listener(ICloudReader reader) => $"{Arn(reader)}:listener/app/{Nobody}/0000000000000000/0000000000000000";

    private static string Group(ICloudReader reader) => $"{Arn(reader)}:targetgroup/{Nobody}/0000000000000000";

    private static string Arn(ICloudReader reader) =>
        $"arn:{(reader.Region.StartsWith("cn-", StringComparison.Ordinal) ? "aws-cn" : reader.Region.StartsWith("us-gov-", StringComparison.Ordinal) ? "aws-us-gov" : "aws")}:elasticloadbalancing:{reader.Region}:000000000000";
}
