using TlsPathTools.Lab.Scenarios;

namespace TlsPathTools.Lab.Tests.World;

/// <summary>A thousand nodes in a hundred target groups.</summary>
internal static class BigWorld
{
    public static LabScenario Scenario(int nodes = 1000, int groups = 100)
    {
        string[] names = [.. Enumerable.Range(0, nodes).Select(index => $"node-{index:d4}")];
        return Worlds.TwoNodes with
        {
            Name = "big",
            Network = new NetworkSpec
            {
                Subnets = [new SubnetSpec { Id = "subnet-0a", Zone = "eu-west-2a", Cidr = "10.0.0.0/17" }, new SubnetSpec { Id = "subnet-0b", Zone = "eu-west-2b", Cidr = "10.0.128.0/17" }],
            },
            TargetGroups = [.. Enumerable.Range(0, groups).Select(index => new TargetGroupSpec
            {
                Name = index == 0 ? "nodes" : $"group-{index}", Protocol = "TCP", Port = 32080, Targets = [.. Enumerable.Range(0, nodes / 10).Select(step => names[((index * 10) + (step * 7)) % nodes])],
            })],
            AutoScalingGroups = [new AutoScalingGroupSpec { Name = "workers" }],
            Cluster = Worlds.TwoNodes.Cluster! with
            {
                Nodes = [.. names.Select((name, index) => new NodeSpec { Name = name, Subnet = index % 2 == 0 ? "subnet-0a" : "subnet-0b", AutoScalingGroup = "workers" })],
                Deployments = [new DeploymentSpec { Namespace = "shop", Name = "web", Nodes = names, Ports = [new PodPortSpec { Port = 8443 }] }],
            },
        };
    }
}
