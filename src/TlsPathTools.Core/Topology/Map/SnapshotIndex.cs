using TlsPathTools.Topology.Cloud;

namespace TlsPathTools.Topology.Map;

/// <summary>The cloud side of a snapshot by the keys that the map follows; several accounts and regions in one. Made once a call, in one pass.</summary>
internal sealed class SnapshotIndex
{
    private readonly Dictionary<string, List<InterfaceAt>> _interfaces = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<InterfaceAt>> _interfacesOfBalancer = new(StringComparer.Ordinal);
    private readonly Dictionary<string, (LoadBalancer Balancer, CloudState Cloud)> _balancers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _arnOfSuffix = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<string>> _groupsOfInstance = new(StringComparer.Ordinal);
    private readonly Lazy<Dictionary<string, Instance?>> _instanceAt;
    private readonly Lazy<Dictionary<string, List<string>>> _balancersOfGroup;

    public SnapshotIndex(PathSnapshot snapshot)
    {
        // What was read last wins where two connections read the same account.
        Clouds = [.. snapshot.Clouds.OrderByDescending(cloud => cloud.EndedUtc).ThenBy(cloud => cloud.AccountId, StringComparer.Ordinal).ThenBy(cloud => cloud.Region, StringComparer.Ordinal)];
        Gaps = new GapIndex(snapshot.Gaps);
        Clusters = new ClusterIndexes(snapshot.Clusters, Gaps);
        foreach (CloudState cloud in Clouds)
            Add(cloud);

        Settings = By(cloud => cloud.Settings, item => item.Arn, item => item.Values);
        Tags = By(cloud => cloud.Tags, item => item.Arn, item => item.Values);
        Names = By(cloud => cloud.Names, item => item.LoadBalancerArn, item => item);
        Rules = By(cloud => cloud.Rules, item => item.ListenerArn, item => item.Rules);
        Groups = By(cloud => cloud.TargetGroups, item => item.TargetGroupArn, item => item);
        Targets = By(cloud => cloud.Targets, item => item.TargetGroupArn, item => item.Targets);
        Instances = By(cloud => cloud.Instances, item => item.InstanceId, item => item);
        GroupOfInstance = By(cloud => cloud.AutoScalingInstances, item => item.InstanceId, item => item.AutoScalingGroupName);
        SubnetZones = By(cloud => cloud.Subnets, item => item.SubnetId, item => item.AvailabilityZone);
        ListenersOfBalancer = Clouds.SelectMany(cloud => cloud.Listeners).Where(listener => listener.LoadBalancerArn is not null)
            .DistinctBy(listener => listener.ListenerArn ?? "", StringComparer.Ordinal)
            .GroupBy(listener => listener.LoadBalancerArn!, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, group => group.OrderBy(listener => listener.Port).ThenBy(listener => listener.ListenerArn, StringComparer.Ordinal).ToArray(), StringComparer.Ordinal);
        AddAttachments();
        _instanceAt = new(InstancesByAddress);
        _balancersOfGroup = new(ListenersByGroup);
    }

    public IReadOnlyList<CloudState> Clouds { get; }

    public GapIndex Gaps { get; }

    public ClusterIndexes Clusters { get; }

    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> Settings { get; }

    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> Tags { get; }

    public IReadOnlyDictionary<string, LoadBalancerName> Names { get; }

    public IReadOnlyDictionary<string, Rule[]> Rules { get; }

    public IReadOnlyDictionary<string, TargetGroup> Groups { get; }

    public IReadOnlyDictionary<string, TargetHealthDescription[]> Targets { get; }

    public IReadOnlyDictionary<string, Instance> Instances { get; }

    public IReadOnlyDictionary<string, string?> GroupOfInstance { get; }

    public IReadOnlyDictionary<string, string?> SubnetZones { get; }

    public IReadOnlyDictionary<string, Listener[]> ListenersOfBalancer { get; }

    public IEnumerable<(LoadBalancer Balancer, CloudState Cloud)> Balancers => _balancers.Values;

    public IReadOnlyList<InterfaceAt> InterfacesAt(string address) => _interfaces.GetValueOrDefault(ElbName.Canonical(address)) ?? [];

    /// <summary>The interfaces of a load balancer, by ARN.</summary>
    public IReadOnlyList<InterfaceAt> InterfacesOf(string balancerArn) =>
        ElbName.SuffixOf(balancerArn) is { } suffix ? _interfacesOfBalancer.GetValueOrDefault(suffix) ?? [] : [];

    public (LoadBalancer Balancer, CloudState Cloud)? Balancer(string? arn) => arn is not null && _balancers.TryGetValue(arn, out var found) ? found : null;

    public (LoadBalancer Balancer, CloudState Cloud)? BalancerOf(ElbName name) =>
        name.Suffix is { } suffix && _arnOfSuffix.TryGetValue(suffix, out string? arn) ? _balancers[arn] : null;

    /// <summary>The account and region of an ARN's resource, as far as it was read.</summary>
    public CloudState? CloudOf(string? arn)
    {
        string[] parts = arn?.Split(':', 6) ?? [];
        return parts.Length == 6 ? Clouds.FirstOrDefault(cloud => cloud.Region == parts[3] && (cloud.AccountId is null || cloud.AccountId == parts[4])) : null;
    }

