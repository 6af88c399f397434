using TlsPathTools.Aws.Pipeline;
using TlsPathTools.Aws.Reading;
using TlsPathTools.Topology;
using TlsPathTools.Topology.Cloud;

namespace TlsPathTools.Aws.Ec2;

internal static partial class Ec2Operations
{
    /// <summary>Route tables.</summary>
    public static AwsCall<AwsPage<RouteTable>> DescribeRouteTables(IReadOnlyList<CloudFilter> filters, string? nextToken = null, int maxResults = 100) =>
        Page("DescribeRouteTables", Filtered(filters, nextToken, maxResults), "routeTableSet/item", ReadRouteTable);

    private static RouteTable ReadRouteTable(XmlElement element) => new()
    {
        RouteTableId = element.Text("routeTableId"),
        VpcId = element.Text("vpcId"),
        OwnerId = element.Text("ownerId"),
        Associations = element.List("associationSet", ReadRouteTableAssociation),
        Routes = element.List("routeSet", ReadRoute),
        PropagatingVgws = element.List("propagatingVgwSet", ReadPropagatingVgw),
        Tags = element.List("tagSet", ReadTag),
    };

    private static RouteTableAssociation ReadRouteTableAssociation(XmlElement element) => new()
    {
        RouteTableAssociationId = element.Text("routeTableAssociationId"),
        RouteTableId = element.Text("routeTableId"),
        SubnetId = element.Text("subnetId"),
        GatewayId = element.Text("gatewayId"),
        Main = element.Flag("main"),
        AssociationState = element.Object("associationState", ReadRouteTableAssociationState),
    };

    private static RouteTableAssociationState ReadRouteTableAssociationState(XmlElement element) => new()
    {
        State = element.Text("state"),
        StatusMessage = element.Text("statusMessage"),
    };

    private static Route ReadRoute(XmlElement element) => new()
    {
        DestinationCidrBlock = element.Text("destinationCidrBlock"),
        DestinationIpv6CidrBlock = element.Text("destinationIpv6CidrBlock"),
        DestinationPrefixListId = element.Text("destinationPrefixListId"),
        GatewayId = element.Text("gatewayId"),
        NatGatewayId = element.Text("natGatewayId"),
        TransitGatewayId = element.Text("transitGatewayId"),
        LocalGatewayId = element.Text("localGatewayId"),
        CarrierGatewayId = element.Text("carrierGatewayId"),
        VpcPeeringConnectionId = element.Text("vpcPeeringConnectionId"),
        EgressOnlyInternetGatewayId = element.Text("egressOnlyInternetGatewayId"),
        NetworkInterfaceId = element.Text("networkInterfaceId"),
        InstanceId = element.Text("instanceId"),
        InstanceOwnerId = element.Text("instanceOwnerId"),
        CoreNetworkArn = element.Text("coreNetworkArn"),
        Origin = element.Text("origin"),
        State = element.Text("state"),
    };

    private static PropagatingVgw ReadPropagatingVgw(XmlElement element) => new()
    {
        GatewayId = element.Text("gatewayId"),
    };
}
