using TlsPathTools.Core.Tests.Topology.Map;
using TlsPathTools.Reachability;
using TlsPathTools.Reachability.Rules;
using TlsPathTools.Topology;
using TlsPathTools.Topology.Cloud;
using TlsPathTools.Topology.Cluster;
using TlsPathTools.Topology.Map;
using static TlsPathTools.Core.Tests.Topology.Map.World;

namespace TlsPathTools.Core.Tests.Reachability;

/// <summary>
/// The incident's path with the network around it: two zones, a subnet each for load balancer and nodes, where everything is allowed until a test changes it. The one pod
/// is on node b.
/// </summary>
internal sealed class IncidentNetwork
{
    public const string PodAddress = "10.40.12.101";

    public World World { get; set; } = Incident();

    public Dictionary<string, SecurityGroup> Groups { get; } = new[] { Open("sg-lb"), Open("sg-nodes") }.ToDictionary(group => group.GroupId!);

    /// <summary>By subnet: lb-a, lb-b, nodes-a, nodes-b.</summary>
    public Dictionary<string, NetworkAcl> Acls { get; } = Subnets.ToDictionary(subnet => subnet.Id, subnet => Acl("acl-" + subnet.Id, subnet.Id, Entry(100), Entry(100, egress: true)));

    /// <summary>By subnet.</summary>
    public Dictionary<string, RouteTable> Tables { get; } = Subnets.ToDictionary(subnet => subnet.Id, subnet => Table("rtb-" + subnet.Id, subnet.Id, To("0.0.0.0/0", subnet.Id.StartsWith("lb", StringComparison.Ordinal) ? "igw-1" : "nat-1")));

    public List<NetworkInterface> Interfaces { get; } =
    [
        Nic("eni-a", InstanceA, "nodes-a", "10.40.11.23"),
        Nic("eni-b", InstanceB, "nodes-b", "10.40.12.87", PodAddress),
    ];

    public List<PrefixListEntries> PrefixLists { get; } = [];

    public string[] BalancerGroups { get; set; } = ["sg-lb"];

    public bool? PreservesClient { get; set; } = false;

    public SnapshotGap[] Gaps { get; set; } = [];

    /// <summary>The policies of the service's namespace; null where they were not read.</summary>
    public NetworkPolicy[]? Policies { get; set; } = [];

    private static (string Id, string Cidr)[] Subnets => [("lb-a", "10.40.1.0/24"), ("lb-b", "10.40.2.0/24"), ("nodes-a", "10.40.11.0/24"), ("nodes-b", "10.40.12.0/24")];

    public PathSnapshot Snapshot => (World with
    {
        Gaps = Gaps,
        Cluster = World.Cluster is not { } cluster ? null : cluster with { NetworkPolicies = Policies ?? [], NetworkPolicyNamespaces = Policies is null ? [] : ["hutch"] },
        Cloud = World.Cloud with
        {
            LoadBalancers = [.. World.Cloud.LoadBalancers.Select(one => one with { SecurityGroups = BalancerGroups })],
            NetworkInterfaces = [.. World.Cloud.NetworkInterfaces.Select(one => one with { SubnetId = one.AvailabilityZone == World.ZoneA ? "lb-a" : "lb-b" }), .. Interfaces],
            Instances = [.. World.Cloud.Instances.Select(one => one with { VpcId = "vpc-1" })],
            Settings = PreservesClient is not { } preserves ? World.Cloud.Settings
                : [.. World.Cloud.Settings.Select(one => one.Arn == Group ? new ResourceSettings(one.Arn, new Dictionary<string, string>(one.Values) { ["preserve_client_ip.enabled"] = preserves ? "true" : "false" }) : one)],
            Subnets = [.. Subnets.Select(subnet => new Subnet { SubnetId = subnet.Id, VpcId = "vpc-1", CidrBlock = subnet.Cidr })],
            Vpcs = [new Vpc { VpcId = "vpc-1", CidrBlock = "10.40.0.0/16" }],
            SecurityGroups = [.. Groups.Values],
            NetworkAcls = [.. Acls.Values],
            RouteTables = [.. Tables.Values],
            PrefixLists = [.. PrefixLists],
        },
    }).Snapshot;

