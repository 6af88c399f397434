using TlsPathTools.Topology.Cloud;
using TlsPathTools.Topology.Map;

namespace TlsPathTools.Topology.Collecting;

/// <summary>Reads what one account and region has to do with a path, in the fewest requests: what does not depend on one another is asked at once.</summary>
internal sealed class CloudCollector(ICloudReader reader, SnapshotRequest request, ILoadBalancerNames? names, GapList gaps, TimeProvider time)
{
    // A network load balancer may lead to an application load balancer, and that to nothing further.
    private const int ChainLength = 2;

    private readonly CloudDraft _draft = new();
    private bool _hasAll;

    private bool Wants(SnapshotParts part) => (request.Parts & part) != 0;

    public async Task<CloudState> CollectAsync(CancellationToken cancellationToken)
    {
        DateTime began = time.GetUtcNow().UtcDateTime;
        Task<IReadOnlyList<CallerIdentity>> caller = gaps.ItemsAsync(reader.GetCallerIdentityAsync(cancellationToken));
        Task<IReadOnlyList<EksCluster>> cluster = request.ClusterName is { } clusterName
            ? gaps.ItemsAsync(reader.DescribeClusterAsync(clusterName, cancellationToken))
            : Task.FromResult<IReadOnlyList<EksCluster>>([]);

        await new AddressLookup(reader, _draft, gaps).FindAsync([.. request.Addresses.Select(address => address.IPAddress)], cancellationToken).ConfigureAwait(false);
        IReadOnlyList<LoadBalancer> found = await FindBalancersAsync(cancellationToken).ConfigureAwait(false);
        for (int hop = 0; hop < ChainLength && found.Count > 0; hop++)
        {
            await new BalancerReading(reader, request, names, _draft, gaps).ReadAsync(found, cancellationToken).ConfigureAwait(false);
            found = await FindChainedAsync(cancellationToken).ConfigureAwait(false);
        }

        await ReadRequestedGroupsAsync(cancellationToken).ConfigureAwait(false);
        if (Wants(SnapshotParts.Targets | SnapshotParts.Conflicts))
            await ReadTagsAsync(cancellationToken).ConfigureAwait(false);
        InstanceReading instances = await new InstanceReader(reader, request, _draft, gaps).ReadAsync(cancellationToken).ConfigureAwait(false);
        CallerIdentity? who = await caller.ConfigureAwait(false) is [var first, ..] ? first : null;
        string source = who?.Account is { } account ? $"{account}/{reader.Region}" : reader.Region;
        NetworkReading network = Wants(SnapshotParts.Network)
            ? await new NetworkReader(reader, _draft, instances, gaps, new PrefixListReader(reader, _draft, instances, gaps, source, time)).ReadAsync(cancellationToken).ConfigureAwait(false)
            : new NetworkReading();

        return new CloudState
        {
            AccountId = who?.Account,
            Caller = who?.Arn,
            Region = reader.Region,
            BeganUtc = began,
            EndedUtc = time.GetUtcNow().UtcDateTime,
            AddressesLookedUp = [.. _draft.AddressesLookedUp],
            HasAllLoadBalancers = _hasAll,
            NetworkInterfaces = [.. _draft.Interfaces],
            LoadBalancers = [.. _draft.Balancers],
            Settings = [.. _draft.Settings.Select(pair => new ResourceSettings(pair.Key, pair.Value))],
            Tags = [.. _draft.Tags.Select(pair => new ResourceSettings(pair.Key, pair.Value))],
            Names = [.. _draft.Names],
            Listeners = [.. _draft.Listeners],
            Rules = [.. _draft.Rules.Select(pair => new ListenerRules(pair.Key, pair.Value))],
            TargetGroups = [.. _draft.Groups],
            Targets = [.. _draft.Targets.Select(pair => new RegisteredTargets(pair.Key, pair.Value))],
            Instances = [.. instances.Instances],
            AutoScalingInstances = [.. instances.Memberships],
            AutoScalingGroups = [.. instances.Groups],
            InstanceTypes = [.. network.Types],
            InstanceStatuses = [.. network.Statuses],
            ScalingActivities = [.. network.Activities],
            Subnets = [.. network.Subnets],
            Vpcs = [.. network.Vpcs],
            SecurityGroups = [.. network.SecurityGroups],
            NetworkAcls = [.. network.NetworkAcls],
            RouteTables = [.. network.RouteTables],
            PrefixLists = [.. network.PrefixLists],
            EksClusters = [.. await cluster.ConfigureAwait(false)],
        };
    }

