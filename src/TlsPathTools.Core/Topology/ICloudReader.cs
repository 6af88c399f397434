using TlsPathTools.Topology.Cloud;

namespace TlsPathTools.Topology;

/// <summary>
/// Reads one AWS account in one region. A request that fails is not an exception but a <see cref="Reading{T}"/> with a gap; only
/// cancellation is thrown. Every page is read; where a list of ids is longer than a request may hold, there are several requests. No ids
/// mean all where the method says so, and no request where it does not.
/// </summary>
public interface ICloudReader
{
    /// <summary>The region that is read.</summary>
    string Region { get; }

    /// <summary>Who asks: at most one.</summary>
    Task<Reading<CallerIdentity>> GetCallerIdentityAsync(CancellationToken cancellationToken);

    /// <summary>Interfaces that pass all filters.</summary>
    Task<Reading<NetworkInterface>> DescribeNetworkInterfacesAsync(IReadOnlyList<CloudFilter> filters, CancellationToken cancellationToken);

    /// <summary>Instances by id and filter, or all; an id that does not exist is a gap of its own and does not take the others with it.</summary>
    Task<Reading<Instance>> DescribeInstancesAsync(IReadOnlyList<string> instanceIds, IReadOnlyList<CloudFilter> filters, CancellationToken cancellationToken);

    /// <summary>Status of instances, those that do not run included.</summary>
    Task<Reading<InstanceStatus>> DescribeInstanceStatusAsync(IReadOnlyList<string> instanceIds, CancellationToken cancellationToken);

    /// <summary>Subnets that pass all filters.</summary>
    Task<Reading<Subnet>> DescribeSubnetsAsync(IReadOnlyList<CloudFilter> filters, CancellationToken cancellationToken);

    /// <summary>VPCs that pass all filters.</summary>
    Task<Reading<Vpc>> DescribeVpcsAsync(IReadOnlyList<CloudFilter> filters, CancellationToken cancellationToken);

    /// <summary>Security groups that pass all filters.</summary>
    Task<Reading<SecurityGroup>> DescribeSecurityGroupsAsync(IReadOnlyList<CloudFilter> filters, CancellationToken cancellationToken);

    /// <summary>Network ACLs that pass all filters.</summary>
    Task<Reading<NetworkAcl>> DescribeNetworkAclsAsync(IReadOnlyList<CloudFilter> filters, CancellationToken cancellationToken);

    /// <summary>Route tables that pass all filters.</summary>
    Task<Reading<RouteTable>> DescribeRouteTablesAsync(IReadOnlyList<CloudFilter> filters, CancellationToken cancellationToken);

    /// <summary>Load balancers by ARN, or by name, or all.</summary>
    Task<Reading<LoadBalancer>> DescribeLoadBalancersAsync(IReadOnlyList<string> arns, IReadOnlyList<string> names, CancellationToken cancellationToken);

    /// <summary>The settings of a load balancer.</summary>
    Task<Reading<LoadBalancerAttribute>> DescribeLoadBalancerAttributesAsync(string loadBalancerArn, CancellationToken cancellationToken);

    /// <summary>The listeners of a load balancer.</summary>
    Task<Reading<Listener>> DescribeListenersAsync(string loadBalancerArn, CancellationToken cancellationToken);

    /// <summary>The rules of a listener.</summary>
    Task<Reading<Rule>> DescribeRulesAsync(string listenerArn, CancellationToken cancellationToken);

    /// <summary>Target groups of a load balancer, or by ARN, or all.</summary>
    Task<Reading<TargetGroup>> DescribeTargetGroupsAsync(string? loadBalancerArn, IReadOnlyList<string> arns, CancellationToken cancellationToken);

    /// <summary>The settings of a target group.</summary>
    Task<Reading<TargetGroupAttribute>> DescribeTargetGroupAttributesAsync(string targetGroupArn, CancellationToken cancellationToken);

    /// <summary>The targets of a target group with their health.</summary>
    Task<Reading<TargetHealthDescription>> DescribeTargetHealthAsync(string targetGroupArn, CancellationToken cancellationToken);

