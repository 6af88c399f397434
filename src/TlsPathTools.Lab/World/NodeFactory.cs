using System.Globalization;
using System.Text.Json.Nodes;
using TlsPathTools.Lab.Cloud;
using TlsPathTools.Lab.Cluster;
using TlsPathTools.Lab.Scenarios;

namespace TlsPathTools.Lab.World;

/// <summary>Makes nodes as a kubelet on EKS registers them.</summary>
internal static class NodeFactory
{
    /// <summary>A node for an instance.</summary>
    /// <param name="world">The world.</param>
    /// <param name="instance">Its machine.</param>
    /// <param name="spec">Where it came from: the node itself, or the one that it replaces.</param>
    /// <param name="created">When it registered.</param>
    /// <param name="ready">Whether it is ready already.</param>
    public static JsonObject Create(LabWorld world, Instance instance, NodeSpec spec, DateTimeOffset created, bool ready)
    {
        InstanceTypeInfo type = InstanceTypes.Of(instance.InstanceType);
        string name = instance.NodeName!;
        var node = new JsonObject
        {
            ["metadata"] = new JsonObject
            {
                ["name"] = name, ["uid"] = world.Ids.Uuid($"node/{instance.InstanceId}"), ["creationTimestamp"] = KubeObject.Timestamp(created),
                ["labels"] = Labels(world, instance, spec, name),
                ["annotations"] = Json.Map(
                    ("alpha.kubernetes.io/provided-node-ip", instance.PrivateIp.ToString()), ("node.alpha.kubernetes.io/ttl", "0"),
                    ("volumes.kubernetes.io/controller-managed-attach-detach", "true")),
            },
            ["spec"] = new JsonObject { ["providerID"] = $"aws:///{instance.AvailabilityZone}/{instance.InstanceId}" },
            ["status"] = new JsonObject
            {
                ["addresses"] = Json.List(
                    Address("InternalIP", instance.PrivateIp.ToString()), Address("InternalDNS", instance.PrivateDnsName), Address("Hostname", instance.PrivateDnsName)),
                ["allocatable"] = Resources(type, reserved: true),
                ["capacity"] = Resources(type, reserved: false),
                ["conditions"] = NodeConditions.Initial(created, ready),
                ["daemonEndpoints"] = new JsonObject { ["kubeletEndpoint"] = new JsonObject { ["Port"] = 10250 } },
                ["images"] = Images(world),
                ["nodeInfo"] = Info(world, instance, spec),
            },
        };
        foreach (string taint in spec.Taints)
            NodeConditions.AddTaint(node, ParseTaint(taint));
        return node;
    }

    /// <summary>The image of kube-proxy for a version of the cluster.</summary>
    public static string KubeProxyImage(LabWorld world) => $"{Registry(world)}/eks/kube-proxy:v{world.Scenario.Cluster!.Version}.2-minimal-eksbuild.3";

    public static string CniImage(LabWorld world) => $"{Registry(world)}/amazon-k8s-cni:v1.19.0-eksbuild.1";

    /// <summary>The lease by which a kubelet says that it lives.</summary>
    public static JsonObject Lease(JsonObject node, DateTimeOffset acquired, DateTimeOffset renewed) => new()
    {
        ["metadata"] = new JsonObject
        {
            ["name"] = KubeObject.Name(node), ["namespace"] = "kube-node-lease", ["creationTimestamp"] = KubeObject.Timestamp(acquired),
            ["ownerReferences"] = Json.List(new JsonObject { ["apiVersion"] = "v1", ["kind"] = "Node", ["name"] = KubeObject.Name(node), ["uid"] = KubeObject.Uid(node) }),
        },
        ["spec"] = new JsonObject { ["holderIdentity"] = KubeObject.Name(node), ["leaseDurationSeconds"] = 40, ["renewTime"] = KubeObject.MicroTime(renewed) },
    };

    private static string Registry(LabWorld world) => $"602401143452.dkr.ecr.{world.Cloud.Region}.amazonaws.com";

