using TlsPathTools.Aws.AutoScaling;
using TlsPathTools.Aws.CloudTrail;
using TlsPathTools.Aws.CloudWatch;
using TlsPathTools.Aws.Ec2;
using TlsPathTools.Aws.Eks;
using TlsPathTools.Aws.Elbv2;
using TlsPathTools.Aws.Pipeline;
using TlsPathTools.Aws.Reading;
using TlsPathTools.Aws.Sts;
using TlsPathTools.Topology;
using TlsPathTools.Topology.Cloud;

namespace TlsPathTools.Aws;

/// <summary>Reads one AWS account in one region, with the fewest requests that the API allows, eight at a time.</summary>
public sealed class AwsCloudReader : ICloudReader, IDisposable
{
    // CloudTrail takes two requests a second.
    private static readonly TimeSpan s_trailPause = TimeSpan.FromMilliseconds(500);

    private readonly IAwsPipeline _pipeline;
    private readonly AwsRequests _requests;

    /// <summary>Reads through a connection, which stays the caller's.</summary>
    /// <param name="connection">The connection.</param>
    /// <param name="accountId">The account where it is known: gaps name it.</param>
    /// <param name="time">The time; the system's where it is null.</param>
    public AwsCloudReader(AwsConnection connection, string? accountId = null, TimeProvider? time = null)
        : this((connection ?? throw new ArgumentNullException(nameof(connection))).Pipeline, time ?? TimeProvider.System, accountId is null ? connection.Region : $"{accountId}/{connection.Region}")
    {
    }

    internal AwsCloudReader(IAwsPipeline pipeline, TimeProvider time, string source)
    {
        _pipeline = pipeline;
        _requests = new AwsRequests(pipeline, time, source);
    }

    /// <inheritdoc/>
    public string Region => _pipeline.Region;

    /// <summary>Requests so far, retries not counted.</summary>
    internal int RequestCount => _requests.Count;

    /// <inheritdoc/>
    public void Dispose() => _requests.Dispose();

    /// <inheritdoc/>
    public Task<Reading<CallerIdentity>> GetCallerIdentityAsync(CancellationToken cancellationToken) =>
        _requests.OneAsync(StsOperations.GetCallerIdentity(), cancellationToken);

    /// <inheritdoc/>
    public Task<Reading<NetworkInterface>> DescribeNetworkInterfacesAsync(IReadOnlyList<CloudFilter> filters, CancellationToken cancellationToken) => _requests.FilteredAsync(
        filters, static (filters, token) => Ec2Operations.DescribeNetworkInterfaces(filters, token), static item => item.NetworkInterfaceId, cancellationToken);

    /// <inheritdoc/>
    public Task<Reading<Instance>> DescribeInstancesAsync(IReadOnlyList<string> instanceIds, IReadOnlyList<CloudFilter> filters, CancellationToken cancellationToken) => instanceIds.Count == 0
        ? _requests.FilteredAsync(filters, static (filters, token) => Ec2Operations.DescribeInstances([], filters, token), static item => item.InstanceId, cancellationToken)
        : _requests.ByIdAsync(instanceIds, 1000, (ids, token) => Ec2Operations.DescribeInstances(ids, filters, token), cancellationToken);

    /// <inheritdoc/>
    public Task<Reading<InstanceStatus>> DescribeInstanceStatusAsync(IReadOnlyList<string> instanceIds, CancellationToken cancellationToken) =>
        _requests.ByIdAsync(instanceIds, 100, static (ids, token) => Ec2Operations.DescribeInstanceStatus(ids, token), cancellationToken);

    /// <inheritdoc/>
    public async Task<Reading<bool>> MayTerminateInstancesAsync(CancellationToken cancellationToken)
    {
        // Both guards at once: an id that no instance has, and the dry run, which answers with an error whatever it finds.
        Reading<AwsPage<InstanceStateChange>> read = await _requests.OneAsync(Ec2Operations.TerminateInstances(["i-00000000000000000"], dryRun: true), cancellationToken).ConfigureAwait(false);
        return read.Gap switch
        {
            { Code: "DryRunOperation" } or { Kind: GapKind.NotFound } => new Reading<bool>([true], null),
            { Kind: GapKind.Denied } => new Reading<bool>([false], null),
            { } gap => new Reading<bool>([], gap),
            null => new Reading<bool>([], null),
        };
    }

    /// <inheritdoc/>
    public Task<Reading<Subnet>> DescribeSubnetsAsync(IReadOnlyList<CloudFilter> filters, CancellationToken cancellationToken) => _requests.FilteredAsync(
        filters, static (filters, token) => Ec2Operations.DescribeSubnets(filters, token), static item => item.SubnetId, cancellationToken);

