using TlsPathTools.Reachability.Rules;
using TlsPathTools.Topology;
using TlsPathTools.Topology.Cloud;
using TlsPathTools.Topology.Map;

namespace TlsPathTools.Reachability;

/// <summary>The networks of a snapshot by what a packet meets on its way: interfaces by address, ACLs and route tables by subnet. Made in one pass.</summary>
internal sealed class NetworkIndex
{
    // Amazon's CNI plugin takes prefixes of this length (docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-prefix-eni.html).
    private const int DelegatedPrefix = 28;

    private readonly Dictionary<(string Vpc, AddressRange Address), KnownInterface> _byAddress = [];
    private readonly Dictionary<string, KnownInterface> _byId = new(StringComparer.Ordinal);
    private readonly HashSet<string> _subnets = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<(AddressRange Range, string SubnetId)>> _subnetsOfVpc = new(StringComparer.Ordinal);
    private readonly Dictionary<string, AddressRange[]> _rangesOfVpc = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SecurityGroup> _groups = new(StringComparer.Ordinal);
    private readonly SubnetAssociations _associations;
    private readonly Dictionary<string, string> _internetGateways = new(StringComparer.Ordinal);
    private readonly GapIndex _gaps;

    public NetworkIndex(PathSnapshot snapshot)
    {
        _gaps = new GapIndex(snapshot.Gaps);
        // What was read last wins where two connections read the same account.
        CloudState[] clouds = [.. snapshot.Clouds.OrderByDescending(cloud => cloud.EndedUtc)];
        HasCloud = clouds.Length > 0;
        _associations = new SubnetAssociations(clouds);
        PrefixLists = new PrefixLists(clouds.SelectMany(cloud => cloud.PrefixLists));
        foreach (CloudState cloud in clouds)
        {
            foreach (Subnet subnet in cloud.Subnets)
                Add(subnet);
            foreach (Vpc vpc in cloud.Vpcs)
                _rangesOfVpc.TryAdd(vpc.VpcId ?? "", RangesOf(vpc));
            foreach (NetworkInterface one in cloud.NetworkInterfaces)
                Add(KnownInterface.Of(one));
            foreach (Instance instance in cloud.Instances)
            {
                foreach (InstanceNetworkInterface one in instance.NetworkInterfaces)
                    Add(KnownInterface.Of(instance, one));
            }

            foreach (SecurityGroup group in cloud.SecurityGroups)
                _groups.TryAdd(group.GroupId ?? "", group);
            foreach (RouteTable table in cloud.RouteTables)
                Add(table);
        }
    }

    public bool HasCloud { get; }

    public PrefixLists PrefixLists { get; }

    public SecurityGroup? Group(string id) => _groups.GetValueOrDefault(id);

    public NetworkAcl? AclOf(string subnetId) => _associations.AclOf(subnetId);

    public RouteTable? TableOf(string subnetId) => _associations.TableOf(subnetId);

    /// <summary>The internet gateway of a VPC, of which there is one at most, as any of its route tables names it; null where none does.</summary>
    public string? InternetGatewayOf(string? vpcId) => vpcId is null ? null : _internetGateways.GetValueOrDefault(vpcId);

    public IReadOnlyList<AddressRange> RangesOf(string? vpcId) => vpcId is null ? [] : _rangesOfVpc.GetValueOrDefault(vpcId) ?? [];

    public KnownInterface? Interface(string? id) => id is null ? null : _byId.GetValueOrDefault(id);

    /// <summary>The interface of a VPC that has a private address, by itself or by a prefix that was delegated to it.</summary>
    public KnownInterface? InterfaceAt(string? vpcId, AddressRange address)
    {
        if (vpcId is null)
            return null;
        if (_byAddress.TryGetValue((vpcId, address), out KnownInterface? found))
            return found;
        if (address.IPv6)
            return null;
        UInt128 hosts = (UInt128.One << (32 - DelegatedPrefix)) - 1;
        return _byAddress.GetValueOrDefault((vpcId, new AddressRange(IPv6: false, address.First & ~hosts, address.First | hosts)));
    }

    /// <summary>The subnet of a VPC that an address is in.</summary>
    public string? SubnetAt(string? vpcId, AddressRange address)
    {
        foreach ((AddressRange range, string subnet) in vpcId is null ? [] : _subnetsOfVpc.GetValueOrDefault(vpcId) ?? [])
        {
            if (range.Contains(address))
                return subnet;
        }

        return null;
    }

