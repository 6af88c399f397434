using System.Net;
using System.Net.Sockets;
using TlsPathTools.Topology.Cloud;

namespace TlsPathTools.Topology.Map;

/// <summary>
/// Whose an address is that no interface of what was read has: a stale record, another account or region, a front of AWS's own, or not to be
/// told because somebody could not be asked. These are different answers, and an empty list alone is none of them.
/// </summary>
internal sealed class ForeignAddresses(SnapshotIndex index, IReadOnlyList<MapAddress> all)
{
    /// <summary>Judges by the names on the way first: they are evidence of their own, whoever could be asked.</summary>
    public AddressFront Of(MapAddress address)
    {
        AwsName[] names = [.. AwsName.Of(address)];
        string? doubt = Doubt(address);
        string read = string.Join(" and ", index.Clouds.Select(cloud => cloud.ToString()).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));

        foreach (AwsName name in names)
        {
            if (name.EdgeService is { } service)
                return Front(address, AddressOwner.EdgeService, $"A front of AWS's own: the name leads to {name.Name} ({service}). What is behind it is not in this map");
        }

        foreach (AwsName name in names)
        {
            if (index.Balancers.Where(pair => pair.Balancer.DNSName is { } dns && name.IsOf(dns)).OrderBy(pair => pair.Balancer.LoadBalancerArn, StringComparer.Ordinal).FirstOrDefault() is { Balancer: { } balancer } found)
                return ByName(address, balancer, found.Cloud);
        }

        foreach (AwsName name in names)
        {
            if (name.BalancerRegion is not { } region)
                continue;
            string says = $"the name leads to the load balancer {name.Name}";
            CloudState[] there = [.. index.Clouds.Where(cloud => cloud.Region == region)];
            // In a region that was read, the load balancer could still be ours if its interfaces or its record could not be read.
            return there.Length > 0 && doubt is not null
                ? Front(address, AddressOwner.Unknown, $"{doubt}; {says}")
                : Front(address, AddressOwner.OtherAccountOrRegion, there.Length > 0
                    ? $"A load balancer of another account in {region}: {says}, and no interface of {read} has the address"
                    : $"A load balancer in {region}, which was not read: {says}");
        }

        return doubt is not null
            ? Front(address, AddressOwner.Unknown, $"{doubt}{Hints(address)}")
            : Front(address, AddressOwner.NotFound, $"No interface of {read} has it: another account or region, a stale record, or nobody's{Hints(address)}");
    }

    private AddressFront ByName(MapAddress address, LoadBalancer balancer, CloudState cloud)
    {
        LoadBalancerName? names = balancer.LoadBalancerArn is { } arn ? index.Names.GetValueOrDefault(arn) : null;
        string now = names is { Answered: true } ? $"; its name now gives {List(names.IPAddresses)}" : "";
        return DoubtOf(cloud, address) is { } doubt
            ? Front(address, AddressOwner.LoadBalancer, $"{balancer.Type} load balancer {balancer.LoadBalancerName}, by its name alone: {doubt}{now}") with { Balancer = balancer, Cloud = cloud }
            : Front(address, AddressOwner.FormerLoadBalancerAddress,
                $"The name leads to load balancer {balancer.LoadBalancerName}, but none of its interfaces has the address: a stale record or cache{now}") with { Cloud = cloud };
    }

    // What keeps us from saying that no interface has the address; null where nothing does.
    private string? Doubt(MapAddress address) => index.Clouds.Count == 0
        ? "No AWS account was read"
        : index.Clouds.Select(cloud => DoubtOf(cloud, address)).FirstOrDefault(doubt => doubt is not null);

    private string? DoubtOf(CloudState cloud, MapAddress address)
    {
        if (index.Gaps.Of(cloud, "DescribeNetworkInterfaces", address.IPAddress) is { } gap)
            return GapIndex.Words($"The interfaces of {cloud} were", gap);
        string canonical = ElbName.Canonical(address.IPAddress);
        return cloud.AddressesLookedUp.Any(other => ElbName.Canonical(other) == canonical) ? null : $"{cloud} was not asked for this address";
    }

    // What else is known, without a conclusion.
    private string Hints(MapAddress address)
    {
        string hints = "";
        if (IPAddress.TryParse(address.IPAddress, out IPAddress? parsed) && IsPrivate(parsed))
            hints += "; it is a private address, of a network that was not read";
        if (address.ReverseName is { } reverse)
            hints += $"; its reverse name is {reverse}";
        foreach (MapAddress sibling in all.Where(other => other.HostName is not null && other.HostName == address.HostName && other.IPAddress != address.IPAddress).OrderBy(other => other.IPAddress, StringComparer.Ordinal))
        {
            if (index.InterfacesAt(sibling.IPAddress) is not [{ Elb: { } elb }] || index.BalancerOf(elb)?.Balancer is not { LoadBalancerArn: { } arn } balancer)
                continue;
            string gives = index.Names.GetValueOrDefault(arn) is { Answered: true } names ? $", whose own name gives {List(names.IPAddresses)}" : "";
            return $"{hints}; the name's address {sibling.IPAddress} belongs to load balancer {balancer.LoadBalancerName}{gives}: this one is none of its addresses";
        }

        return hints;
    }

    private static bool IsPrivate(IPAddress address)
    {
        byte[] bytes = address.GetAddressBytes();
        return address.AddressFamily == AddressFamily.InterNetworkV6
            ? (bytes[0] & 0xFE) == 0xFC
            : bytes[0] == 10 || (bytes[0] == 172 && bytes[1] is >= 16 and <= 31) || (bytes[0] == 192 && bytes[1] == 168) || (bytes[0] == 100 && bytes[1] is >= 64 and <= 127);
    }

    private static string List(string[] addresses) => addresses.Length == 0 ? "no address" : string.Join(", ", addresses.Order(StringComparer.Ordinal).Take(8));

    private static AddressFront Front(MapAddress address, AddressOwner owner, string detail) => new() { Address = address, Owner = owner, Detail = SafeText.Escape(detail, 600)! };
}