    /// <inheritdoc/>
    public Task<Reading<Vpc>> DescribeVpcsAsync(IReadOnlyList<CloudFilter> filters, CancellationToken cancellationToken) => _requests.FilteredAsync(
        filters, static (filters, token) => Ec2Operations.DescribeVpcs(filters, token), static item => item.VpcId, cancellationToken);

    /// <inheritdoc/>
    public Task<Reading<SecurityGroup>> DescribeSecurityGroupsAsync(IReadOnlyList<CloudFilter> filters, CancellationToken cancellationToken) => _requests.FilteredAsync(
        filters, static (filters, token) => Ec2Operations.DescribeSecurityGroups(filters, token), static item => item.GroupId, cancellationToken);

    /// <inheritdoc/>
    public Task<Reading<NetworkAcl>> DescribeNetworkAclsAsync(IReadOnlyList<CloudFilter> filters, CancellationToken cancellationToken) => _requests.FilteredAsync(
        filters, static (filters, token) => Ec2Operations.DescribeNetworkAcls(filters, token), static item => item.NetworkAclId, cancellationToken);

    /// <inheritdoc/>
    public Task<Reading<RouteTable>> DescribeRouteTablesAsync(IReadOnlyList<CloudFilter> filters, CancellationToken cancellationToken) => _requests.FilteredAsync(
        filters, static (filters, token) => Ec2Operations.DescribeRouteTables(filters, token), static item => item.RouteTableId, cancellationToken);

