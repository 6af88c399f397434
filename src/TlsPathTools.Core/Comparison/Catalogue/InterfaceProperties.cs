using TlsPathTools.Topology.Cloud;
using static TlsPathTools.Comparison.CanExplain;
using static TlsPathTools.Comparison.ValueKind;
using Property = TlsPathTools.Comparison.PropertyDefinition<TlsPathTools.Comparison.ComparedNode>;

namespace TlsPathTools.Comparison.Catalogue;

/// <summary>The catalogue's lines about all interfaces of a node, their security groups, subnets, network ACLs and route tables.</summary>
internal static class InterfaceProperties
{
    internal const string SameProvesNothing = "Equal ids and rules prove nothing: the same rules can let one node's packets through and stop another's. Test-NodeReachability evaluates them.";

    private const string Interfaces = "ec2:DescribeNetworkInterfaces";
    private const string Types = "ec2:DescribeInstanceTypes";
    private const string Acls = "ec2:DescribeNetworkAcls";
    private const string Tables = "ec2:DescribeRouteTables";
    private const string OneInterface = "it has one interface only";

    public static readonly Property[] All =
    [
        new("InterfaceCount", ConfigGroup.Interfaces, Number, CorrelationOnly, "Only pods on secondary interfaces depend on them, and their number follows the number of pods.", Interfaces,
            node => node.OfInterfaces(all => PropertyValue.Of(all.Length))),
        new("InterfaceTypes", ConfigGroup.Interfaces, Set, CorrelationOnly, "Trunk interfaces mean security groups of the pods' own.", Interfaces,
            node => node.OfInterfaces(all => PropertyValue.Set(all.Select(one => one.Type ?? "interface")))),
        new("InterfaceStates", ConfigGroup.Interfaces, Set, Yes, "Pods on an interface that is not attached cannot be reached.", Interfaces,
            node => node.OfInterfaces(all => PropertyValue.Set(all.Select(one => one.Status ?? "?")))),
        new("AddressCount", ConfigGroup.Interfaces, Number, CorrelationOnly, "Addresses and prefixes of /28 that pods can get; a node without free ones starts no pods.", Interfaces,
            node => node.OfInterfaces(all => PropertyValue.Of(all.Sum(one => one.Addresses + (16 * one.Prefixes))))) { Slack = 16, Ratio = 0.5 },
        new("AtInterfaceLimit", ConfigGroup.Interfaces, Text, CorrelationOnly, "A node that has all interfaces and addresses of its type gets no more pods; those that run are not touched.", Types, AtLimit),
        new("IdleTimeout", ConfigGroup.Interfaces, Number, CorrelationOnly, "It ends flows that are idle for longer, and no fresh ones.", Types,
            node => OfType(node, type => PropertyValue.Of(type.NetworkInfo?.ConnectionTrackingConfiguration?.DefaultTcpEstablishedTimeout, Quantity.Span))) { Show = Quantity.Span },
        new("SourceDestCheck", ConfigGroup.Interfaces, Text, Yes, "With several interfaces, what comes in by one and leaves by another is dropped where the check is on.", Interfaces,
            node => node.OfInterfaces(all => PropertyValue.Of(all[0].SourceDestCheck, "on", "off"))) { Circumstances = WithOneInterface },
        new("SecondarySourceDestCheck", ConfigGroup.Interfaces, Set, Yes, "Pods on a secondary interface cannot be reached by way of the node where the check is on (amazon-vpc-cni-k8s #231, #107).", Interfaces,
            node => Secondary(node, all => PropertyValue.Set(all.Select(one => one.SourceDestCheck switch { true => "on", false => "off", _ => "?" })))),

        new("SecurityGroups", ConfigGroup.SecurityGroups, Set, Yes, "The groups of the first interface decide what reaches the NodePort.", Interfaces,
            node => node.OfInterfaces(all => PropertyValue.Set(all[0].Groups))) { WhenSame = SameProvesNothing },
        new("SecondarySecurityGroups", ConfigGroup.SecurityGroups, Set, Yes, "The groups of a secondary interface decide what reaches the pods on it.", Interfaces,
            node => Secondary(node, all => PropertyValue.Set(all.Select(one => string.Join(" + ", one.Groups.Order(StringComparer.Ordinal)))))) { WhenSame = SameProvesNothing },
        new("SecurityGroupRules", ConfigGroup.SecurityGroups, Set, Yes, "What all groups of all its interfaces allow together.", "ec2:DescribeSecurityGroups", Rules) { WhenSame = SameProvesNothing },

        new("Subnet", ConfigGroup.Subnet, Text, CorrelationOnly, "Its network ACL and its routes have lines of their own.", "ec2:DescribeSubnets",
            node => node.Subnets is [var first, ..] ? PropertyValue.Of(node.Index.Networks.Of(first).Subnet is { } subnet ? $"{first} {subnet.CidrBlock}" : first) : node.Missing("its subnet", "DescribeInstances")),
        new("SecondarySubnets", ConfigGroup.Subnet, Set, CorrelationOnly, "Pods of a secondary interface are in its subnet, under its network ACL and routes.", Interfaces,
            node => Secondary(node, all => PropertyValue.Set(all.Select(one => one.SubnetId)))),
        new("SubnetFreeAddresses", ConfigGroup.Subnet, Number, CorrelationOnly, "Without free addresses no pod starts; pods that run are not touched.", "ec2:DescribeSubnets", FreeAddresses) { Slack = 50, Ratio = 0.8 },

        new("NetworkAcl", ConfigGroup.NetworkAcl, Text, CorrelationOnly, "Its entries have lines of their own.", Acls, node => node.OfSubnets(network => network.AclId)) { WhenSame = SameProvesNothing },
        new("NetworkAclInbound", ConfigGroup.NetworkAcl, Ordered, Yes, "It stops what comes in, the replies of others included: it keeps no state.", Acls, node => node.OfSubnets(network => network.Inbound)) { WhenSame = SameProvesNothing },
        new("NetworkAclOutbound", ConfigGroup.NetworkAcl, Ordered, Yes, "It stops what goes out, the replies to clients' ephemeral ports included.", Acls, node => node.OfSubnets(network => network.Outbound)) { WhenSame = SameProvesNothing },
        new("RouteTable", ConfigGroup.RouteTable, Text, CorrelationOnly, "Its routes have a line of their own.", Tables, node => node.OfSubnets(network => network.RouteTableId)) { WhenSame = SameProvesNothing },
        new("Routes", ConfigGroup.RouteTable, Set, Yes, "Without the route back no reply arrives. Gateways of each zone (NAT, endpoints) count by their kind.", Tables, node => node.OfSubnets(network => network.Routes)) { WhenSame = SameProvesNothing },
    ];

