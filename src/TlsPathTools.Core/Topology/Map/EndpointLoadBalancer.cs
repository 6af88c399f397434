namespace TlsPathTools.Topology.Map;

/// <summary>What stands behind an address: which load balancer, zone, interface and listener; or what is known where it is none of this account.</summary>
public sealed record EndpointLoadBalancer : TlsPathRecord
{
    /// <summary>The name that the address was found by; null when only an address was given.</summary>
    public string? HostName { get; init; }

    /// <summary>The address.</summary>
    public required string IPAddress { get; init; }

    /// <summary>The front port; null where none was given, and then every listener has a row.</summary>
    public int? Port { get; init; }

    /// <summary>Whose address it is.</summary>
    public required AddressOwner Owner { get; init; }

    /// <summary>The same in a sentence, with what is known and what is not.</summary>
    public required string Detail { get; init; }

    /// <summary>The load balancer.</summary>
    public string? LoadBalancerArn { get; init; }

    /// <summary>Its name.</summary>
    public string? LoadBalancerName { get; init; }

    /// <summary>application, network, gateway or classic.</summary>
    public string? LoadBalancerType { get; init; }

    /// <summary>internet-facing or internal.</summary>
    public string? Scheme { get; init; }

    /// <summary>Its own DNS name.</summary>
    public string? DnsName { get; init; }

    /// <summary>Whether its DNS name resolves to the address now; null where that is not known.</summary>
    public bool? InDns { get; init; }

    /// <summary>The zone of the address.</summary>
    public string? AvailabilityZone { get; init; }

    /// <summary>The network interface that has the address.</summary>
    public string? NetworkInterfaceId { get; init; }

    /// <summary>The subnet of the interface.</summary>
    public string? SubnetId { get; init; }

    /// <summary>The VPC.</summary>
    public string? VpcId { get; init; }

    /// <summary>The account that owns the interface.</summary>
    public string? AccountId { get; init; }

    /// <summary>The region.</summary>
    public string? Region { get; init; }

    /// <summary>The listener on the port; null where there is none.</summary>
    public string? ListenerArn { get; init; }

    /// <summary>Its protocol: HTTPS, HTTP, TLS, TCP, TCP_UDP, UDP.</summary>
    public string? ListenerProtocol { get; init; }

    /// <summary>Who terminates TLS: decides at which stage a fault behind the load balancer can be seen at all.</summary>
    public TlsTermination TlsTermination { get; init; }

    /// <summary>The certificates of the listener, the default one first.</summary>
    public string[] CertificateArns { get; init => field = value ?? []; } = [];

    /// <summary>The target groups that the listener can choose.</summary>
    public string[] TargetGroupArns { get; init => field = value ?? []; } = [];

    /// <summary>Who made it, and would revert a change: a controller by its tags, or "no controller's tags: by hand or by Terraform".</summary>
    public string? ManagedBy { get; init; }

    /// <inheritdoc/>
    public bool Equals(EndpointLoadBalancer? other) => RecordValues.Same(this, other);

    /// <inheritdoc/>
    public override int GetHashCode() => RecordValues.Hash(this);

    /// <inheritdoc/>
    public override string ToString() => $"{IPAddress}: {LoadBalancerName ?? Owner.ToString()}";
}
