using TlsPathTools.Topology.Cloud;

namespace TlsPathTools.Topology.Collecting;

/// <summary>What decides whether bytes flow in the VPCs of the path, and the health of its instances.</summary>
internal sealed class NetworkReader(ICloudReader reader, CloudDraft draft, InstanceReading instances, GapList gaps, PrefixListReader prefixLists)
{
    private const int FilterValues = 200;

    public async Task<NetworkReading> ReadAsync(CancellationToken cancellationToken)
    {
        string[] ids = [.. instances.Instances.Select(one => one.InstanceId).OfType<string>()];
        string[] vpcs = [.. instances.Instances.Select(one => one.VpcId).Concat(draft.Balancers.Select(one => one.VpcId)).OfType<string>().Distinct(StringComparer.Ordinal)];
        CloudFilter[] inVpcs = vpcs.Length == 0 ? [] : [new CloudFilter("vpc-id", vpcs)];
        Task<IReadOnlyList<T>> Of<T>(Func<IReadOnlyList<CloudFilter>, CancellationToken, Task<Reading<T>>> describe) =>
            vpcs.Length == 0 ? Task.FromResult<IReadOnlyList<T>>([]) : gaps.ItemsAsync(describe(inVpcs, cancellationToken));

        Task<IReadOnlyList<Subnet>> subnets = Of(reader.DescribeSubnetsAsync);
        Task<IReadOnlyList<Vpc>> own = Of(reader.DescribeVpcsAsync);
        Task<IReadOnlyList<SecurityGroup>> securityGroups = Of(reader.DescribeSecurityGroupsAsync);
        Task<IReadOnlyList<NetworkAcl>> acls = Of(reader.DescribeNetworkAclsAsync);
        Task<IReadOnlyList<RouteTable>> routes = Of(reader.DescribeRouteTablesAsync);
        Task<IReadOnlyList<InstanceStatus>> statuses = ids.Length == 0
            ? Task.FromResult<IReadOnlyList<InstanceStatus>>([])
            : gaps.ItemsAsync(reader.DescribeInstanceStatusAsync(ids, cancellationToken));
        string[] typeNames = [.. instances.Instances.Select(one => one.InstanceType).OfType<string>().Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];
        Task<IReadOnlyList<InstanceTypeInfo>> types = typeNames.Length == 0
            ? Task.FromResult<IReadOnlyList<InstanceTypeInfo>>([])
            : gaps.ItemsAsync(reader.DescribeInstanceTypesAsync(typeNames, cancellationToken));
        IReadOnlyList<ScalingActivity>[] activities = await Task.WhenAll(instances.Groups
            .Select(group => gaps.ItemsAsync(reader.DescribeScalingActivitiesAsync(group.AutoScalingGroupName ?? "", cancellationToken)))).ConfigureAwait(false);
        foreach (IReadOnlyList<NetworkInterface> found in await Task.WhenAll(ids.Chunk(FilterValues)
            .Select(chunk => gaps.ItemsAsync(reader.DescribeNetworkInterfacesAsync([new CloudFilter("attachment.instance-id", chunk)], cancellationToken)))).ConfigureAwait(false))
        {
            draft.Add(found);
        }

        return new NetworkReading
        {
            Subnets = await subnets.ConfigureAwait(false),
            Vpcs = await own.ConfigureAwait(false),
            SecurityGroups = await securityGroups.ConfigureAwait(false),
            NetworkAcls = await acls.ConfigureAwait(false),
            RouteTables = await routes.ConfigureAwait(false),
            PrefixLists = await prefixLists.ReadAsync(await securityGroups.ConfigureAwait(false), await routes.ConfigureAwait(false), cancellationToken).ConfigureAwait(false),
            Types = await types.ConfigureAwait(false),
            Statuses = await statuses.ConfigureAwait(false),
            Activities = [.. activities.SelectMany(some => some)],
        };
    }
}

/// <summary>What decides whether bytes flow.</summary>
internal sealed record NetworkReading
{
    public IReadOnlyList<Subnet> Subnets { get; init; } = [];

    public IReadOnlyList<Vpc> Vpcs { get; init; } = [];

    public IReadOnlyList<SecurityGroup> SecurityGroups { get; init; } = [];

    public IReadOnlyList<NetworkAcl> NetworkAcls { get; init; } = [];

    public IReadOnlyList<RouteTable> RouteTables { get; init; } = [];

    public IReadOnlyList<PrefixListEntries> PrefixLists { get; init; } = [];

    public IReadOnlyList<InstanceTypeInfo> Types { get; init; } = [];

    public IReadOnlyList<InstanceStatus> Statuses { get; init; } = [];

    public IReadOnlyList<ScalingActivity> Activities { get; init; } = [];
}
