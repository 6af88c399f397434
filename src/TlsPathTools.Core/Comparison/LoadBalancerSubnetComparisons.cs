using TlsPathTools.Comparison.Catalogue;
using TlsPathTools.Topology;
using TlsPathTools.Topology.Cloud;
using TlsPathTools.Topology.Map;

namespace TlsPathTools.Comparison;

/// <summary>
/// The subnets in which a load balancer has its addresses, against each other: where one lost its route to the Internet, or its network ACL stops
/// clients, that address fails and every node is innocent.
/// </summary>
public static class LoadBalancerSubnetComparisons
{
    /// <summary>Compares the subnets of each load balancer that the rows name, and gives what matters first.</summary>
    /// <param name="snapshot">What was read.</param>
    /// <param name="rows">Rows of the map, with the addresses and whether they fail.</param>
    public static IReadOnlyList<NodeConfigComparison> Compare(PathSnapshot snapshot, IReadOnlyList<NodeRow> rows)
    {
        ArgumentNullException.ThrowIfNull(snapshot);
        ArgumentNullException.ThrowIfNull(rows);
        var networks = new SubnetNetworks([.. snapshot.Clouds.OrderByDescending(cloud => cloud.EndedUtc)], new GapIndex(snapshot.Gaps));
        string[] arns = [.. rows.Select(row => row.LoadBalancerArn).OfType<string>().Distinct(StringComparer.Ordinal)];
        ILookup<string, NodeRow> byAddress = rows.Where(row => row.IPAddress is not null).ToLookup(row => ElbName.Canonical(row.IPAddress!), StringComparer.Ordinal);
        return NodeComparison.InOrder(snapshot.Clouds.SelectMany(cloud => cloud.LoadBalancers.Where(balancer => arns.Contains(balancer.LoadBalancerArn, StringComparer.Ordinal))
            .SelectMany(balancer => Compare(cloud, balancer, networks, byAddress))).DistinctBy(row => (row.Property, string.Join(',', row.Nodes))));
    }

    private static IEnumerable<NodeConfigComparison> Compare(CloudState cloud, LoadBalancer balancer, SubnetNetworks networks, ILookup<string, NodeRow> byAddress)
    {
        ComparedSubnet[] subnets = [.. Subnets(cloud, balancer, networks)];
        if (subnets.Length < 2)
            yield break;
        string[] names = [.. subnets.Select(subnet => subnet.Label)];
        var split = new FaultSplit([.. subnets.Select(subnet => IsFaulty(subnet.Addresses.SelectMany(address => byAddress[address])))]);
        var template = new NodeConfigComparison { Subject = ComparedKind.LoadBalancerSubnet, Property = "", Group = default, Reason = "", Detail = "", Nodes = names, InstanceIds = new string?[names.Length] };
        var comparer = new PropertyComparer<ComparedSubnet>(subnets, names, split, template);
        foreach (PropertyDefinition<ComparedSubnet> property in BalancerSubnetProperties.All)
            yield return comparer.Compare(property, cloud.EndedUtc);
    }

    // The zones that are switched on, and where interfaces show more, those.
    private static IEnumerable<ComparedSubnet> Subnets(CloudState cloud, LoadBalancer balancer, SubnetNetworks networks)
    {
        string? suffix = ElbName.SuffixOf(balancer.LoadBalancerArn);
        NetworkInterface[] own = [.. cloud.NetworkInterfaces.Where(one => ElbName.Of(one)?.Suffix is { } of && of == suffix)];
        foreach (string subnet in balancer.AvailabilityZones.Select(zone => zone.SubnetId).Concat(own.Select(one => one.SubnetId)).OfType<string>().Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            NetworkInterface[] here = [.. own.Where(one => one.SubnetId == subnet)];
            string[] addresses =
            [
                .. here.SelectMany(AddressesOf).Concat(balancer.AvailabilityZones.Where(zone => zone.SubnetId == subnet).SelectMany(zone => zone.LoadBalancerAddresses)
                    .SelectMany(address => (string?[])[address.IpAddress, address.PrivateIPv4Address, address.IPv6Address])).OfType<string>().Select(ElbName.Canonical).Distinct(StringComparer.Ordinal),
            ];
            SubnetNetwork network = networks.Of(subnet);
            string? zone = network.Subnet?.AvailabilityZone ?? balancer.AvailabilityZones.FirstOrDefault(one => one.SubnetId == subnet)?.ZoneName ?? here.FirstOrDefault()?.AvailabilityZone;
            yield return new ComparedSubnet(SafeText.Escape($"{subnet} ({zone})")!, network, addresses, here, balancer);
        }
    }

    private static IEnumerable<string?> AddressesOf(NetworkInterface one) =>
        one.PrivateIpAddresses.SelectMany(address => (string?[])[address.PrivateIpAddress, address.Association?.PublicIp])
            .Concat(one.Ipv6Addresses.Select(address => address.Ipv6Address)).Append(one.PrivateIpAddress).Append(one.Association?.PublicIp);

    private static bool? IsFaulty(IEnumerable<NodeRow> rows)
    {
        bool? faulty = null;
        foreach (NodeRow row in rows)
        {
            if (row.AddressWorks)
                return false;
            faulty |= row.AddressFailing ? true : null;
        }

        return faulty;
    }
}

/// <summary>A subnet of a load balancer, with the addresses that it has there.</summary>
internal sealed record ComparedSubnet(string Label, SubnetNetwork Network, string[] Addresses, NetworkInterface[] Interfaces, LoadBalancer Balancer);
