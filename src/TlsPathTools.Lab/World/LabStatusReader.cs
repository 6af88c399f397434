using System.Text.Json.Nodes;
using TlsPathTools.Lab.Cloud;
using TlsPathTools.Lab.Cluster;

namespace TlsPathTools.Lab.World;

/// <summary>Looks at a world.</summary>
internal static class LabStatusReader
{
    public static LabStatus Read(LabWorld world)
    {
        IReadOnlyDictionary<string, TrafficCount> traffic = world.Traffic.Counts;
        LabAddress[] addresses;
        LabTarget[] targets;
        lock (world.Gate)
        {
            addresses = [.. from balancer in world.Cloud.LoadBalancers.Values from zone in balancer.Zones select Address(balancer, zone, traffic)];
            targets = [.. from target in world.Cloud.TargetGroups.Values from registration in target.Targets select Target(world.Cloud, target, registration)];
        }

        return new LabStatus(
            world.Now, addresses, targets, Nodes(world.Cluster),
            [.. world.Faults.All.Select(fault => new LabFault(fault.Spec.Id, fault.Spec.At, fault.Spec.Effect.ToString(), fault.IsActive(world.Now), fault.EndedBy))],
            [.. traffic.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => new LabFlow(pair.Key, pair.Value.Flows, pair.Value.Failed))]);
    }

    private static LabAddress Address(LoadBalancer balancer, LoadBalancerZone zone, IReadOnlyDictionary<string, TrafficCount> traffic)
    {
        TrafficCount count = traffic.GetValueOrDefault($"lb:{balancer.Name}/{zone.ZoneName}");
        return new LabAddress(balancer.Name, zone.ZoneName, zone.FrontAddress.ToString(), zone.InDns, count.Flows, count.Failed);
    }

    private static LabTarget Target(CloudState cloud, TargetGroup group, TargetRegistration registration) =>
        new(group.Name, registration.Id, cloud.Instances.GetValueOrDefault(registration.Id)?.NodeName, registration.Port, registration.State, registration.Reason);

    private static LabNode[] Nodes(ClusterStore cluster)
    {
        // Pods of DaemonSets are on every node and say nothing.
        ILookup<string?, JsonObject> pods = cluster.List(ResourceKinds.Pods)
            .Where(pod => KubeObject.Namespace(pod) != "kube-system")
            .ToLookup(pod => KubeObject.Text(pod, "spec", "nodeName"), StringComparer.Ordinal);
        return
        [
            .. cluster.List(ResourceKinds.Nodes).Select(node => new LabNode(
                KubeObject.Name(node),
                (KubeObject.Text(node, "spec", "providerID") ?? "").Split('/')[^1],
                KubeObject.Labels(node).GetValueOrDefault("topology.kubernetes.io/zone", ""),
                KubeObject.Condition(node, "Ready") is { } ready ? KubeObject.Text(ready, "status") ?? "" : "",
                !KubeObject.IsTrue(node, "spec", "unschedulable"),
                pods[KubeObject.Name(node)].Count())),
        ];
    }
}
