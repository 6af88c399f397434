using TlsPathTools.Topology.Cloud;

namespace TlsPathTools.Topology.Map;

/// <summary>What stands behind an address, before its listeners are looked at.</summary>
internal sealed record AddressFront
{
    public required MapAddress Address { get; init; }

    public required AddressOwner Owner { get; init; }

    /// <summary>Whose it is, in a sentence.</summary>
    public required string Detail { get; init; }

    public CloudState? Cloud { get; init; }

    public NetworkInterface? Interface { get; init; }

    /// <summary>The load balancer by the interface's description; it names one even where the load balancer itself was not read.</summary>
    public ElbName? Elb { get; init; }

    /// <summary>The load balancer; null where it was not read.</summary>
    public LoadBalancer? Balancer { get; init; }

    public string? Zone { get; init; }

    /// <summary>Whether several networks have the address: then nothing behind it is certain.</summary>
    public bool Ambiguous { get; init; }

    /// <summary>Its ARN; made from the interface where the load balancer was not read.</summary>
    public string? BalancerArn => Balancer?.LoadBalancerArn ?? (Elb?.Suffix is { } suffix && Cloud is { } cloud && (Interface?.OwnerId ?? cloud.AccountId) is { } account
        ? $"arn:{Partition(cloud.Region)}:elasticloadbalancing:{cloud.Region}:{account}:loadbalancer/{suffix}"
        : null);

    public string? BalancerName => Balancer?.LoadBalancerName ?? Elb?.Name;

    public string? BalancerType => Balancer?.Type ?? Elb?.Type;

    /// <summary>
    /// Whether the load balancer's own name gives the address now; null where that is not known. A name of AWS's that gives no address at all was asked
    /// at a resolver that does not see it.
    /// </summary>
    public bool? InDns(SnapshotIndex index) => Names(index) is { Answered: true, IPAddresses.Length: > 0 } names
        ? names.IPAddresses.Any(address => ElbName.Canonical(address) == ElbName.Canonical(Address.IPAddress))
        : null;

    public LoadBalancerName? Names(SnapshotIndex index) => BalancerArn is { } arn ? index.Names.GetValueOrDefault(arn) : null;

    private static string Partition(string region) => region switch
    {
        _ when region.StartsWith("cn-", StringComparison.Ordinal) => "aws-cn",
        _ when region.StartsWith("us-gov-", StringComparison.Ordinal) => "aws-us-gov",
        _ => "aws",
    };
}
