using TlsPathTools.Topology.Cloud;

namespace TlsPathTools.Topology.Collecting;

/// <summary>Targets → instances and their Auto Scaling groups.</summary>
internal sealed class InstanceReader(ICloudReader reader, SnapshotRequest request, CloudDraft draft, GapList gaps)
{
    private const int FilterValues = 200;
    private const int MembershipsInARequest = 50;

    public async Task<InstanceReading> ReadAsync(CancellationToken cancellationToken)
    {
        if ((request.Parts & SnapshotParts.Nodes) == 0)
            return new InstanceReading([], [], []);

        (string? Type, string Id)[] targets =
        [
            .. draft.Targets.SelectMany(pair => pair.Value, (pair, target) => (draft.Group(pair.Key)?.TargetType, target.Target?.Id)).Where(target => target.Id is not null)
                .Select(target => (target.TargetType, target.Id!)).Distinct(),
        ];
        string[] addresses = [.. targets.Where(target => target.Type == "ip").Select(target => target.Id)];
        foreach (IReadOnlyList<NetworkInterface> found in await Task.WhenAll(addresses.Chunk(FilterValues)
            .Select(chunk => gaps.ItemsAsync(reader.DescribeNetworkInterfacesAsync([new CloudFilter("addresses.private-ip-address", chunk)], cancellationToken)))).ConfigureAwait(false))
        {
            draft.Add(found);
        }

        string[] ids =
        [
            .. targets.Where(target => ClusterHints.IsInstance(target.Type, target.Id)).Select(target => target.Id).Concat(draft.Interfaces.Select(one => one.Attachment?.InstanceId)).Concat(request.InstanceIds)
                .OfType<string>().Where(id => id.StartsWith("i-", StringComparison.Ordinal)).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal),
        ];
        if (ids.Length == 0)
            return new InstanceReading([], [], []);
        Task<IReadOnlyList<Instance>> instances = gaps.ItemsAsync(reader.DescribeInstancesAsync(ids, [], cancellationToken));
        if (ids.Length > MembershipsInARequest && await ByGroupsAsync(ids, cancellationToken).ConfigureAwait(false) is { } byGroups)
            return byGroups with { Instances = await instances.ConfigureAwait(false) };
        IReadOnlyList<AutoScalingInstanceDetails> memberships = await gaps.ItemsAsync(reader.DescribeAutoScalingInstancesAsync(ids, cancellationToken)).ConfigureAwait(false);
        string[] names = [.. memberships.Select(member => member.AutoScalingGroupName).OfType<string>().Distinct(StringComparer.Ordinal)];
        IReadOnlyList<AutoScalingGroup> groups = names.Length == 0 ? [] : await gaps.ItemsAsync(reader.DescribeAutoScalingGroupsAsync(names, cancellationToken)).ConfigureAwait(false);
        return new InstanceReading(await instances.ConfigureAwait(false), memberships, groups);
    }

    // A hundred groups come in one answer, each with its instances, where instances are asked for by fifty. Null where they could not be read whole.
    private async Task<InstanceReading?> ByGroupsAsync(string[] ids, CancellationToken cancellationToken)
    {
        Reading<AutoScalingGroup> all = await reader.DescribeAutoScalingGroupsAsync([], cancellationToken).ConfigureAwait(false);
        if (!all.IsComplete)
            return null;
        var wanted = ids.ToHashSet(StringComparer.Ordinal);
        var groups = all.Items.Where(group => Array.Exists(group.Instances, one => wanted.Contains(one.InstanceId ?? ""))).ToList();
        return new InstanceReading([], [.. groups.SelectMany(group => group.Instances.Where(one => wanted.Contains(one.InstanceId ?? "")).Select(one => Membership(group, one)))], groups);
    }

    private static AutoScalingInstanceDetails Membership(AutoScalingGroup group, AutoScalingInstance one) => new()
    {
        InstanceId = one.InstanceId,
        InstanceType = one.InstanceType,
        AutoScalingGroupName = group.AutoScalingGroupName,
        AvailabilityZone = one.AvailabilityZone,
        LifecycleState = one.LifecycleState,
        HealthStatus = one.HealthStatus,
        LaunchConfigurationName = one.LaunchConfigurationName,
        LaunchTemplate = one.LaunchTemplate,
        ProtectedFromScaleIn = one.ProtectedFromScaleIn,
    };
}

/// <summary>Instances with their groups.</summary>
internal sealed record InstanceReading(IReadOnlyList<Instance> Instances, IReadOnlyList<AutoScalingInstanceDetails> Memberships, IReadOnlyList<AutoScalingGroup> Groups);
