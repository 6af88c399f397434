namespace TlsPathTools.Topology.Cloud;

/// <summary>A route table.</summary>
public sealed record RouteTable
{
    public string? RouteTableId { get; init; }

    public string? VpcId { get; init; }

    public string? OwnerId { get; init; }

    public RouteTableAssociation[] Associations { get; init => field = value ?? []; } = [];

    public Route[] Routes { get; init => field = value ?? []; } = [];

    public PropagatingVgw[] PropagatingVgws { get; init => field = value ?? []; } = [];

    public Tag[] Tags { get; init => field = value ?? []; } = [];

    /// <inheritdoc/>
    public override string ToString() => RouteTableId ?? "";
}

/// <summary>What a route table serves; the main one serves every subnet without an own.</summary>
public sealed record RouteTableAssociation
{
    public string? RouteTableAssociationId { get; init; }

    public string? RouteTableId { get; init; }

    public string? SubnetId { get; init; }

    public string? GatewayId { get; init; }

    public bool? Main { get; init; }

    public RouteTableAssociationState? AssociationState { get; init; }
}

/// <summary>Whether an association is in force.</summary>
public sealed record RouteTableAssociationState
{
    public string? State { get; init; }

    public string? StatusMessage { get; init; }
}

/// <summary>A route. A blackhole has a target that is gone.</summary>
public sealed record Route
{
    public string? DestinationCidrBlock { get; init; }

    public string? DestinationIpv6CidrBlock { get; init; }

    public string? DestinationPrefixListId { get; init; }

    public string? GatewayId { get; init; }

    public string? NatGatewayId { get; init; }

    public string? TransitGatewayId { get; init; }

    public string? LocalGatewayId { get; init; }

    public string? CarrierGatewayId { get; init; }

    public string? VpcPeeringConnectionId { get; init; }

    public string? EgressOnlyInternetGatewayId { get; init; }

    public string? NetworkInterfaceId { get; init; }

    public string? InstanceId { get; init; }

    public string? InstanceOwnerId { get; init; }

    public string? CoreNetworkArn { get; init; }

    public string? Origin { get; init; }

    public string? State { get; init; }
}

/// <summary>A virtual private gateway that brings routes.</summary>
public sealed record PropagatingVgw
{
    public string? GatewayId { get; init; }
}
