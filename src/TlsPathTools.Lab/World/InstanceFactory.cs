using System.Net;
using TlsPathTools.Lab.Cloud;
using TlsPathTools.Lab.Scenarios;

namespace TlsPathTools.Lab.World;

/// <summary>What an instance is launched from.</summary>
internal sealed record InstancePlan
{
    public required string InstanceId { get; init; }

    /// <summary>The name of its node; null: it follows from its address, as EKS names nodes.</summary>
    public string? NodeName { get; init; }

    public required Subnet Subnet { get; init; }

    /// <summary>An address of the running world; null for a free one.</summary>
    public IPAddress? Address { get; init; }

    public IReadOnlyList<string> SecurityGroupIds { get; init; } = [];

    public required string InstanceType { get; init; }

    public required string ImageId { get; init; }

    public string? AutoScalingGroup { get; init; }

    public required DateTimeOffset LaunchTime { get; init; }

    public string State { get; init; } = "running";

    public string SystemStatus { get; init; } = "ok";
}

/// <summary>Makes instances with their interfaces, for the builder and for Auto Scaling alike. To be called under the world's gate.</summary>
internal static class InstanceFactory
{
    /// <summary>Adds an instance with its primary interface.</summary>
    public static Instance Add(LabWorld world, InstancePlan plan)
    {
        IPAddress address = plan.Address ?? world.FreeAddresses.Take(plan.Subnet);
        world.FreeAddresses.Reserve(address);
        string nodeName = plan.NodeName ?? NodeNameOf(world, address);
        var instance = new Instance
        {
            InstanceId = plan.InstanceId, ImageId = plan.ImageId, InstanceType = plan.InstanceType, SubnetId = plan.Subnet.SubnetId,
            AvailabilityZone = plan.Subnet.AvailabilityZone, State = plan.State, PrivateIp = address, LaunchTime = plan.LaunchTime,
            PrivateDnsName = nodeName.StartsWith("ip-", StringComparison.Ordinal) ? nodeName : DnsName(world, address),
            AutoScalingGroupName = plan.AutoScalingGroup, NodeName = nodeName, SystemStatus = plan.SystemStatus, InstanceStatus = plan.SystemStatus,
            SecurityGroupIds = [.. plan.SecurityGroupIds], Tags = Tags(world, plan),
            ConsoleOutput = $"[    0.000000] Linux version (amzn) \n[    4.021394] cloud-init: EKS bootstrap of {nodeName}\n[    9.702118] systemd: Started kubelet.\n",
        };
        world.Cloud.Instances.Add(instance.InstanceId, instance);
        AddInterface(world, instance, device: 0, address, sourceDestCheck: true);
        return instance;
    }

    /// <summary>Adds the interface that the VPC CNI gives to pods; its further addresses are those of the pods.</summary>
    public static NetworkInterface? AddPodInterface(LabWorld world, Instance instance, bool sourceDestCheck = true)
    {
        IPAddress? address = world.FreeAddresses.TryTake(world.Cloud.Subnets[instance.SubnetId]);
        return address is null ? null : AddInterface(world, instance, device: 1, address, sourceDestCheck);
    }

    /// <summary>The interface whose addresses an instance's pods have: the secondary one, or the primary one where there is no other.</summary>
    public static NetworkInterface? PodInterface(LabWorld world, Instance instance) =>
        instance.NetworkInterfaceIds.Count == 0 ? null : world.Cloud.NetworkInterfaces.GetValueOrDefault(instance.NetworkInterfaceIds[^1]);

    /// <summary>Takes a pod's address from the instance's subnet; null when the subnet has none.</summary>
    public static IPAddress? TakePodAddress(LabWorld world, Instance instance)
    {
        if (PodInterface(world, instance) is not { } networkInterface || world.FreeAddresses.TryTake(world.Cloud.Subnets[instance.SubnetId]) is not { } address)
            return null;
        networkInterface.PrivateIpAddresses.Add(address);
        return address;
    }

