using static TlsPathTools.Comparison.CanExplain;
using static TlsPathTools.Comparison.ValueKind;
using Property = TlsPathTools.Comparison.PropertyDefinition<TlsPathTools.Comparison.ComparedSubnet>;

namespace TlsPathTools.Comparison.Catalogue;

/// <summary>The lines about the subnets of a load balancer. They explain why one of its addresses fails, whatever the nodes are.</summary>
internal static class BalancerSubnetProperties
{
    private const string Subnets = "ec2:DescribeSubnets";
    private const string Acls = "ec2:DescribeNetworkAcls";
    private const string Tables = "ec2:DescribeRouteTables";
    private const string Interfaces = "ec2:DescribeNetworkInterfaces";

    public static readonly Property[] All =
    [
        new("Addresses", ConfigGroup.Subnet, Own, No, "The addresses of the load balancer in this subnet.", Interfaces, subnet => Known(subnet.Addresses, "the load balancer's interfaces")),
        new("SubnetState", ConfigGroup.Subnet, Text, Yes, "A subnet that is not available serves nothing.", Subnets, subnet => PropertyValue.Of(subnet.Network.Subnet?.State)),
        new("SubnetFreeAddresses", ConfigGroup.Subnet, Number, CorrelationOnly, "An application load balancer needs 8 free addresses to grow; what it has goes on.", Subnets,
            subnet => PropertyValue.Of(subnet.Network.Subnet?.AvailableIpAddressCount)) { Slack = 50, Ratio = 0.8 },
        new("SecurityGroups", ConfigGroup.SecurityGroups, Set, Yes, "All interfaces of a load balancer have its groups; where they do not, somebody changed one.", Interfaces,
            subnet => subnet.Interfaces.Length == 0 ? PropertyValue.Unknown("the load balancer's interfaces were not found") : PropertyValue.Set(subnet.Interfaces.SelectMany(one => one.Groups).Select(group => group.GroupId)))
        { WhenSame = InterfaceProperties.SameProvesNothing },
        new("NetworkAcl", ConfigGroup.NetworkAcl, Text, CorrelationOnly, "Its entries have lines of their own.", Acls, subnet => subnet.Network.AclId) { WhenSame = InterfaceProperties.SameProvesNothing },
        new("NetworkAclInbound", ConfigGroup.NetworkAcl, Ordered, Yes, "It stops clients before they reach the load balancer, and the replies of targets.", Acls, subnet => subnet.Network.Inbound) { WhenSame = InterfaceProperties.SameProvesNothing },
        new("NetworkAclOutbound", ConfigGroup.NetworkAcl, Ordered, Yes, "It stops replies to clients' ephemeral ports, and what goes to targets.", Acls, subnet => subnet.Network.Outbound) { WhenSame = InterfaceProperties.SameProvesNothing },
        new("RouteTable", ConfigGroup.RouteTable, Text, CorrelationOnly, "Its routes have a line of their own.", Tables, subnet => subnet.Network.RouteTableId) { WhenSame = InterfaceProperties.SameProvesNothing },
        new("Routes", ConfigGroup.RouteTable, Set, Yes, "Without a route to the Internet gateway, clients of the Internet get no reply from the address here.", Tables, subnet => subnet.Network.Routes) { Circumstances = WhenInternal, WhenSame = InterfaceProperties.SameProvesNothing },
    ];

    private static PropertyValue Known(string[] addresses, string what) => addresses.Length == 0 ? PropertyValue.Unknown($"{what} were not found") : PropertyValue.Set(addresses);

    private static (CanExplain, string)? WhenInternal(IReadOnlyList<ComparedSubnet> subnets) => subnets[0].Balancer.Scheme == "internal"
        ? (Yes, "Without the route back to clients, those outside of the VPC get no reply from the address here.")
        : null;
}
