using TlsPathTools.Topology;
using TlsPathTools.Topology.Cloud;
using TlsPathTools.Topology.Map;

namespace TlsPathTools.Comparison;

/// <summary>What guards a subnet and where its packets go: the network ACL and the route table by what they say, not by name.</summary>
internal sealed class SubnetNetwork
{
    public required string SubnetId { get; init; }

    public required Subnet? Subnet { get; init; }

    public required PropertyValue AclId { get; init; }

    public required PropertyValue Inbound { get; init; }

    public required PropertyValue Outbound { get; init; }

    public required PropertyValue RouteTableId { get; init; }

    public required PropertyValue Routes { get; init; }
}

/// <summary>The subnets of a snapshot with their network ACLs and route tables. Each is read off once, however many nodes are in it.</summary>
internal sealed class SubnetNetworks
{
    private readonly SubnetAssociations _associations;
    private readonly Dictionary<string, CloudState> _clouds = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SubnetNetwork> _read = new(StringComparer.Ordinal);
    private readonly GapIndex _gaps;

    public SubnetNetworks(IReadOnlyCollection<CloudState> newestFirst, GapIndex gaps)
    {
        _gaps = gaps;
        _associations = new SubnetAssociations(newestFirst);
        foreach (CloudState cloud in newestFirst)
        {
            foreach (Subnet subnet in cloud.Subnets)
                _clouds.TryAdd(subnet.SubnetId ?? "", cloud);
        }
    }

    public SubnetNetwork Of(string subnetId)
    {
        if (!_read.TryGetValue(subnetId, out SubnetNetwork? network))
            _read[subnetId] = network = Read(subnetId);
        return network;
    }

    private SubnetNetwork Read(string subnetId)
    {
        CloudState? cloud = _clouds.GetValueOrDefault(subnetId);
        NetworkAcl? acl = _associations.AclOf(subnetId);
        RouteTable? table = _associations.TableOf(subnetId);
        PropertyValue noAcl = PropertyValue.Unknown(GapIndex.Words("network ACLs", _gaps.Of(cloud, "DescribeNetworkAcls")));
        PropertyValue noTable = PropertyValue.Unknown(GapIndex.Words("route tables", _gaps.Of(cloud, "DescribeRouteTables")));
        return new SubnetNetwork
        {
            SubnetId = subnetId,
            Subnet = _associations.Subnet(subnetId),
            AclId = acl is null ? noAcl : PropertyValue.Of(acl.NetworkAclId),
            Inbound = acl is null ? noAcl : NetworkTexts.Entries(acl, egress: false),
            Outbound = acl is null ? noAcl : NetworkTexts.Entries(acl, egress: true),
            RouteTableId = table is null ? noTable : PropertyValue.Of(table.RouteTableId),
            Routes = table is null ? noTable : NetworkTexts.Routes(table),
        };
    }
}