    /// <summary>The tags of load balancers and target groups (20 a request).</summary>
    Task<Reading<TagDescription>> DescribeTagsAsync(IReadOnlyList<string> arns, CancellationToken cancellationToken);

    /// <summary>The groups that instances belong to (50 a request).</summary>
    Task<Reading<AutoScalingInstanceDetails>> DescribeAutoScalingInstancesAsync(IReadOnlyList<string> instanceIds, CancellationToken cancellationToken);

    /// <summary>Auto Scaling groups by name, or all.</summary>
    Task<Reading<AutoScalingGroup>> DescribeAutoScalingGroupsAsync(IReadOnlyList<string> names, CancellationToken cancellationToken);

    /// <summary>What a group did lately, newest first: one page.</summary>
    Task<Reading<ScalingActivity>> DescribeScalingActivitiesAsync(string autoScalingGroupName, CancellationToken cancellationToken);

    /// <summary>An EKS cluster.</summary>
    Task<Reading<EksCluster>> DescribeClusterAsync(string name, CancellationToken cancellationToken);

    /// <summary>Whether the caller may end instances (EC2's dry run, of an instance that does not exist): nothing is ever ended.</summary>
    Task<Reading<bool>> MayTerminateInstancesAsync(CancellationToken cancellationToken);

    /// <summary>The names of the EKS clusters.</summary>
    Task<Reading<string>> ListClustersAsync(CancellationToken cancellationToken);

    /// <summary>Instance types by name (100 a request).</summary>
    Task<Reading<InstanceTypeInfo>> DescribeInstanceTypesAsync(IReadOnlyList<string> instanceTypes, CancellationToken cancellationToken);

    /// <summary>Managed prefix lists by id, or all.</summary>
    Task<Reading<ManagedPrefixList>> DescribeManagedPrefixListsAsync(IReadOnlyList<string> prefixListIds, CancellationToken cancellationToken);

    /// <summary>The ranges of a managed prefix list.</summary>
    Task<Reading<PrefixListEntry>> GetManagedPrefixListEntriesAsync(string prefixListId, CancellationToken cancellationToken);

    /// <summary>Endpoints of VPCs that pass all filters.</summary>
    Task<Reading<VpcEndpoint>> DescribeVpcEndpointsAsync(IReadOnlyList<CloudFilter> filters, CancellationToken cancellationToken);

    /// <summary>The serial console of an instance: at most one.</summary>
    /// <param name="instanceId">The instance.</param>
    /// <param name="latest">As it is now (Nitro only); else as it was soon after the last start.</param>
    /// <param name="cancellationToken">Cancels.</param>
    Task<Reading<ConsoleOutput>> GetConsoleOutputAsync(string instanceId, bool latest, CancellationToken cancellationToken);

    /// <summary>Metrics between two times: one result for each query that has an answer, in the order of the answer.</summary>
    Task<Reading<MetricDataResult>> GetMetricDataAsync(IReadOnlyList<MetricQuery> queries, DateTime beginUtc, DateTime endUtc, CancellationToken cancellationToken);

    /// <summary>What CloudTrail recorded between two times, newest first. CloudTrail takes two requests a second, 50 events each; more than the limit is a gap.</summary>
    /// <param name="attribute">What to look for; null for everything.</param>
    /// <param name="beginUtc">From.</param>
    /// <param name="endUtc">To.</param>
    /// <param name="maxEvents">The limit.</param>
    /// <param name="cancellationToken">Cancels.</param>
    Task<Reading<TrailEvent>> LookupEventsAsync(TrailLookup? attribute, DateTime beginUtc, DateTime endUtc, int maxEvents, CancellationToken cancellationToken);
}

/// <summary>A filter of EC2's Describe operations: the name, and the values of which one must match.</summary>
/// <param name="Name">For example <c>association.public-ip</c>.</param>
/// <param name="Values">At most 200.</param>
public sealed record CloudFilter(string Name, params IReadOnlyList<string> Values);
