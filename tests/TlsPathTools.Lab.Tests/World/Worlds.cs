using TlsPathTools.Lab.Cloud;
using TlsPathTools.Lab.Scenarios;
using TlsPathTools.Lab.World;

namespace TlsPathTools.Lab.Tests.World;

/// <summary>Small worlds for tests.</summary>
internal static class Worlds
{
    /// <summary>Two zones, a node in each, a network load balancer to a NodePort, an Auto Scaling group, a Deployment with a pod on each node.</summary>
    public static LabScenario TwoNodes { get; } = new()
    {
        Name = "two-nodes", Title = "Two nodes.", Endpoint = new EndpointSpec { Name = "api.example.org" },
        Network = new NetworkSpec
        {
            Subnets =
            [
                new SubnetSpec { Id = "subnet-0a", Zone = "eu-west-2a", Cidr = "10.0.1.0/24" },
                new SubnetSpec { Id = "subnet-0b", Zone = "eu-west-2b", Cidr = "10.0.2.0/24" },
            ],
            SecurityGroups =
            [
                new SecurityGroupSpec
                {
                    Id = "sg-0nodes", Name = "nodes",
                    Ingress = [new SecurityGroupRuleSpec { Ports = "443", Peer = "10.0.0.0/16" }, new SecurityGroupRuleSpec { Ports = "30000-32767", Peer = "198.51.100.0/24" }],
                },
            ],
        },
        LoadBalancers =
        [
            new LoadBalancerSpec
            {
                Name = "front", Type = "network",
                Subnets = [new LoadBalancerSubnetSpec { Subnet = "subnet-0a", PublicAddress = "203.0.113.10" }, new LoadBalancerSubnetSpec { Subnet = "subnet-0b" }],
                Listeners = [new ListenerSpec { Port = 443, Protocol = "TCP", Forward = [new ForwardSpec { TargetGroup = "nodes" }] }],
            },
        ],
        TargetGroups = [new TargetGroupSpec { Name = "nodes", Protocol = "TCP", Port = 32080 }],
        AutoScalingGroups = [new AutoScalingGroupSpec { Name = "workers", TargetGroups = ["nodes"] }],
        Cluster = new ClusterSpec
        {
            Name = "lab",
            Nodes =
            [
                new NodeSpec
                {
                    Name = "ip-10-0-1-10.eu-west-2.compute.internal", InstanceId = "i-0aaaaaaaaaaaaaaaa", Subnet = "subnet-0a", Address = "10.0.1.10",
                    SecurityGroups = ["sg-0nodes"], AutoScalingGroup = "workers",
                },
                new NodeSpec
                {
                    Name = "ip-10-0-2-10.eu-west-2.compute.internal", InstanceId = "i-0bbbbbbbbbbbbbbbb", Subnet = "subnet-0b", Address = "10.0.2.10",
                    SecurityGroups = ["sg-0nodes"], AutoScalingGroup = "workers",
                },
            ],
            Deployments =
            [
                new DeploymentSpec
                {
                    Namespace = "shop", Name = "web", Nodes = ["ip-10-0-1-10.eu-west-2.compute.internal", "ip-10-0-2-10.eu-west-2.compute.internal"],
                    Ports = [new PodPortSpec { Port = 8443 }], MaxUnavailable = 1,
                },
            ],
            Services = [new ServiceSpec { Namespace = "shop", Name = "web", Selects = "web", Ports = [new ServicePortSpec { TargetPort = 8443, NodePort = 32080 }] }],
        },
        Truth = new TruthSpec { FaultClass = "none", Layer = "none" },
    };

    public const string NodeA = "ip-10-0-1-10.eu-west-2.compute.internal";
    public const string NodeB = "ip-10-0-2-10.eu-west-2.compute.internal";

    /// <summary>Builds a world without claimed addresses.</summary>
    public static LabWorld Build(LabScenario? scenario = null, bool privileged = false, TimeProvider? time = null)
    {
        scenario ??= TwoNodes;
        return WorldBuilder.Build(scenario, AddressPlan.Unclaimed(Cidr.Parse(scenario.Network.Cidr)), new PortPlan(privileged), time ?? TimeProvider.System);
    }
}
