namespace TlsPathTools.Topology.Map;

/// <summary>What the tags of a load balancer or target group say of the controller that made it (domain.md B5).</summary>
/// <param name="Controller">The controller.</param>
/// <param name="Kind">"service", "ingress" or "gateway": what it was made for; null where that is not tagged.</param>
/// <param name="Stack">That one's "namespace/name", or the name of an ingress group.</param>
/// <param name="Cluster">The name of the cluster.</param>
internal sealed record ControllerTags(ResourceController Controller, string? Kind, string? Stack, string? Cluster)
{
    private static readonly (string Key, string Kind)[] s_autoModeStacks = [("service.eks.amazonaws.com/stack", "service"), ("ingress.eks.amazonaws.com/stack", "ingress")];

    private static readonly (string Key, string Kind)[] s_stacks =
        [("service.k8s.aws/stack", "service"), ("ingress.k8s.aws/stack", "ingress"), ("gateway.k8s.aws.alb/stack", "gateway"), ("gateway.k8s.aws.nlb/stack", "gateway")];

    private static readonly string[] s_prefixes = ["elbv2.k8s.aws/", "service.k8s.aws/", "ingress.k8s.aws/", "gateway.k8s.aws"];

    /// <summary>Reads them; null where they are no controller's.</summary>
    public static ControllerTags? Of(IReadOnlyDictionary<string, string> tags)
    {
        if (Stacked(tags, s_autoModeStacks, ResourceController.EksAutoMode, "eks:eks-cluster-name") is { } autoMode)
            return autoMode;
        if (Stacked(tags, s_stacks, ResourceController.LoadBalancerController, "elbv2.k8s.aws/cluster") is { } stacked)
            return stacked;
        if (tags.Keys.Any(key => Array.Exists(s_prefixes, prefix => key.StartsWith(prefix, StringComparison.Ordinal))))
            return new(ResourceController.LoadBalancerController, null, null, tags.GetValueOrDefault("elbv2.k8s.aws/cluster") ?? tags.GetValueOrDefault("ingress.k8s.aws/cluster"));
        if (tags.GetValueOrDefault("kubernetes.io/service-name") is { } service)
            return new(ResourceController.CloudProvider, "service", service, null);
        return tags.GetValueOrDefault("eks:eks-cluster-name") is { } cluster ? new(ResourceController.EksAutoMode, null, null, cluster) : null;
    }

    private static ControllerTags? Stacked(IReadOnlyDictionary<string, string> tags, (string Key, string Kind)[] stacks, ResourceController controller, string clusterKey)
    {
        foreach ((string key, string kind) in stacks)
        {
            if (tags.GetValueOrDefault(key) is { } stack)
                return new(controller, kind, stack, tags.GetValueOrDefault(clusterKey));
        }

        return null;
    }
}
