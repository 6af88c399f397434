using TlsPathTools.Reachability.Rules;
using TlsPathTools.Topology.Cloud;
using TlsPathTools.Topology.Map;

namespace TlsPathTools.Reachability;

/// <summary>Where the ends of the hops are: clients, load balancers, nodes, pods.</summary>
internal sealed class PathPlaces(NetworkIndex network, SnapshotIndex index)
{
    /// <summary>The node of a load balancer behind an address.</summary>
    public NetworkPlace OfBalancer(TargetNode row, LoadBalancer? balancer)
    {
        string name = $"load balancer {row.LoadBalancerName ?? "?"}";
        if (network.Interface(row.NetworkInterfaceId) is not { } found)
        {
            string missing = row.NetworkInterfaceId is null ? $"which interface of {name} this is about: ask by its address" : network.Unread($"interface {row.NetworkInterfaceId}", "DescribeNetworkInterfaces");
            return new NetworkPlace { Words = name, Addresses = AddressRange.All(ipv6: false), Missing = missing };
        }

        bool ipv6 = AddressRange.Parse(row.IPAddress)?.IPv6 ?? false;
        AddressRange? address = ipv6 ? AddressRange.Parse(row.IPAddress) : FirstOf(found, ipv6: false);
        string[] groups = balancer is { SecurityGroups.Length: > 0 } ? balancer.SecurityGroups : found.Groups;
        return OfInterface(found, address, $"{name} at {address?.ToString() ?? "?"}") with
        {
            // A network load balancer may have none; another has some, known or not.
            Groups = groups.Length > 0 || balancer?.Type == "network" ? groups : null,
        };
    }

    /// <summary>Whether an address is the private one of a place, and not the public one that stands for it.</summary>
    public bool IsPrivate(NetworkPlace place, AddressRange address) => network.Interface(place.InterfaceId) is { } found && Array.IndexOf(found.Addresses, address) >= 0;

    /// <summary>The node of an instance, by its primary address.</summary>
    public NetworkPlace OfInstance(string? instanceId, string words)
    {
        if (instanceId is null || index.Instances.GetValueOrDefault(instanceId) is not { } instance)
            return Nowhere(words, network.Unread($"instance {SafeText.Escape(instanceId) ?? "?"} of {words}", "DescribeInstances"));
        AddressRange? address = AddressRange.Parse(instance.PrivateIpAddress);
        return address is { } own && network.InterfaceAt(instance.VpcId, own) is { } found
            ? OfInterface(found, own, $"{words} ({own})")
            : Nowhere(words, $"the primary interface of {SafeText.Escape(instanceId)}");
    }

    /// <summary>A pod, or a target that is registered by its address, in a VPC.</summary>
    public NetworkPlace OfAddress(string? vpcId, AddressRange address, string words)
    {
        if (network.InterfaceAt(vpcId, address) is { } found)
            return OfInterface(found, address, $"{words} ({address})");
        bool inside = network.RangesOf(vpcId).Any(range => range.Contains(address));
        return Nowhere(words, inside ? $"the interface that has {address}" : $"whose network {address} is in: none of the VPC {SafeText.Escape(vpcId) ?? "?"}") with { Addresses = address };
    }

    /// <summary>Clients of a load balancer.</summary>
    public NetworkPlace OfClient(ReachabilityOptions options, NetworkPlace balancer, bool internetFacing, bool ipv6)
    {
        if (AddressRange.Parse(options.ClientAddress) is { } given)
        {
            bool inside = network.RangesOf(balancer.VpcId).Any(range => range.Contains(given));
            if (!inside)
                return new NetworkPlace { Words = $"client {given}", Addresses = given, Groups = [] };
            KnownInterface? found = given.IsOne ? network.InterfaceAt(balancer.VpcId, given) : null;
            return new NetworkPlace
            {
                Words = $"client {given}",
                Addresses = given,
                InterfaceId = found?.Id,
                InstanceId = found?.InstanceId,
                SubnetId = found?.SubnetId ?? network.SubnetAt(balancer.VpcId, given),
                VpcId = balancer.VpcId,
                Groups = found?.Groups,
                Missing = internetFacing ? $"by which public address {given} leaves its VPC: give that one" : null,
            };
        }

        if (internetFacing)
            return new NetworkPlace { Words = "any client on the Internet", Addresses = AddressRange.All(ipv6), Groups = [] };
        AddressRange? whole = network.RangesOf(balancer.VpcId).Where(range => range.IPv6 == ipv6).Cast<AddressRange?>().FirstOrDefault();
        return new NetworkPlace { Words = "any client of the VPC", Addresses = whole ?? AddressRange.All(ipv6), Groups = [] };
    }

    private static NetworkPlace OfInterface(KnownInterface found, AddressRange? address, string words) => new()
    {
        Words = words,
        Addresses = address ?? AddressRange.All(ipv6: false),
        InterfaceId = found.Id,
        InstanceId = found.InstanceId,
        SubnetId = found.SubnetId,
        VpcId = found.VpcId,
        Groups = found.Groups.Length > 0 ? found.Groups : null,
        SourceDestCheck = found.SourceDestCheck,
        Missing = address is null ? $"an address of {SafeText.Escape(found.Id)}" : found.SubnetId is null ? $"the subnet of {SafeText.Escape(found.Id)}" : null,
    };

    private static AddressRange? FirstOf(KnownInterface found, bool ipv6) => found.Addresses.Where(address => address.IsOne && address.IPv6 == ipv6).Cast<AddressRange?>().FirstOrDefault();

    private static NetworkPlace Nowhere(string words, string missing) => new() { Words = words, Addresses = AddressRange.All(ipv6: false), Missing = missing };
}
