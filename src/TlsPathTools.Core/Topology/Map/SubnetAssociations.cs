using TlsPathTools.Topology.Cloud;

namespace TlsPathTools.Topology.Map;

/// <summary>Which network ACL guards a subnet, and which route table serves it.</summary>
internal sealed class SubnetAssociations
{
    private readonly Dictionary<string, Subnet> _subnets = new(StringComparer.Ordinal);
    private readonly Dictionary<string, NetworkAcl> _acls = new(StringComparer.Ordinal);
    private readonly Dictionary<string, RouteTable> _tables = new(StringComparer.Ordinal);
    private readonly Dictionary<string, RouteTable> _mainTables = new(StringComparer.Ordinal);

    /// <summary>Reads them in one pass; what comes first wins where two connections read the same account.</summary>
    public SubnetAssociations(IEnumerable<CloudState> newestFirst)
    {
        foreach (CloudState cloud in newestFirst)
        {
            foreach (Subnet subnet in cloud.Subnets)
                _subnets.TryAdd(subnet.SubnetId ?? "", subnet);
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

    public Subnet? Subnet(string subnetId) => _subnets.GetValueOrDefault(subnetId);

    public NetworkAcl? AclOf(string subnetId) => _acls.GetValueOrDefault(subnetId);

    /// <summary>The route table of a subnet: its own, or the main one of its VPC.</summary>
    public RouteTable? TableOf(string subnetId) =>
        _tables.GetValueOrDefault(subnetId) ?? (Subnet(subnetId)?.VpcId is { } vpc ? _mainTables.GetValueOrDefault(vpc) : null);
}
