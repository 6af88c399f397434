namespace TlsPathTools.Topology.Collecting;

/// <summary>What the cloud says that a cluster has to be asked about.</summary>
/// <param name="NodePorts">Ports that instances are registered with.</param>
/// <param name="PodAddresses">Addresses that are registered themselves.</param>
/// <param name="InstanceIds">Instances of the path.</param>
internal sealed record ClusterHints(IReadOnlySet<int> NodePorts, IReadOnlySet<string> PodAddresses, IReadOnlySet<string> InstanceIds)
{
    public static ClusterHints Of(IEnumerable<CloudState> clouds)
    {
        var ports = new HashSet<int>();
        var addresses = new HashSet<string>(StringComparer.Ordinal);
        var instances = new HashSet<string>(StringComparer.Ordinal);
        foreach (CloudState cloud in clouds)
        {
            var types = cloud.TargetGroups.DistinctBy(group => group.TargetGroupArn, StringComparer.Ordinal).ToDictionary(group => group.TargetGroupArn ?? "", group => group.TargetType, StringComparer.Ordinal);
            foreach (RegisteredTargets group in cloud.Targets)
            {
                string? type = types.GetValueOrDefault(group.TargetGroupArn);
                foreach (var target in group.Targets.Select(target => target.Target).Where(target => target?.Id is not null))
                {
                    if (IsInstance(type, target!.Id!) && target.Port is { } port)
                    {
                        ports.Add(port);
                        instances.Add(target.Id!);
                    }
                    else if (type == "ip")
                    {
                        addresses.Add(target!.Id!);
                    }
                }
            }
        }

        return new ClusterHints(ports, addresses, instances);
    }

    /// <summary>Whether a target is an instance: the group says so, or, where it was not read, the target's id.</summary>
    public static bool IsInstance(string? targetType, string id) => targetType == "instance" || (targetType is null && id.StartsWith("i-", StringComparison.Ordinal));
}