    /// <summary>The load balancers that lead to a target group: as it says itself, and as their listeners and rules do.</summary>
    public IEnumerable<string> BalancersOfGroup(string groupArn) =>
        (_balancersOfGroup.Value.GetValueOrDefault(groupArn) ?? []).Concat(Groups.GetValueOrDefault(groupArn)?.LoadBalancerArns ?? []).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);

    /// <summary>The Auto Scaling groups that attach the instance to the target group.</summary>
    public bool IsAttached(string autoScalingGroup, string targetGroupArn) =>
        _groupsOfInstance.TryGetValue(autoScalingGroup, out List<string>? groups) && groups.Contains(targetGroupArn, StringComparer.Ordinal);

    /// <summary>The instance that has a private address; null where none has, or several in different networks do.</summary>
    public Instance? InstanceAt(string address) => _instanceAt.Value.GetValueOrDefault(address);

    private void Add(CloudState cloud)
    {
        foreach (LoadBalancer balancer in cloud.LoadBalancers)
        {
            if (balancer.LoadBalancerArn is not { } arn || !_balancers.TryAdd(arn, (balancer, cloud)))
                continue;
            if (ElbName.SuffixOf(arn) is { } suffix)
                _arnOfSuffix.TryAdd(suffix, arn);
        }

        foreach (NetworkInterface networkInterface in cloud.NetworkInterfaces)
        {
            var at = new InterfaceAt(networkInterface, cloud, ElbName.Of(networkInterface));
            if (at.Elb?.Suffix is { } suffix)
                AddTo(_interfacesOfBalancer, suffix, at);
            foreach (string address in at.Addresses())
                AddTo(_interfaces, address, at);
        }
    }

    // An address is on an interface once, however often the answer names it.
    private static void AddTo(Dictionary<string, List<InterfaceAt>> index, string key, InterfaceAt at)
    {
        if (!index.TryGetValue(key, out List<InterfaceAt>? list))
            index[key] = list = new List<InterfaceAt>(1);
        if (!list.Exists(other => other.Interface.NetworkInterfaceId == at.Interface.NetworkInterfaceId))
            list.Add(at);
    }

    private void AddAttachments()
    {
        foreach (AutoScalingGroup group in Clouds.SelectMany(cloud => cloud.AutoScalingGroups))
        {
            if (group.AutoScalingGroupName is { } name && group.TargetGroupARNs.Length > 0)
                _groupsOfInstance.TryAdd(name, [.. group.TargetGroupARNs]);
        }
    }

    private Dictionary<string, Instance?> InstancesByAddress()
    {
        var byAddress = new Dictionary<string, Instance?>(StringComparer.Ordinal);
        foreach (Instance instance in Instances.Values)
        {
            foreach (string address in instance.NetworkInterfaces.SelectMany(item => item.PrivateIpAddresses).Select(item => item.PrivateIpAddress).Append(instance.PrivateIpAddress)
                .OfType<string>().Distinct(StringComparer.Ordinal))
            {
                if (!byAddress.TryAdd(address, instance))
                    byAddress[address] = null;
            }
        }

        return byAddress;
    }

    private Dictionary<string, List<string>> ListenersByGroup()
    {
        var byGroup = new Dictionary<string, List<string>>(StringComparer.Ordinal);
        foreach ((string balancer, Listener[] listeners) in ListenersOfBalancer)
        {
            foreach (ListenerAction action in listeners.SelectMany(listener =>
                listener.DefaultActions.Concat((Rules.GetValueOrDefault(listener.ListenerArn ?? "") ?? []).SelectMany(rule => rule.Actions))))
            {
                foreach (string group in (action.ForwardConfig?.TargetGroups ?? []).Select(tuple => tuple.TargetGroupArn).Append(action.TargetGroupArn).OfType<string>())
                {
                    if (!byGroup.TryGetValue(group, out List<string>? balancers))
                        byGroup[group] = balancers = new List<string>(1);
                    if (!balancers.Contains(balancer))
                        balancers.Add(balancer);
                }
            }
        }

        return byGroup;
    }

    private Dictionary<string, TValue> By<TItem, TValue>(Func<CloudState, TItem[]> list, Func<TItem, string?> key, Func<TItem, TValue> value)
    {
        var index = new Dictionary<string, TValue>(Clouds.Sum(cloud => list(cloud).Length), StringComparer.Ordinal);
        foreach (CloudState cloud in Clouds)
        {
            foreach (TItem item in list(cloud))
            {
                if (key(item) is { } text)
                    index.TryAdd(text, value(item));
            }
        }

        return index;
    }
}

/// <summary>An interface, where it was read, and the load balancer that it belongs to.</summary>
internal sealed record InterfaceAt(NetworkInterface Interface, CloudState Cloud, ElbName? Elb)
{
    /// <summary>Every address of it, in one spelling.</summary>
    public IEnumerable<string> Addresses() => Private().Concat(Public()).Concat(Interface.Ipv6Addresses.Select(address => address.Ipv6Address))
        .OfType<string>().Select(ElbName.Canonical).Distinct(StringComparer.Ordinal);

    /// <summary>The addresses that clients use: public ones where there are, and IPv6.</summary>
    public IEnumerable<string> ClientAddresses()
    {
        string[] open = [.. Public().OfType<string>()];
        return (open.Length > 0 ? open : Private().OfType<string>()).Concat(Interface.Ipv6Addresses.Select(address => address.Ipv6Address).OfType<string>())
            .Select(ElbName.Canonical).Distinct(StringComparer.Ordinal);
    }

    private IEnumerable<string?> Private() => Interface.PrivateIpAddresses.Select(address => address.PrivateIpAddress).Prepend(Interface.PrivateIpAddress);

    private IEnumerable<string?> Public() => Interface.PrivateIpAddresses.Select(address => address.Association?.PublicIp).Prepend(Interface.Association?.PublicIp);
}