    private static JsonObject Labels(LabWorld world, Instance instance, NodeSpec spec, string name)
    {
        var labels = new SortedDictionary<string, string>(StringComparer.Ordinal)
        {
            ["beta.kubernetes.io/arch"] = "amd64", ["beta.kubernetes.io/os"] = "linux", ["kubernetes.io/arch"] = "amd64", ["kubernetes.io/os"] = "linux",
            ["kubernetes.io/hostname"] = name, ["node.kubernetes.io/instance-type"] = instance.InstanceType, ["beta.kubernetes.io/instance-type"] = instance.InstanceType,
            ["topology.kubernetes.io/region"] = world.Cloud.Region, ["topology.kubernetes.io/zone"] = instance.AvailabilityZone,
            ["topology.k8s.aws/zone-id"] = NetworkBuilder.ZoneId(instance.AvailabilityZone), ["eks.amazonaws.com/capacityType"] = "ON_DEMAND",
            ["eks.amazonaws.com/nodegroup-image"] = instance.ImageId,
        };
        if (instance.AutoScalingGroupName is { } group)
            labels["eks.amazonaws.com/nodegroup"] = group;
        foreach ((string key, string value) in spec.Labels)
            labels[key] = value;
        return Json.Map(labels);
    }

    private static JsonObject Address(string type, string address) => new() { ["address"] = address, ["type"] = type };

    private static JsonObject Resources(InstanceTypeInfo type, bool reserved) => new()
    {
        ["cpu"] = reserved ? $"{(type.VCpus * 1000) - 70}m" : type.VCpus.ToString(CultureInfo.InvariantCulture),
        ["ephemeral-storage"] = reserved ? "18242267924" : "20893676Ki",
        ["hugepages-1Gi"] = "0", ["hugepages-2Mi"] = "0",
        // The kernel keeps a part for itself, and the kubelet another.
        ["memory"] = $"{(type.MemoryMiB * 988) - (reserved ? 707_584 : 0)}Ki",
        ["pods"] = type.MaxPods().ToString(CultureInfo.InvariantCulture),
    };

    private static JsonArray Images(LabWorld world) => Json.List(
        Image(CniImage(world), 56_900_000), Image(KubeProxyImage(world), 31_200_000), Image($"{Registry(world)}/eks/pause:3.10", 318_000));

    private static JsonObject Image(string name, int size) => new() { ["names"] = Json.List(name), ["sizeBytes"] = size };

    private static JsonObject Info(LabWorld world, Instance instance, NodeSpec spec)
    {
        string version = spec.KubeletVersion ?? $"v{world.Scenario.Cluster!.Version}.2-eks-94953ac";
        string machine = world.Ids.Hex($"machine/{instance.InstanceId}", 32);
        return new JsonObject
        {
            ["architecture"] = "amd64", ["bootID"] = world.Ids.Uuid($"boot/{instance.InstanceId}"), ["containerRuntimeVersion"] = "containerd://1.7.23",
            ["kernelVersion"] = spec.KernelVersion, ["kubeProxyVersion"] = version, ["kubeletVersion"] = version, ["machineID"] = "ec2" + machine[3..],
            ["operatingSystem"] = "linux", ["osImage"] = spec.KernelVersion.Contains("amzn2.", StringComparison.Ordinal) ? "Amazon Linux 2" : "Amazon Linux 2023.6.20241121",
            ["systemUUID"] = world.Ids.Uuid($"system/{instance.InstanceId}"),
        };
    }

    // key=value:Effect, or key:Effect.
    private static JsonObject ParseTaint(string text)
    {
        int colon = text.LastIndexOf(':');
        string[] pair = text[..colon].Split('=', 2);
        var taint = new JsonObject { ["effect"] = text[(colon + 1)..], ["key"] = pair[0] };
        if (pair.Length == 2)
            taint["value"] = pair[1];
        return taint;
    }
}
