using TlsPathTools.Topology.Cloud;

namespace TlsPathTools.Topology.Map;

/// <summary>Finds what stands behind addresses: interface by address, load balancer by the interface's description.</summary>
internal sealed class AddressFronts(SnapshotIndex index, IReadOnlyList<MapAddress> all)
{
    private readonly ForeignAddresses _foreign = new(index, all);
    private readonly Lazy<Dictionary<string, AddressFront>> _declared = new(() => Declared(index));

    /// <summary>
    /// What has the address; several where private networks use the same one. An address of the load balancer's own answer, or of its fixed
    /// ones, belongs to it even where interfaces could not be read.
    /// </summary>
    public IReadOnlyList<AddressFront> Of(MapAddress address)
    {
        IReadOnlyList<InterfaceAt> found = index.InterfacesAt(address.IPAddress);
        if (found.Count > 0)
        {
            IReadOnlyList<InterfaceAt> meant = Meant(found, address);
            return [.. meant.OrderBy(at => at.Interface.NetworkInterfaceId, StringComparer.Ordinal).Select(at => At(address, at, meant.Count))];
        }

        return [_declared.Value.TryGetValue(ElbName.Canonical(address.IPAddress), out AddressFront? front) ? front with { Address = address } : _foreign.Of(address)];
    }

    /// <summary>The front of a load balancer at one of its interfaces.</summary>
    public AddressFront At(MapAddress address, InterfaceAt at, int candidates = 1)
    {
        NetworkInterface networkInterface = at.Interface;
        LoadBalancer? balancer = at.Elb is { } elb && index.BalancerOf(elb) is { } read ? read.Balancer : null;
        string where = $"{networkInterface.NetworkInterfaceId} in {networkInterface.AvailabilityZone ?? "an unknown zone"}";
        string detail = at.Elb is null
            ? $"Interface {where} has it, which belongs to no load balancer: {OtherUse(networkInterface)}"
            : $"{balancer?.Type ?? at.Elb.Type} load balancer {at.Elb.Name}: interface {where}{(balancer is null && at.Elb.Suffix is not null ? "; " + UnreadBalancer(index, at.Cloud, at.Elb.Name) : "")}";
        return new AddressFront
        {
            Address = address,
            Owner = at.Elb is null ? AddressOwner.OtherInterface : AddressOwner.LoadBalancer,
            Detail = SafeText.Escape(candidates > 1 ? $"{detail}; {candidates} networks that were read have this private address" : detail, 512)!,
            Cloud = at.Cloud,
            Interface = networkInterface,
            Elb = at.Elb,
            Balancer = balancer,
            Zone = networkInterface.AvailabilityZone ?? (networkInterface.SubnetId is { } subnet ? index.SubnetZones.GetValueOrDefault(subnet) : null),
            Ambiguous = candidates > 1,
        };
    }

    /// <summary>The addresses that a load balancer says it has, for one whose interfaces were not read.</summary>
    public IReadOnlyList<AddressFront> DeclaredBy(string balancerArn, string? hostName) =>
        [.. _declared.Value.Values.Where(front => front.BalancerArn == balancerArn).OrderBy(front => front.Address.IPAddress, AddressOrder.Instance)
            .Select(front => front with { Address = front.Address with { HostName = hostName } })];

    // Fixed addresses of a load balancer's record come before those that its DNS name gives, because they say the zone.
    private static Dictionary<string, AddressFront> Declared(SnapshotIndex index)
    {
        var fronts = new Dictionary<string, AddressFront>(StringComparer.Ordinal);
        foreach ((LoadBalancer balancer, CloudState cloud) in index.Balancers.OrderBy(pair => pair.Balancer.LoadBalancerArn, StringComparer.Ordinal))
        {
            foreach (AvailabilityZone zone in balancer.AvailabilityZones)
            {
                foreach (LoadBalancerAddress address in zone.LoadBalancerAddresses)
                {
                    string?[] client = balancer.Scheme == "internal" ? [address.PrivateIPv4Address, address.IpAddress, address.IPv6Address] : [address.IpAddress, address.IPv6Address];
                    foreach (string text in client.OfType<string>())
                        Add(text, zone.ZoneName, $"the address is its fixed one in {zone.ZoneName}");
                }
            }

            foreach (string address in balancer.LoadBalancerArn is { } arn && index.Names.GetValueOrDefault(arn) is { } names ? names.IPAddresses : [])
                Add(address, zone: null, "its DNS name gives the address");

            void Add(string address, string? zone, string why)
            {
                string canonical = ElbName.Canonical(address);
                fronts.TryAdd(canonical, new AddressFront
                {
                    Address = new MapAddress(canonical),
                    Owner = AddressOwner.LoadBalancer,
                    Detail = SafeText.Escape($"{balancer.Type} load balancer {balancer.LoadBalancerName}: {why}; the interface was not read", 512)!,
                    Cloud = cloud,
                    Balancer = balancer,
                    Zone = zone,
                });
            }
        }

        return fronts;
    }

    // A private address can be in use in several networks: the load balancer that the name leads to is meant, else any load balancer.
    private IReadOnlyList<InterfaceAt> Meant(IReadOnlyList<InterfaceAt> found, MapAddress address)
    {
        if (found.Count == 1)
            return found;
        InterfaceAt[] named = [.. found.Where(at => at.Elb is { } elb && index.BalancerOf(elb)?.Balancer.DNSName is { } name && AwsName.Of(address).Any(of => of.IsOf(name)))];
        if (named.Length > 0)
            return named;
        InterfaceAt[] balancers = [.. found.Where(at => at.Elb is not null)];
        return balancers.Length > 0 ? balancers : found;
    }

    /// <summary>Why a load balancer that an interface names is not there.</summary>
    internal static string UnreadBalancer(SnapshotIndex index, CloudState? cloud, string? name) =>
        GapIndex.Words("the load balancer itself was", index.Gaps.Of(cloud, "DescribeLoadBalancers", name));

    private static string OtherUse(NetworkInterface networkInterface) => networkInterface.Attachment?.InstanceId is { } instance
        ? $"instance {instance}"
        : $"{networkInterface.InterfaceType ?? "interface"} \"{networkInterface.Description}\"";
}