    private async Task<IReadOnlyList<LoadBalancer>> FindBalancersAsync(CancellationToken cancellationToken)
    {
        string[] byInterface = [.. _draft.Interfaces.Select(ElbName.Of).Where(elb => elb?.Suffix is not null).Select(elb => elb!.Name).Distinct(StringComparer.Ordinal)];
        string[] arns = [.. request.LoadBalancerArns.Concat(await ArnsOfGroupsAsync(cancellationToken).ConfigureAwait(false)).Distinct(StringComparer.Ordinal)];
        bool namesOne = request.Addresses.Any(address => IsBalancerName(address.HostName) || (address.CnameChain ?? []).Any(IsBalancerName));
        if (Wants(SnapshotParts.Conflicts) || (namesOne && request.Addresses.Any(address => !_draft.Interfaces.Any(one => AddressLookup.Has(one, address.IPAddress)))))
        {
            Reading<LoadBalancer> all = await gaps.TakeAsync(reader.DescribeLoadBalancersAsync([], [], cancellationToken)).ConfigureAwait(false);
            _hasAll = all.IsComplete;
            _draft.Add(all.Items);
            return [.. all.Items.Where(one => byInterface.Contains(one.LoadBalancerName, StringComparer.Ordinal) || arns.Contains(one.LoadBalancerArn, StringComparer.Ordinal) || IsNamed(one))];
        }

        var found = new List<LoadBalancer>();
        if (byInterface.Length > 0)
            found.AddRange(_draft.Add(await gaps.ItemsAsync(reader.DescribeLoadBalancersAsync([], byInterface, cancellationToken)).ConfigureAwait(false)));
        arns = [.. arns.Where(arn => !_draft.Has(arn))];
        if (arns.Length > 0)
            found.AddRange(_draft.Add(await gaps.ItemsAsync(reader.DescribeLoadBalancersAsync(arns, [], cancellationToken)).ConfigureAwait(false)));
        return found;
    }

    private bool IsNamed(LoadBalancer balancer) => request.Addresses.Any(address => (address.CnameChain ?? []).Append(address.HostName ?? "")
        .Any(name => string.Equals(name.TrimEnd('.'), balancer.DNSName, StringComparison.OrdinalIgnoreCase)));

    private static bool IsBalancerName(string? name) => name?.TrimEnd('.').Contains(".elb.", StringComparison.OrdinalIgnoreCase) == true;

    private async Task<IEnumerable<string>> ArnsOfGroupsAsync(CancellationToken cancellationToken)
    {
        if (request.TargetGroupArns.Count == 0)
            return [];
        _draft.Add(await gaps.ItemsAsync(reader.DescribeTargetGroupsAsync(null, request.TargetGroupArns, cancellationToken)).ConfigureAwait(false));
        return _draft.Groups.SelectMany(group => group.LoadBalancerArns);
    }

    private async Task<IReadOnlyList<LoadBalancer>> FindChainedAsync(CancellationToken cancellationToken)
    {
        string[] behind =
        [
            .. _draft.Targets.Where(pair => _draft.Group(pair.Key)?.TargetType == "alb")
                .SelectMany(pair => pair.Value).Select(target => target.Target?.Id).OfType<string>().Where(arn => !_draft.Has(arn)).Distinct(StringComparer.Ordinal),
        ];
        return behind.Length == 0
            ? []
            : _draft.Add(await gaps.ItemsAsync(reader.DescribeLoadBalancersAsync(behind, [], cancellationToken)).ConfigureAwait(false));
    }

    // A group that no listener leads to has been read with its load balancers otherwise.
    private async Task ReadRequestedGroupsAsync(CancellationToken cancellationToken)
    {
        string[] open = [.. request.TargetGroupArns.Where(arn => _draft.Group(arn) is not null && !_draft.Targets.ContainsKey(arn))];
        if (open.Length > 0)
            await new BalancerReading(reader, request, names, _draft, gaps).ReadGroupsAsync(open, cancellationToken).ConfigureAwait(false);
    }

    private async Task ReadTagsAsync(CancellationToken cancellationToken)
    {
        string[] arns = [.. _draft.Balancers.Select(one => one.LoadBalancerArn).Concat(_draft.Targets.Keys).OfType<string>()];
        if (arns.Length == 0)
            return;
        foreach (TagDescription tagged in await gaps.ItemsAsync(reader.DescribeTagsAsync(arns, cancellationToken)).ConfigureAwait(false))
            _draft.Tags[tagged.ResourceArn ?? ""] = tagged.Tags.DistinctBy(tag => tag.Key, StringComparer.Ordinal).ToDictionary(tag => tag.Key ?? "", tag => tag.Value ?? "", StringComparer.Ordinal);
    }
}
