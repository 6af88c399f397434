namespace TlsPathTools.Lab.Cloud;

/// <summary>
/// What exists in the account, under the names that EC2, Elastic Load Balancing, Auto Scaling and EKS give it. Read and changed under
/// the world's gate only; whoever shows it to somebody copies what is shown first.
/// </summary>
internal sealed class CloudState
{
    /// <summary>Twelve digits.</summary>
    public required string AccountId { get; init; }

    /// <summary>Such as eu-west-2.</summary>
    public required string Region { get; init; }

    /// <summary>The hosted network, and all that is in it: one in every world.</summary>
    public required Vpc Vpc { get; init; }

    public Dictionary<string, Subnet> Subnets { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, RouteTable> RouteTables { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, NetworkAcl> NetworkAcls { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, SecurityGroup> SecurityGroups { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, PrefixList> PrefixLists { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, NetworkInterface> NetworkInterfaces { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, Instance> Instances { get; } = new(StringComparer.Ordinal);

    /// <summary>By ARN.</summary>
    public Dictionary<string, LoadBalancer> LoadBalancers { get; } = new(StringComparer.Ordinal);

    /// <summary>By ARN.</summary>
    public Dictionary<string, TargetGroup> TargetGroups { get; } = new(StringComparer.Ordinal);

    /// <summary>By name.</summary>
    public Dictionary<string, AutoScalingGroup> AutoScalingGroups { get; } = new(StringComparer.Ordinal);

    /// <summary>By name.</summary>
    public Dictionary<string, EksCluster> EksClusters { get; } = new(StringComparer.Ordinal);

    /// <summary>What was changed by whom, newest last: CloudTrail's management events.</summary>
    public List<TrailEvent> Trail { get; } = [];

    /// <summary>Counters and gauges of the load balancers, as CloudWatch would hold them.</summary>
    public CloudMetrics Metrics { get; } = new();

    /// <summary>The subnet of an address, or null when it is not in the network.</summary>
    public Subnet? SubnetOf(System.Net.IPAddress address) => Subnets.Values.FirstOrDefault(subnet => subnet.Cidr.Contains(address));

    /// <summary>The interface that has this private or public address, or null.</summary>
    public NetworkInterface? InterfaceOf(System.Net.IPAddress address) => NetworkInterfaces.Values.FirstOrDefault(networkInterface => networkInterface.Has(address));
}
