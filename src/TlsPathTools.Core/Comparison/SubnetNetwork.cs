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
    private readonly Dictionary<string, (Subnet Subnet, CloudState Cloud)> _subnets = new(StringComparer.Ordinal);
    private readonly Dictionary<string, NetworkAcl> _acls = new(StringComparer.Ordinal);
    private readonly Dictionary<string, RouteTable> _tables = new(StringComparer.Ordinal);
    private readonly Dictionary<string, RouteTable> _mainTables = new(StringComparer.Ordinal);
    private readonly Dictionary<string, SubnetNetwork> _read = new(StringComparer.Ordinal);
    private readonly GapIndex _gaps;

    public SubnetNetworks(IEnumerable<CloudState> newestFirst, GapIndex gaps)
    {
        _gaps = gaps;
        foreach (CloudState cloud in newestFirst)
        {
            foreach (Subnet subnet in cloud.Subnets)
                _subnets.TryAdd(subnet.SubnetId ?? "", (subnet, cloud));
            foreach (NetworkAcl acl in cloud.NetworkAcls)
            {
                foreach (NetworkAclAssociation association in acl.Associations)
                    _acls.TryAdd(association.SubnetId ?? "", acl);
            }

            foreach (RouteTable table in cloud.RouteTables)
            {
                foreach (RouteTableAssociation association in table.Associations)
                {
                    if (association.SubnetId is { } subnet)
                        _tables.TryAdd(subnet, table);
                    else if (association.Main == true)
                        _mainTables.TryAdd(table.VpcId ?? "", table);
                }
            }
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
        (Subnet? subnet, CloudState? cloud) = _subnets.TryGetValue(subnetId, out var found) ? found : (null, null);
        NetworkAcl? acl = _acls.GetValueOrDefault(subnetId);
        // A subnet without a table of its own has the main one of its VPC.
        RouteTable? table = _tables.GetValueOrDefault(subnetId) ?? (subnet?.VpcId is { } vpc ? _mainTables.GetValueOrDefault(vpc) : null);
        PropertyValue noAcl = PropertyValue.Unknown(GapIndex.Words("network ACLs", _gaps.Of(cloud, "DescribeNetworkAcls")));
        PropertyValue noTable = PropertyValue.Unknown(GapIndex.Words("route tables", _gaps.Of(cloud, "DescribeRouteTables")));
        return new SubnetNetwork
        {
            SubnetId = subnetId,
            Subnet = subnet,
            AclId = acl is null ? noAcl : PropertyValue.Of(acl.NetworkAclId),
            Inbound = acl is null ? noAcl : NetworkTexts.Entries(acl, egress: false),
            Outbound = acl is null ? noAcl : NetworkTexts.Entries(acl, egress: true),
            RouteTableId = table is null ? noTable : PropertyValue.Of(table.RouteTableId),
            Routes = table is null ? noTable : NetworkTexts.Routes(table),
        };
    }
}
