using TlsPathTools.Topology.Cloud;

namespace TlsPathTools.Topology.Collecting;

/// <summary>
/// The instances of nodes that no load balancer leads to, but that pods of the path run on: a flow that enters elsewhere goes on to them, under
/// the rules of their interfaces.
/// </summary>
internal static class EndpointNodes
{
    private const int FilterValues = 200;

    /// <summary>Adds them to the account that the other nodes of their cluster are in.</summary>
    public static async Task<CloudState[]> AddAsync(
        IReadOnlyList<ICloudReader> readers, CloudState[] clouds, IReadOnlyList<ClusterState> clusters, GapList gaps, CancellationToken cancellationToken)
    {
        CloudState[] whole = [.. clouds];
        foreach (ClusterState cluster in clusters)
        {
            string[] nodes = [.. cluster.Nodes.Select(NodeFacts.InstanceId).OfType<string>()];
            int home = Array.FindIndex(clouds, cloud => cloud.Instances.Select(instance => instance.InstanceId).Intersect(nodes, StringComparer.Ordinal).Any());
            if (home < 0)
                continue;
            HashSet<string> hosts = cluster.EndpointSlices.SelectMany(slice => slice.Endpoints).Select(endpoint => endpoint.NodeName).OfType<string>().ToHashSet(StringComparer.Ordinal);
            string[] missing =
            [
                .. cluster.Nodes.Where(node => hosts.Contains(node.Metadata?.Name ?? "")).Select(NodeFacts.InstanceId).OfType<string>()
                    .Except(whole[home].Instances.Select(instance => instance.InstanceId ?? ""), StringComparer.Ordinal).Order(StringComparer.Ordinal),
            ];
            if (missing.Length == 0)
                continue;
            Task<IReadOnlyList<Instance>> instances = gaps.ItemsAsync(readers[home].DescribeInstancesAsync(missing, [], cancellationToken));
            IReadOnlyList<NetworkInterface>[] interfaces = await Task.WhenAll(missing.Chunk(FilterValues)
                .Select(chunk => gaps.ItemsAsync(readers[home].DescribeNetworkInterfacesAsync([new CloudFilter("attachment.instance-id", chunk)], cancellationToken)))).ConfigureAwait(false);
            HashSet<string> known = whole[home].NetworkInterfaces.Select(one => one.NetworkInterfaceId ?? "").ToHashSet(StringComparer.Ordinal);
            whole[home] = whole[home] with
            {
                Instances = [.. whole[home].Instances, .. await instances.ConfigureAwait(false)],
                NetworkInterfaces = [.. whole[home].NetworkInterfaces, .. interfaces.SelectMany(some => some).Where(one => known.Add(one.NetworkInterfaceId ?? ""))],
            };
        }

        return whole;
    }
}
