using System.Globalization;
using TlsPathTools.Topology;
using TlsPathTools.Topology.Cloud;
using TlsPathTools.Topology.Cluster;

namespace TlsPathTools.Core.Tests.Topology.Collecting;

/// <summary>An account of 100 network load balancers with 500 target groups and 20,000 targets, and a cluster of 5,000 nodes.</summary>
internal static class LargeAccount
{
    public const int Nodes = 5000;
    public const int Balancers = 100;
    public const int Groups = 500;
    public const int Targets = 20_000;
    private const string Account = "arn:aws:elasticloadbalancing:eu-west-2:123456789012";

    public static IEnumerable<string> Addresses => Enumerable.Range(0, Balancers).SelectMany(i => (string[])[Address(i, 0), Address(i, 1)]);

    public static (ICloudReader Reader, CountingReader Counts) Cloud()
    {
        (ICloudReader reader, CountingReader counts) = CountingReader.Make<ICloudReader>();
        NetworkInterface[] interfaces = [.. Enumerable.Range(0, Balancers).SelectMany(i => (NetworkInterface[])[Interface(i, 0), Interface(i, 1)])];
        counts.Value("Region", "eu-west-2")
            .Answer("GetCallerIdentity", _ => new[] { new CallerIdentity { Account = "123456789012", Arn = "arn:aws:iam::123456789012:user/u" } })
            .Answer("DescribeNetworkInterfaces", _ => interfaces)
            .Answer("DescribeLoadBalancers", _ => Enumerable.Range(0, Balancers).Select(Balancer))
            .Answer("DescribeLoadBalancerAttributes", _ => new[] { new LoadBalancerAttribute { Key = "load_balancing.cross_zone.enabled", Value = "true" } })
            .Answer("DescribeListeners", arguments => GroupsOf(arguments[0]).Select((group, i) => new Listener
            {
                ListenerArn = $"{arguments[0]}/{i}", LoadBalancerArn = (string)arguments[0]!, Port = 443 + i, Protocol = "TCP",
                DefaultActions = [new ListenerAction { Type = "forward", TargetGroupArn = GroupArn(group) }],
            }))
            .Answer("DescribeTargetGroups", arguments => GroupsOf(arguments[0]).Select(group => new TargetGroup
            {
                TargetGroupArn = GroupArn(group), TargetGroupName = $"tg-{group}", TargetType = "instance", Protocol = "TCP", Port = 30000 + group,
                HealthCheckEnabled = true, HealthCheckProtocol = "TCP", HealthCheckPort = "traffic-port", LoadBalancerArns = [(string)arguments[0]!],
            }))
            .Answer("DescribeTargetGroupAttributes", _ => new[] { new TargetGroupAttribute { Key = "stickiness.enabled", Value = "false" } })
            .Answer("DescribeTargetHealth", arguments => Enumerable.Range(NumberOf(arguments[0]) * (Targets / Groups), Targets / Groups).Select(target => new TargetHealthDescription
            {
                Target = new TargetDescription { Id = InstanceId(target % Nodes), Port = 30000 + NumberOf(arguments[0]) },
                TargetHealth = new TargetHealth { State = "healthy" },
            }))
            .Answer("DescribeTags", arguments => Ids(arguments).Select(arn => new TagDescription { ResourceArn = arn }))
            .Answer("DescribeInstances", arguments => Ids(arguments).Select(id => new Instance { InstanceId = id, State = new InstanceState { Name = "running" }, Placement = new Placement { AvailabilityZone = "eu-west-2a" } }))
            .Answer("DescribeAutoScalingGroups", _ => new[] { new AutoScalingGroup { AutoScalingGroupName = "workers", Instances = [.. Enumerable.Range(0, Nodes).Select(node => new AutoScalingInstance { InstanceId = InstanceId(node) })] } });
        return (reader, counts);
    }

    public static (IClusterReader Reader, CountingReader Counts) Cluster()
    {
        (IClusterReader reader, CountingReader counts) = CountingReader.Make<IClusterReader>();
        counts.Value("Name", "main").Value("Server", "https://127.0.0.1")
            .Answer("GetVersion", _ => new[] { "v1.31.2" })
            .Answer("GetCaller", _ => new[] { "admin" })
            .Answer("List nodes", _ => Enumerable.Range(0, Nodes).Select(i => new Node
            {
                Metadata = new ObjectMeta { Name = $"node-{InstanceId(i)[2..]}" }, Spec = new NodeSpec { ProviderID = $"aws:///eu-west-2a/{InstanceId(i)}" },
                Status = new NodeStatus { Conditions = [new Condition { Type = "Ready", Status = "True" }] },
            }))
            .Answer("List services", _ => Enumerable.Range(0, Groups).Select(group => new Service
            {
                Metadata = new ObjectMeta { Name = $"svc-{group}", Namespace = "shop" },
                Spec = new ServiceSpec { Type = "NodePort", Ports = [new ServicePort { Port = 443, NodePort = 30000 + group }] },
            }))
            .Answer("List targetgroupbindings.elbv2.k8s.aws", _ => Array.Empty<TargetGroupBinding>())
            .Answer("List endpointslices.discovery.k8s.io", _ => Array.Empty<EndpointSlice>())
            .Answer("List pods", _ => Array.Empty<Pod>());
        return (reader, counts);
    }

    private static IReadOnlyList<string> Ids(object?[] arguments) => (IReadOnlyList<string>)arguments[0]!;

    private static IEnumerable<int> GroupsOf(object? balancerArn) => Enumerable.Range(NumberOf(balancerArn) * (Groups / Balancers), Groups / Balancers);

    private static string Address(int balancer, int zone) => $"52.{zone}.0.{balancer}";

    private static string GroupArn(int i) => $"{Account}:targetgroup/tg-{i}/{i:x16}";

    private static string InstanceId(int i) => $"i-{i:x17}";

    private static int NumberOf(object? arn) => int.Parse(((string)arn!).Split('/')[^2].Split('-')[1], CultureInfo.InvariantCulture);

    private static LoadBalancer Balancer(int i) => new()
    {
        LoadBalancerArn = $"{Account}:loadbalancer/net/lb-{i}/{i:x16}", LoadBalancerName = $"lb-{i}", Type = "network", Scheme = "internet-facing", DNSName = $"lb-{i}.elb.eu-west-2.amazonaws.com",
        AvailabilityZones = [new AvailabilityZone { ZoneName = "eu-west-2a" }, new AvailabilityZone { ZoneName = "eu-west-2b" }],
    };

    private static NetworkInterface Interface(int balancer, int zone) => new()
    {
        NetworkInterfaceId = $"eni-{balancer}-{zone}", Description = $"ELB net/lb-{balancer}/{balancer:x16}", RequesterManaged = true, OwnerId = "123456789012",
        AvailabilityZone = zone == 0 ? "eu-west-2a" : "eu-west-2b", PrivateIpAddress = $"10.{zone}.0.{balancer}", Association = new NetworkInterfaceAssociation { PublicIp = Address(balancer, zone) },
    };
}
