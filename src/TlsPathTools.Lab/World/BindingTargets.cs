using System.Net;
using System.Text.Json.Nodes;
using TlsPathTools.Lab.Cloud;
using TlsPathTools.Lab.Cluster;

namespace TlsPathTools.Lab.World;

/// <summary>Something to be registered with a target group.</summary>
internal readonly record struct Target(string Id, int Port, string Zone)
{
    public static Target Of(Instance instance, int port) => new(instance.InstanceId, port, instance.AvailabilityZone);

    /// <summary>A new registration, as nobody has checked it yet.</summary>
    public TargetRegistration Register() => new()
    {
        Id = Id, Port = Port, AvailabilityZone = Zone, State = "initial", Reason = "Elb.RegistrationInProgress", Description = "Target registration is in progress",
    };
}

/// <summary>What a TargetGroupBinding wants registered, as the AWS Load Balancer Controller decides it. To be called under the world's gate.</summary>
internal static class BindingTargets
{
    /// <summary>Nodes by instance (with the Service's NodePort), or the Service's ready pods by address.</summary>
    public static IEnumerable<Target> Desired(LabWorld world, JsonObject binding, TargetGroup group)
    {
        string @namespace = KubeObject.Namespace(binding) ?? "default";
        string serviceName = KubeObject.Text(binding, "spec", "serviceRef", "name") ?? "";
        if (world.Cluster.Find(ResourceKinds.Services, @namespace, serviceName) is not { } service)
            return [];

        JsonNode? wanted = KubeObject.At(binding, "spec", "serviceRef", "port");
        JsonObject? port = KubeObject.Items(service, "spec", "ports").FirstOrDefault(port => Is(port, wanted));
        if (group.TargetType == "ip")
        {
            int podPort = KubeObject.Number(port, "targetPort") ?? group.Port;
            return Pods(world, @namespace, serviceName).Select(pod => OfPod(world, pod, podPort)).OfType<Target>();
        }

        return Nodes(world, KubeObject.Number(port, "nodePort") ?? group.Port);
    }

    /// <summary>All nodes that may be targets, with one port.</summary>
    public static IEnumerable<Target> Nodes(LabWorld world, int port) =>
        world.Cluster.List(ResourceKinds.Nodes).Where(IsEligible).Select(node => InstanceOf(world, node)).OfType<Instance>().Select(instance => Target.Of(instance, port));

    /// <summary>Pods that a Service selects and that are ready.</summary>
    public static IEnumerable<JsonObject> Pods(LabWorld world, string @namespace, string serviceName)
    {
        if (world.Cluster.Find(ResourceKinds.Services, @namespace, serviceName) is not { } service)
            return [];
        IReadOnlyDictionary<string, string> selector = KubeObject.Map(service, "spec", "selector");
        return world.Cluster.List(ResourceKinds.Pods, @namespace)
            .Where(pod => Selectors.Match(selector, pod) && KubeObject.Holds(pod, "Ready") && !KubeObject.IsTerminating(pod));
    }

    public static Target? OfPod(LabWorld world, JsonObject pod, int port) =>
        KubeObject.Text(pod, "status", "podIP") is { } ip && IPAddress.TryParse(ip, out IPAddress? address)
            ? new Target(ip, port, world.Cloud.SubnetOf(address)?.AvailabilityZone ?? "all")
            : null;

    /// <summary>The instance of a node by its providerID.</summary>
    public static Instance? InstanceOf(LabWorld world, JsonObject node) =>
        KubeObject.Text(node, "spec", "providerID") is { } provider ? world.Cloud.Instances.GetValueOrDefault(provider[(provider.LastIndexOf('/') + 1)..]) : null;

    /// <summary>
    /// Whether a node may be a target: ready (Unknown counts as such, so that a lost control plane empties no group), not excluded by label, not about to be
    /// removed. A cordon alone changes nothing since Kubernetes 1.19.
    /// </summary>
    public static bool IsEligible(JsonObject node) =>
        KubeObject.Text(KubeObject.Condition(node, "Ready"), "status") is "True" or "Unknown"
        && KubeObject.At(node, "metadata", "labels", "node.kubernetes.io/exclude-from-external-load-balancers") is null
        && !KubeObject.Items(node, "spec", "taints").Any(taint => KubeObject.Text(taint, "key") is "ToBeDeletedByClusterAutoscaler" or "karpenter.sh/disrupted");

    private static bool Is(JsonObject port, JsonNode? wanted) => wanted is JsonValue value && (value.TryGetValue(out string? name)
        ? KubeObject.Text(port, "name") == name
        : value.TryGetValue(out int number) && KubeObject.Number(port, "port") == number);
}

/// <summary>Label selectors.</summary>
internal static class Selectors
{
    /// <summary>Whether an object has all labels of a Service's selector; an empty one selects nothing.</summary>
    public static bool Match(IReadOnlyDictionary<string, string> selector, JsonObject item)
    {
        if (selector.Count == 0 || item["metadata"]?["labels"] is not JsonObject labels)
            return false;
        foreach ((string key, string value) in selector)
        {
            if (KubeObject.Text(labels, key) != value)
                return false;
        }

        return true;
    }
}
