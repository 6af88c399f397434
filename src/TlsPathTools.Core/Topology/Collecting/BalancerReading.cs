using TlsPathTools.Topology.Cloud;
using TlsPathTools.Topology.Map;

namespace TlsPathTools.Topology.Collecting;

/// <summary>Load balancers → settings, interfaces, listeners, rules, and the target groups that the wanted listeners can choose.</summary>
internal sealed class BalancerReading(ICloudReader reader, SnapshotRequest request, ILoadBalancerNames? names, CloudDraft draft, GapList gaps)
{
    private bool WantsTargets => (request.Parts & SnapshotParts.Targets) != 0;

    public async Task ReadAsync(IReadOnlyList<LoadBalancer> balancers, CancellationToken cancellationToken)
    {
        Task interfaces = ReadInterfacesAsync(balancers, cancellationToken);
        Task resolved = ResolveAsync(balancers, cancellationToken);
        (LoadBalancer Balancer, IReadOnlyList<Listener> Listeners, IReadOnlyList<TargetGroup> Groups)[] parts =
            await Task.WhenAll(balancers.Select(one => ReadOneAsync(one, cancellationToken))).ConfigureAwait(false);
        await interfaces.ConfigureAwait(false);
        await resolved.ConfigureAwait(false);

        foreach (var (_, listeners, groups) in parts)
        {
            draft.Listeners.AddRange(listeners);
            draft.Add(groups);
        }

        if (!WantsTargets)
            return;
        Listener[] wanted = [.. parts.SelectMany(part => part.Listeners.Where(listener => IsWanted(part.Balancer, listener)))];
        HashSet<string> application = [.. parts.Where(part => part.Balancer.Type == "application").Select(part => part.Balancer.LoadBalancerArn).OfType<string>()];
        // The listener of a network load balancer has no rules beside its default action.
        await Task.WhenAll(wanted.Where(listener => application.Contains(listener.LoadBalancerArn ?? "")).Select(listener => ReadRulesAsync(listener, cancellationToken))).ConfigureAwait(false);
        await ReadGroupsAsync([.. wanted.SelectMany(GroupsOf).Distinct(StringComparer.Ordinal).Where(arn => !draft.Targets.ContainsKey(arn))], cancellationToken).ConfigureAwait(false);
    }

    public async Task ReadGroupsAsync(IReadOnlyList<string> arns, CancellationToken cancellationToken)
    {
        var settings = arns.Select(async arn => (arn, await gaps.TakeAsync(reader.DescribeTargetGroupAttributesAsync(arn, cancellationToken)).ConfigureAwait(false)));
        var targets = arns.Select(async arn => (arn, await gaps.TakeAsync(reader.DescribeTargetHealthAsync(arn, cancellationToken)).ConfigureAwait(false)));
        Task<(string Arn, Reading<TargetGroupAttribute> Read)[]> allSettings = Task.WhenAll(settings);
        foreach ((string arn, Reading<TargetHealthDescription> read) in await Task.WhenAll(targets).ConfigureAwait(false))
        {
            if (read.IsComplete || read.Items.Count > 0)
                draft.Targets[arn] = [.. read.Items];
        }

        foreach ((string arn, Reading<TargetGroupAttribute> read) in await allSettings.ConfigureAwait(false))
        {
            if (read.IsComplete)
                draft.Settings[arn] = Values(read.Items.Select(setting => (setting.Key, setting.Value)));
        }
    }

    private async Task<(LoadBalancer, IReadOnlyList<Listener>, IReadOnlyList<TargetGroup>)> ReadOneAsync(LoadBalancer balancer, CancellationToken cancellationToken)
    {
        string arn = balancer.LoadBalancerArn ?? "";
        Task<Reading<LoadBalancerAttribute>> settings = gaps.TakeAsync(reader.DescribeLoadBalancerAttributesAsync(arn, cancellationToken));
        Task<IReadOnlyList<Listener>> listeners = gaps.ItemsAsync(reader.DescribeListenersAsync(arn, cancellationToken));
        IReadOnlyList<TargetGroup> groups = WantsTargets ? await gaps.ItemsAsync(reader.DescribeTargetGroupsAsync(arn, [], cancellationToken)).ConfigureAwait(false) : [];
        Reading<LoadBalancerAttribute> read = await settings.ConfigureAwait(false);
        if (read.IsComplete)
        {
            lock (draft.Settings)
                draft.Settings[arn] = Values(read.Items.Select(setting => (setting.Key, setting.Value)));
        }

        return (balancer, await listeners.ConfigureAwait(false), groups);
    }

