using System.Net;
using TlsPathTools.Lab.AwsApi;
using TlsPathTools.Lab.Certificates;
using TlsPathTools.Lab.Cloud;
using TlsPathTools.Lab.Cluster;
using TlsPathTools.Lab.Faults;
using TlsPathTools.Lab.Scenarios;

namespace TlsPathTools.Lab.World;

/// <summary>Makes the state of a world from a scenario: everything as it is long after it was set up, with nothing at work yet.</summary>
internal static class WorldBuilder
{
    /// <summary>Builds it. The scenario has passed the checks of its file.</summary>
    /// <param name="scenario">The scenario.</param>
    /// <param name="addresses">The blocks that this lab has; the world disposes nothing of it.</param>
    /// <param name="ports">How ports below 1024 appear.</param>
    /// <param name="time">The clock.</param>
    public static LabWorld Build(LabScenario scenario, AddressPlan addresses, PortPlan ports, TimeProvider time)
    {
        var gate = new object();
        var ids = new Ids(scenario.Name);
        var network = new NetworkBuilder(scenario, addresses, ports, ids);
        DateTimeOffset start = time.GetUtcNow();
        var world = new LabWorld
        {
            Gate = gate, Time = time, Start = start, Scenario = scenario, Addresses = addresses, Ports = ports, Ids = ids, Cloud = network.Build(),
            Cluster = new ClusterStore(gate, time), Faults = new FaultBook(scenario.Faults, time), Authority = new LabAuthority(scenario.Certificates, start),
            Credentials = LabCredentials.Create(scenario.Account.UserName),
        };
        world.Apis.Aws = scenario.Apis.Aws;
        world.Apis.Kubernetes = scenario.Apis.Kubernetes;
        lock (gate)
        {
            foreach (IPAddress address in WrittenAddresses.Of(scenario).Select(addresses.Map))
                world.FreeAddresses.Reserve(address);
            var targets = new TargetGroupBuilder(world);
            targets.AddGroups();
            new LoadBalancerBuilder(world, network.DefaultGroupId).Build();
            foreach (NodeSpec node in scenario.Cluster?.Nodes ?? [])
                AddInstance(world, node, network.DefaultGroupId);
            new AutoScalingBuilder(world).Build();
            if (scenario.Cluster is not null)
                new ClusterBuilder(world).Build();
            targets.AddTargets();
        }

        // What was there at the beginning did not change: watches start here.
        world.Cluster.Compact(world.Cluster.Version);
        return world;
    }

    private static void AddInstance(LabWorld world, NodeSpec node, string defaultGroupId)
    {
        Instance instance = InstanceFactory.Add(world, new InstancePlan
        {
            InstanceId = node.InstanceId ?? world.Ids.Ec2("i", node.Name), NodeName = node.Name, Subnet = world.Cloud.Subnets[node.Subnet],
            Address = node.Address is { } written ? world.Addresses.Map(written) : null,
            SecurityGroupIds = node.SecurityGroups.Count > 0 ? node.SecurityGroups : [defaultGroupId], InstanceType = node.InstanceType, ImageId = node.ImageId,
            AutoScalingGroup = node.AutoScalingGroup, LaunchTime = world.Start.AddHours(-node.AgeHours), SystemStatus = node.SystemStatus,
        });
        InstanceFactory.AddPodInterface(world, instance, node.SourceDestCheck);
    }
}