    /// <summary>Gives a pod's address back.</summary>
    public static void ReleasePodAddress(LabWorld world, Instance? instance, IPAddress address)
    {
        if (instance is not null && PodInterface(world, instance) is { } networkInterface)
            networkInterface.PrivateIpAddresses.Remove(address);
        world.FreeAddresses.Release(address);
    }

    /// <summary>Deletes an instance's interfaces, as happens with its termination.</summary>
    public static void ReleaseInterfaces(LabWorld world, Instance instance)
    {
        foreach (string id in instance.NetworkInterfaceIds)
        {
            if (!world.Cloud.NetworkInterfaces.Remove(id, out NetworkInterface? networkInterface))
                continue;
            foreach (IPAddress address in networkInterface.PrivateIpAddresses)
                world.FreeAddresses.Release(address);
        }

        instance.NetworkInterfaceIds.Clear();
    }

    private static NetworkInterface AddInterface(LabWorld world, Instance instance, int device, IPAddress address, bool sourceDestCheck)
    {
        string id = world.Ids.Ec2("eni", $"{instance.InstanceId}/{device}");
        var networkInterface = new NetworkInterface
        {
            NetworkInterfaceId = id, SubnetId = instance.SubnetId, AvailabilityZone = instance.AvailabilityZone, InstanceId = instance.InstanceId,
            DeviceIndex = device, MacAddress = world.Ids.Mac(id), SourceDestCheck = sourceDestCheck, SecurityGroupIds = [.. instance.SecurityGroupIds],
            Description = device == 0 ? "" : $"aws-K8S-{instance.InstanceId}", PrivateIpAddresses = { address },
        };
        if (device > 0)
        {
            networkInterface.Tags["node.k8s.amazonaws.com/instance_id"] = instance.InstanceId;
            networkInterface.Tags["node.k8s.amazonaws.com/createdAt"] = Cluster.KubeObject.Timestamp(instance.LaunchTime.AddSeconds(45));
            if (world.Scenario.Cluster is { } cluster)
                networkInterface.Tags["cluster.k8s.amazonaws.com/name"] = cluster.Name;
        }

        world.Cloud.NetworkInterfaces.Add(id, networkInterface);
        instance.NetworkInterfaceIds.Add(id);
        return networkInterface;
    }

    private static Dictionary<string, string> Tags(LabWorld world, InstancePlan plan)
    {
        var tags = new Dictionary<string, string>(StringComparer.Ordinal);
        string name = plan.AutoScalingGroup ?? plan.NodeName ?? plan.InstanceId;
        if (world.Scenario.Cluster is { } cluster)
        {
            tags["Name"] = $"{cluster.Name}-{name}-Node";
            tags["eks:cluster-name"] = cluster.Name;
            tags[$"kubernetes.io/cluster/{cluster.Name}"] = "owned";
        }
        else
        {
            tags["Name"] = name;
        }

        if (plan.AutoScalingGroup is { } group)
        {
            tags["aws:autoscaling:groupName"] = group;
            tags["eks:nodegroup-name"] = group;
        }

        return tags;
    }

    // Scenarios that name their nodes as EKS does write their own addresses into them; replacements keep to it, so that names look alike.
    private static string NodeNameOf(LabWorld world, IPAddress address)
    {
        byte[] vpc = world.Addresses.WrittenVpc.Address.GetAddressBytes();
        bool written = world.Scenario.Cluster?.Nodes.Any(node => node.Name.StartsWith($"ip-{vpc[0]}-{vpc[1]}-", StringComparison.Ordinal)) == true;
        byte[] bytes = address.GetAddressBytes();
        return DnsName(world, written ? new IPAddress([vpc[0], vpc[1], bytes[2], bytes[3]]) : address);
    }

    private static string DnsName(LabWorld world, IPAddress address) =>
        $"ip-{address.ToString().Replace('.', '-')}.{(world.Cloud.Region == "us-east-1" ? "ec2" : world.Cloud.Region + ".compute")}.internal";
}