    private static PropertyValue Secondary(ComparedNode node, Func<NodeInterface[], PropertyValue> read) => node.OfInterfaces(all =>
        all.Length == 1 ? PropertyValue.DoesNotApply(OneInterface) : read([.. all.Where(one => !one.IsPrimary)]));

    private static (CanExplain, string)? WithOneInterface(IReadOnlyList<ComparedNode> nodes) => nodes.All(node => node.Interfaces.Length <= 1)
        ? (CorrelationOnly, "With one interface per node nothing leaves by another one: it matters with secondary interfaces.")
        : null;

    // The rules of a set of groups are read off once for all nodes that have it.
    private static PropertyValue Rules(ComparedNode node) => node.OfInterfaces(all =>
        node.Index.RulesOf([.. all.SelectMany(one => one.Groups).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)], node));

    private static PropertyValue OfType(ComparedNode node, Func<InstanceTypeInfo, PropertyValue> read) =>
        node.Instance?.InstanceType is { } name && node.Index.InstanceTypes.TryGetValue(name, out InstanceTypeInfo? type) ? read(type) : node.Missing("the limits of its type", "DescribeInstanceTypes");

    // An interface has as many places as addresses; a place holds an address or a prefix of 16.
    private static PropertyValue AtLimit(ComparedNode node) => OfType(node, type => node.OfInterfaces(all =>
        type.NetworkInfo is { MaximumNetworkInterfaces: { } interfaces, Ipv4AddressesPerInterface: { } places }
            ? PropertyValue.Of(all.Length >= interfaces && Array.TrueForAll(all, one => one.Addresses + one.Prefixes >= places))
            : PropertyValue.Unknown("the answer does not say")));

    private static PropertyValue FreeAddresses(ComparedNode node) =>
        node.Subnets is [var first, ..] && node.Index.Networks.Of(first).Subnet is { } subnet ? PropertyValue.Of(subnet.AvailableIpAddressCount) : node.Missing("its subnet", "DescribeSubnets");
}
