using TlsPathTools.Topology.Cloud;

namespace TlsPathTools.Topology;

/// <summary>What was read of one AWS account in one region. What a list does not hold was not found or not asked for; the gaps say what could not be read.</summary>
public sealed record CloudState
{
    /// <summary>The account; null where it could not be told.</summary>
    public string? AccountId { get; init; }

    /// <summary>The region.</summary>
    public required string Region { get; init; }

    /// <summary>Who asked (ARN); null where it could not be told.</summary>
    public string? Caller { get; init; }

    /// <summary>When reading began, in UTC.</summary>
    public required DateTime BeganUtc { get; init; }

    /// <summary>When reading ended, in UTC.</summary>
    public required DateTime EndedUtc { get; init; }

    /// <summary>The addresses whose interface was looked for, with success or not: no interface of this account and region has those that none below has.</summary>
    public string[] AddressesLookedUp { get; init => field = value ?? []; } = [];

    /// <summary>Whether every load balancer of the account and region is here, and not only those of the path.</summary>
    public bool HasAllLoadBalancers { get; init; }

    /// <summary>Network interfaces: those of the addresses and of their load balancers; and of the instances where asked for.</summary>
    public NetworkInterface[] NetworkInterfaces { get; init => field = value ?? []; } = [];

    /// <summary>Load balancers.</summary>
    public LoadBalancer[] LoadBalancers { get; init => field = value ?? []; } = [];

    /// <summary>Settings by ARN, of load balancers and target groups. What is not here could not be read.</summary>
    public ResourceSettings[] Settings { get; init => field = value ?? []; } = [];

    /// <summary>Tags by ARN, of load balancers and target groups.</summary>
    public ResourceSettings[] Tags { get; init => field = value ?? []; } = [];

    /// <summary>What the DNS names of the load balancers resolve to.</summary>
    public LoadBalancerName[] Names { get; init => field = value ?? []; } = [];

    /// <summary>Listeners.</summary>
    public Listener[] Listeners { get; init => field = value ?? []; } = [];

    /// <summary>Rules by listener. What is not here could not be read.</summary>
    public ListenerRules[] Rules { get; init => field = value ?? []; } = [];

    /// <summary>Target groups.</summary>
    public TargetGroup[] TargetGroups { get; init => field = value ?? []; } = [];

    /// <summary>Targets by target group. What is not here could not be read; a group without targets is here, with none.</summary>
    public RegisteredTargets[] Targets { get; init => field = value ?? []; } = [];

    /// <summary>Instances.</summary>
    public Instance[] Instances { get; init => field = value ?? []; } = [];

    /// <summary>What the types of the instances have: their limits.</summary>
    public InstanceTypeInfo[] InstanceTypes { get; init => field = value ?? []; } = [];

    /// <summary>Status checks of the instances.</summary>
    public InstanceStatus[] InstanceStatuses { get; init => field = value ?? []; } = [];

    /// <summary>The Auto Scaling groups that the instances belong to.</summary>
    public AutoScalingInstanceDetails[] AutoScalingInstances { get; init => field = value ?? []; } = [];

    /// <summary>Auto Scaling groups.</summary>
    public AutoScalingGroup[] AutoScalingGroups { get; init => field = value ?? []; } = [];

    /// <summary>What they did lately, newest first.</summary>
    public ScalingActivity[] ScalingActivities { get; init => field = value ?? []; } = [];

    /// <summary>Subnets.</summary>
    public Subnet[] Subnets { get; init => field = value ?? []; } = [];

    /// <summary>VPCs.</summary>
    public Vpc[] Vpcs { get; init => field = value ?? []; } = [];

    /// <summary>Security groups.</summary>
    public SecurityGroup[] SecurityGroups { get; init => field = value ?? []; } = [];

    /// <summary>Network ACLs.</summary>
    public NetworkAcl[] NetworkAcls { get; init => field = value ?? []; } = [];

    /// <summary>Route tables.</summary>
    public RouteTable[] RouteTables { get; init => field = value ?? []; } = [];

    /// <summary>The entries of the prefix lists that security groups and routes name. What is not here could not be read; an empty list is here, with none.</summary>
    public PrefixListEntries[] PrefixLists { get; init => field = value ?? []; } = [];

    /// <summary>The EKS cluster that was named; at most a few.</summary>
    public EksCluster[] EksClusters { get; init => field = value ?? []; } = [];

    /// <inheritdoc/>
    public override string ToString() => $"{AccountId ?? "account unknown"}/{Region}";
}

/// <summary>Settings or tags of a resource.</summary>
/// <param name="Arn">The resource.</param>
/// <param name="Values">By key.</param>
public sealed record ResourceSettings(string Arn, IReadOnlyDictionary<string, string> Values);

/// <summary>The rules of a listener.</summary>
/// <param name="ListenerArn">The listener.</param>
/// <param name="Rules">In the API's order.</param>
public sealed record ListenerRules(string ListenerArn, Rule[] Rules);

/// <summary>The targets of a target group.</summary>
/// <param name="TargetGroupArn">The group.</param>
/// <param name="Targets">With their health.</param>
public sealed record RegisteredTargets(string TargetGroupArn, TargetHealthDescription[] Targets);

/// <summary>The entries of a prefix list.</summary>
/// <param name="PrefixListId">The list.</param>
/// <param name="Entries">Its ranges.</param>
public sealed record PrefixListEntries(string PrefixListId, PrefixListEntry[] Entries);

/// <summary>What the DNS name of a load balancer resolved to.</summary>
/// <param name="LoadBalancerArn">The load balancer.</param>
/// <param name="DnsName">Its name.</param>
/// <param name="IPAddresses">The addresses; none where the name does not exist.</param>
/// <param name="Answered">Whether a resolver answered.</param>
public sealed record LoadBalancerName(string LoadBalancerArn, string DnsName, string[] IPAddresses, bool Answered);