    /// <inheritdoc/>
    public Task<Reading<LoadBalancer>> DescribeLoadBalancersAsync(IReadOnlyList<string> arns, IReadOnlyList<string> names, CancellationToken cancellationToken)
    {
        if (arns.Count > 0)
            return _requests.ByIdAsync(arns, 20, static (arns, marker) => Elbv2Operations.DescribeLoadBalancers(arns, [], marker), cancellationToken);
        return names.Count > 0
            ? _requests.ByIdAsync(names, 20, static (names, marker) => Elbv2Operations.DescribeLoadBalancers([], names, marker), cancellationToken)
            : _requests.PagesAsync(static marker => Elbv2Operations.DescribeLoadBalancers([], [], marker), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<Reading<LoadBalancerAttribute>> DescribeLoadBalancerAttributesAsync(string loadBalancerArn, CancellationToken cancellationToken) =>
        _requests.PagesAsync(_ => Elbv2Operations.DescribeLoadBalancerAttributes(loadBalancerArn), cancellationToken);

    /// <inheritdoc/>
    public Task<Reading<Listener>> DescribeListenersAsync(string loadBalancerArn, CancellationToken cancellationToken) =>
        _requests.PagesAsync(marker => Elbv2Operations.DescribeListeners(loadBalancerArn, marker), cancellationToken);

    /// <inheritdoc/>
    public Task<Reading<Rule>> DescribeRulesAsync(string listenerArn, CancellationToken cancellationToken) =>
        _requests.PagesAsync(marker => Elbv2Operations.DescribeRules(listenerArn, marker), cancellationToken);

    /// <inheritdoc/>
    public Task<Reading<TargetGroup>> DescribeTargetGroupsAsync(string? loadBalancerArn, IReadOnlyList<string> arns, CancellationToken cancellationToken) =>
        loadBalancerArn is null && arns.Count > 0
            ? _requests.ByIdAsync(arns, 20, static (arns, marker) => Elbv2Operations.DescribeTargetGroups(null, arns, marker), cancellationToken)
            : _requests.PagesAsync(marker => Elbv2Operations.DescribeTargetGroups(loadBalancerArn, [], marker), cancellationToken);

    /// <inheritdoc/>
    public Task<Reading<TargetGroupAttribute>> DescribeTargetGroupAttributesAsync(string targetGroupArn, CancellationToken cancellationToken) =>
        _requests.PagesAsync(_ => Elbv2Operations.DescribeTargetGroupAttributes(targetGroupArn), cancellationToken);

    /// <inheritdoc/>
    public Task<Reading<TargetHealthDescription>> DescribeTargetHealthAsync(string targetGroupArn, CancellationToken cancellationToken) =>
        _requests.PagesAsync(_ => Elbv2Operations.DescribeTargetHealth(targetGroupArn), cancellationToken);

    /// <inheritdoc/>
    public Task<Reading<TagDescription>> DescribeTagsAsync(IReadOnlyList<string> arns, CancellationToken cancellationToken) =>
        _requests.ByIdAsync(arns, 20, static (arns, _) => Elbv2Operations.DescribeTags(arns), cancellationToken);

    /// <inheritdoc/>
    public Task<Reading<AutoScalingInstanceDetails>> DescribeAutoScalingInstancesAsync(IReadOnlyList<string> instanceIds, CancellationToken cancellationToken) =>
        _requests.ByIdAsync(instanceIds, 50, static (ids, token) => AutoScalingOperations.DescribeAutoScalingInstances(ids, token), cancellationToken);

    /// <inheritdoc/>
    public Task<Reading<AutoScalingGroup>> DescribeAutoScalingGroupsAsync(IReadOnlyList<string> names, CancellationToken cancellationToken) => names.Count == 0
        ? _requests.PagesAsync(static token => AutoScalingOperations.DescribeAutoScalingGroups([], token), cancellationToken)
        : _requests.ByIdAsync(names, 100, static (names, token) => AutoScalingOperations.DescribeAutoScalingGroups(names, token), cancellationToken);

    /// <inheritdoc/>
    public async Task<Reading<ScalingActivity>> DescribeScalingActivitiesAsync(string autoScalingGroupName, CancellationToken cancellationToken)
    {
        Reading<AwsPage<ScalingActivity>> page = await _requests.OneAsync(AutoScalingOperations.DescribeScalingActivities(autoScalingGroupName), cancellationToken).ConfigureAwait(false);
        return new([.. page.Items.SelectMany(item => item.Items)], page.Gap);
    }

    /// <inheritdoc/>
    public Task<Reading<EksCluster>> DescribeClusterAsync(string name, CancellationToken cancellationToken) =>
        _requests.OneAsync(EksOperations.DescribeCluster(name), cancellationToken);

    /// <inheritdoc/>
    public Task<Reading<string>> ListClustersAsync(CancellationToken cancellationToken) =>
        _requests.PagesAsync(static token => EksOperations.ListClusters(token), cancellationToken);

    /// <inheritdoc/>
    public Task<Reading<InstanceTypeInfo>> DescribeInstanceTypesAsync(IReadOnlyList<string> instanceTypes, CancellationToken cancellationToken) =>
        _requests.ByIdAsync(instanceTypes, 100, static (types, token) => Ec2Operations.DescribeInstanceTypes(types, token), cancellationToken);

    /// <inheritdoc/>
    public Task<Reading<ManagedPrefixList>> DescribeManagedPrefixListsAsync(IReadOnlyList<string> prefixListIds, CancellationToken cancellationToken) => prefixListIds.Count == 0
        ? _requests.PagesAsync(static token => Ec2Operations.DescribeManagedPrefixLists([], token), cancellationToken)
        : _requests.ByIdAsync(prefixListIds, 100, static (ids, token) => Ec2Operations.DescribeManagedPrefixLists(ids, token), cancellationToken);

    /// <inheritdoc/>
    public Task<Reading<PrefixListEntry>> GetManagedPrefixListEntriesAsync(string prefixListId, CancellationToken cancellationToken) =>
        _requests.PagesAsync(token => Ec2Operations.GetManagedPrefixListEntries(prefixListId, token), cancellationToken);

    /// <inheritdoc/>
    public Task<Reading<VpcEndpoint>> DescribeVpcEndpointsAsync(IReadOnlyList<CloudFilter> filters, CancellationToken cancellationToken) => _requests.FilteredAsync(
        filters, static (filters, token) => Ec2Operations.DescribeVpcEndpoints(filters, token), static item => item.VpcEndpointId, cancellationToken);

    /// <inheritdoc/>
    public Task<Reading<ConsoleOutput>> GetConsoleOutputAsync(string instanceId, bool latest, CancellationToken cancellationToken) =>
        _requests.OneAsync(Ec2Operations.GetConsoleOutput(instanceId, latest), cancellationToken);

    /// <inheritdoc/>
    public async Task<Reading<MetricDataResult>> GetMetricDataAsync(IReadOnlyList<MetricQuery> queries, DateTime beginUtc, DateTime endUtc, CancellationToken cancellationToken)
    {
        Reading<MetricDataResult> parts = AwsRequests.Merge(await Task.WhenAll(queries.Chunk(500).Select(chunk => _requests.PagesAsync(
            token => CloudWatchOperations.GetMetricData(chunk, beginUtc, endUtc, token), cancellationToken))).ConfigureAwait(false));
        return parts with { Items = CloudWatchOperations.Join(parts.Items) };
    }

    /// <inheritdoc/>
    public Task<Reading<TrailEvent>> LookupEventsAsync(TrailLookup? attribute, DateTime beginUtc, DateTime endUtc, int maxEvents, CancellationToken cancellationToken) =>
        _requests.PagesAsync(token => CloudTrailOperations.LookupEvents(attribute, beginUtc, endUtc, token), cancellationToken, maxEvents, s_trailPause);
}