    public IReadOnlyList<ReachabilityCheck> Check(string? client = null, int firstPort = 1024, int lastPort = 65535)
    {
        PathSnapshot snapshot = Snapshot;
        return NodeReachability.Check(snapshot, TargetNodeMap.Build(snapshot, Seen, []), new ReachabilityOptions { ClientAddress = client, FirstClientPort = firstPort, LastClientPort = lastPort });
    }

    /// <summary>The hop of the row of address a and node a, unless others are named.</summary>
    public ReachabilityCheck Hop(ReachabilityHop hop, string address = AddressA, string node = NodeA, string? client = null, int firstPort = 1024, int lastPort = 65535) =>
        Check(client, firstPort, lastPort).Single(check => check.Hop == hop && check.IPAddress == address && (hop is ReachabilityHop.ClientToLoadBalancer || check.NodeName == node));

    public static SecurityGroup Open(string id) => Sg(id, [Rule("-1", null, null, "0.0.0.0/0")], [Rule("-1", null, null, "0.0.0.0/0")]);

    public static SecurityGroup Sg(string id, IpPermission[] ingress, IpPermission[]? egress = null) =>
        new() { GroupId = id, VpcId = "vpc-1", IpPermissions = ingress, IpPermissionsEgress = egress ?? [Rule("-1", null, null, "0.0.0.0/0")] };

    /// <summary>A rule for a range, or a group (sg-…) or a prefix list (pl-…).</summary>
    public static IpPermission Rule(string protocol, int? from, int? to, string peer) => new()
    {
        IpProtocol = protocol, FromPort = from, ToPort = to,
        IpRanges = peer.Contains('.', StringComparison.Ordinal) ? [new() { CidrIp = peer }] : [],
        UserIdGroupPairs = peer.StartsWith("sg-", StringComparison.Ordinal) ? [new() { GroupId = peer }] : [],
        PrefixListIds = peer.StartsWith("pl-", StringComparison.Ordinal) ? [new() { Id = peer }] : [],
    };

    public static NetworkAcl Acl(string id, string subnet, params NetworkAclEntry[] entries) => new()
    {
        NetworkAclId = id, VpcId = "vpc-1", Associations = [new() { SubnetId = subnet }], Entries = [.. entries, Entry(32767, "deny"), Entry(32767, "deny", egress: true)],
    };

    public static NetworkAclEntry Entry(int number, string action = "allow", bool egress = false, string protocol = "-1", int? from = null, int? to = null, string cidr = "0.0.0.0/0") => new()
    {
        RuleNumber = number, RuleAction = action, Egress = egress, Protocol = protocol, CidrBlock = cidr, PortRange = from is null ? null : new() { From = from, To = to ?? from },
    };

    public static RouteTable Table(string id, string subnet, params Route[] routes) => new()
    {
        RouteTableId = id, VpcId = "vpc-1", Associations = [new() { SubnetId = subnet }], Routes = [To("10.40.0.0/16", "local"), .. routes],
    };

    public static Route To(string destination, string target, string state = "active") => new()
    {
        DestinationCidrBlock = destination, State = state,
        GatewayId = target is "local" || target.StartsWith("igw-", StringComparison.Ordinal) ? target : null,
        NatGatewayId = target.StartsWith("nat-", StringComparison.Ordinal) ? target : null,
        NetworkInterfaceId = target.StartsWith("eni-", StringComparison.Ordinal) ? target : null,
        TransitGatewayId = target.StartsWith("tgw-", StringComparison.Ordinal) ? target : null,
    };

    public static NetworkInterface Nic(string id, string instance, string subnet, string address, params string[] more) => new()
    {
        NetworkInterfaceId = id, VpcId = "vpc-1", SubnetId = subnet, SourceDestCheck = true, Attachment = new() { InstanceId = instance, DeviceIndex = 0 }, PrivateIpAddress = address,
        PrivateIpAddresses = [new() { PrivateIpAddress = address, Primary = true }, .. more.Select(one => new NetworkInterfacePrivateIpAddress { PrivateIpAddress = one })],
        Groups = [new() { GroupId = "sg-nodes" }],
    };
}