    /// <summary>What could not be read, in words.</summary>
    public string Unread(string what, string operation) => HasCloud ? GapIndex.Words(what, _gaps.Of(cloud: null, operation)) : "no account was read";

    private static bool IsToInternet(Route route) => route.State != "blackhole" && route.GatewayId?.StartsWith("igw-", StringComparison.Ordinal) == true;

    private static AddressRange[] RangesOf(Vpc vpc) =>
    [
        .. vpc.CidrBlockAssociationSet.Select(block => block.CidrBlock).Prepend(vpc.CidrBlock).Concat(vpc.Ipv6CidrBlockAssociationSet.Select(block => block.Ipv6CidrBlock))
            .Select(AddressRange.Parse).OfType<AddressRange>().Distinct(),
    ];

    private void Add(Subnet subnet)
    {
        if (subnet.SubnetId is not { } id || subnet.VpcId is not { } vpc || !_subnets.Add(id))
            return;
        if (!_subnetsOfVpc.TryGetValue(vpc, out List<(AddressRange, string)>? subnets))
            _subnetsOfVpc[vpc] = subnets = [];
        subnets.AddRange(subnet.Ipv6CidrBlockAssociationSet.Select(block => block.Ipv6CidrBlock).Prepend(subnet.CidrBlock).Select(AddressRange.Parse).OfType<AddressRange>().Select(range => (range, id)));
    }

    private void Add(KnownInterface one)
    {
        if (!_byId.TryAdd(one.Id, one))
            return;
        foreach (AddressRange address in one.Addresses)
            _byAddress.TryAdd((one.VpcId ?? "", address), one);
    }

    private void Add(RouteTable table)
    {
        if (table.VpcId is { } vpc && Array.Find(table.Routes, IsToInternet)?.GatewayId is { } gateway)
            _internetGateways.TryAdd(vpc, gateway);
    }
}

/// <summary>An interface, whichever answer showed it.</summary>
/// <param name="Id">eni-….</param>
/// <param name="VpcId">Its VPC.</param>
/// <param name="SubnetId">Its subnet.</param>
/// <param name="InstanceId">The instance that it is attached to.</param>
/// <param name="Addresses">Its private addresses, the primary one first, and the prefixes that were delegated to it.</param>
/// <param name="PublicAddress">The public address of the primary one.</param>
/// <param name="Groups">Its security groups.</param>
/// <param name="SourceDestCheck">Whether it drops what is not for its addresses.</param>
internal sealed record KnownInterface(
    string Id, string? VpcId, string? SubnetId, string? InstanceId, AddressRange[] Addresses, string? PublicAddress, string[] Groups, bool? SourceDestCheck)
{
    public static KnownInterface Of(NetworkInterface one) => new(
        one.NetworkInterfaceId ?? "", one.VpcId, one.SubnetId, one.Attachment?.InstanceId,
        Parse(one.PrivateIpAddresses.OrderByDescending(address => address.Primary == true).Select(address => address.PrivateIpAddress).Prepend(one.PrivateIpAddress)
            .Concat(one.Ipv6Addresses.Select(address => address.Ipv6Address)).Concat(one.Ipv4Prefixes.Select(prefix => prefix.Ipv4Prefix))),
        one.Association?.PublicIp, [.. one.Groups.Select(group => group.GroupId).OfType<string>()], one.SourceDestCheck);

    public static KnownInterface Of(Instance instance, InstanceNetworkInterface one) => new(
        one.NetworkInterfaceId ?? "", one.VpcId ?? instance.VpcId, one.SubnetId, instance.InstanceId,
        Parse(one.PrivateIpAddresses.OrderByDescending(address => address.Primary == true).Select(address => address.PrivateIpAddress).Prepend(one.PrivateIpAddress)
            .Concat(one.Ipv4Prefixes.Select(prefix => prefix.Ipv4Prefix))),
        null, [.. one.Groups.Select(group => group.GroupId).OfType<string>()], one.SourceDestCheck);

    private static AddressRange[] Parse(IEnumerable<string?> texts) => [.. texts.Select(AddressRange.Parse).OfType<AddressRange>().Distinct()];
}
