namespace TlsPathTools.Topology.Cluster;

/// <summary>A setting of the VPC CNI plugin that decides how packets find their way. Of all that the environment of a container may hold, secrets included, no more than these are read.</summary>
/// <param name="Name">The variable, or the flag without its dashes.</param>
/// <param name="Value">What it is set to; null where the pod takes it from elsewhere (valueFrom), which is not followed.</param>
public sealed record CniSetting(string Name, string? Value)
{
    /// <summary>The container that has the variables.</summary>
    public const string PluginContainer = "aws-node";

    /// <summary>The container that has the flags: the agent for network policies.</summary>
    public const string PolicyContainer = "aws-eks-nodeagent";

    /// <summary>The variables that are read (github.com/aws/amazon-vpc-cni-k8s, README).</summary>
    public static IReadOnlyList<string> Variables { get; } =
    [
        "AWS_VPC_ENI_MTU", "POD_MTU", "AWS_VPC_CNI_NODE_PORT_SUPPORT", "AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG", "AWS_VPC_K8S_CNI_EXTERNALSNAT",
        "AWS_VPC_K8S_CNI_EXCLUDE_SNAT_CIDRS", "AWS_VPC_K8S_CNI_RANDOMIZESNAT", "ENABLE_POD_ENI", "POD_SECURITY_GROUP_ENFORCING_MODE", "ENABLE_PREFIX_DELEGATION", "NETWORK_POLICY_ENFORCING_MODE",
    ];

    /// <summary>The flags that are read.</summary>
    public static IReadOnlyList<string> Flags { get; } = ["enable-network-policy"];

    /// <summary>Whether a pod is one of the plugin's.</summary>
    public static bool IsOfPlugin(Pod pod)
    {
        ArgumentNullException.ThrowIfNull(pod);
        return pod.Metadata is { Namespace: "kube-system" } meta && meta.Labels.GetValueOrDefault("k8s-app") == PluginContainer;
    }
}