    private async Task ReadInterfacesAsync(IReadOnlyList<LoadBalancer> balancers, CancellationToken cancellationToken)
    {
        string[] descriptions = [.. balancers.Select(one => ElbName.DescriptionOf(one.LoadBalancerArn)).OfType<string>()];
        foreach (IReadOnlyList<NetworkInterface> found in await Task.WhenAll(descriptions.Chunk(200)
            .Select(chunk => gaps.ItemsAsync(reader.DescribeNetworkInterfacesAsync([new CloudFilter("description", chunk)], cancellationToken)))).ConfigureAwait(false))
        {
            draft.Add(found);
        }
    }

    private async Task ResolveAsync(IReadOnlyList<LoadBalancer> balancers, CancellationToken cancellationToken)
    {
        if (names is null)
            return;
        draft.Names.AddRange(await Task.WhenAll(balancers.Where(one => one is { DNSName: not null, LoadBalancerArn: not null }).Select(async one =>
        {
            IReadOnlyList<string>? addresses = await names.ResolveAsync(one.DNSName!, cancellationToken).ConfigureAwait(false);
            return new LoadBalancerName(one.LoadBalancerArn!, one.DNSName!, [.. addresses ?? []], addresses is not null);
        })).ConfigureAwait(false));
    }

    private async Task ReadRulesAsync(Listener listener, CancellationToken cancellationToken)
    {
        Reading<Rule> read = await gaps.TakeAsync(reader.DescribeRulesAsync(listener.ListenerArn ?? "", cancellationToken)).ConfigureAwait(false);
        if (!read.IsComplete && read.Items.Count == 0)
            return;
        lock (draft.Rules)
            draft.Rules[listener.ListenerArn ?? ""] = [.. read.Items];
    }

    // Of a load balancer that an address led to, the listener of its port counts; of one that was named, all do.
    private bool IsWanted(LoadBalancer balancer, Listener listener)
    {
        if (request.LoadBalancerArns.Contains(balancer.LoadBalancerArn, StringComparer.Ordinal) || Array.Exists(draft.GroupsRequested(request), group => group.LoadBalancerArns.Contains(balancer.LoadBalancerArn, StringComparer.Ordinal)))
            return true;
        string? description = ElbName.DescriptionOf(balancer.LoadBalancerArn);
        NetworkInterface[] own = [.. draft.Interfaces.Where(one => one.Description == description)];
        var leading = request.Addresses.Where(address => Array.Exists(own, one => AddressLookup.Has(one, address.IPAddress))).ToArray();
        // Nothing led here but a chain or a name: every listener may be meant.
        return leading.Length == 0 || Array.Exists(leading, address => address.Port is null || address.Port == listener.Port);
    }

    private IEnumerable<string> GroupsOf(Listener listener) =>
        listener.DefaultActions.Concat(draft.Rules.GetValueOrDefault(listener.ListenerArn ?? "", []).SelectMany(rule => rule.Actions))
            .SelectMany(action => (action.ForwardConfig?.TargetGroups ?? []).Select(group => group.TargetGroupArn).Append(action.TargetGroupArn)).OfType<string>();

    private static Dictionary<string, string> Values(IEnumerable<(string? Key, string? Value)> pairs) =>
        pairs.DistinctBy(pair => pair.Key, StringComparer.Ordinal).ToDictionary(pair => pair.Key ?? "", pair => pair.Value ?? "", StringComparer.Ordinal);
}
