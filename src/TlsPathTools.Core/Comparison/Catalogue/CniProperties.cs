using TlsPathTools.Topology.Cluster;
using static TlsPathTools.Comparison.CanExplain;
using static TlsPathTools.Comparison.ValueKind;
using Property = TlsPathTools.Comparison.PropertyDefinition<TlsPathTools.Comparison.ComparedNode>;

namespace TlsPathTools.Comparison.Catalogue;

/// <summary>The catalogue's lines about the VPC CNI plugin, which gives pods their addresses, routes and rules. Reasons and defaults of its settings: github.com/aws/amazon-vpc-cni-k8s, README.</summary>
internal static class CniProperties
{
    private const string Pods = "list pods";
    private const string OneSource = "One DaemonSet gives all nodes this setting: where they differ, a pod of aws-node is from before its last change, or was made by something else.";
    private const string Stalls = "Packets that are larger than the way takes are lost where nobody is told: flows stall after the ClientHello.";
    private const string SameMtu = "No proof: pods keep the MTU that was set when they started, and interfaces of the host can have another.";
    private const string OwnSubnetsAndGroups = "Pods then have subnets and security groups of their own, which those of the node say nothing of.";

    private static readonly PropertyValue s_notRead = PropertyValue.Unknown("the plugin's settings were not read");
    private static readonly PropertyValue s_fromElsewhere = PropertyValue.Unknown("it is set from elsewhere (valueFrom), which is not read");

    public static readonly Property[] All =
    [
        OfContainer("CniImage", Text, "Versions differ in routes and rules that they keep.", container => PropertyValue.Of(container.Image)),
        OfContainer("CniReady", Text, "Without it new pods have no network.", container => PropertyValue.Of(container.Ready)),
        OfContainer("CniRestarts", Number, "A plugin that keeps ending leaves routes and rules behind.", container => PropertyValue.Of(container.RestartCount)),

        Setting("CniMtu", "AWS_VPC_ENI_MTU", "9001", Yes, Stalls) with { WhenSame = SameMtu },
        Setting("CniPodMtu", "POD_MTU", "as CniMtu", Yes, Stalls) with { WhenSame = SameMtu },
        Setting("CniNodePortSupport", "AWS_VPC_CNI_NODE_PORT_SUPPORT", "true", Yes, "Without it, replies of pods on secondary interfaces leave by the wrong interface, and NodePorts fail for clients outside of the node."),
        Setting("CniCustomNetwork", "AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG", "false", Yes, OwnSubnetsAndGroups),
        Setting("CniPodInterfaces", "ENABLE_POD_ENI", "false", Yes, OwnSubnetsAndGroups),
        Setting("CniPodGroupsMode", "POD_SECURITY_GROUP_ENFORCING_MODE", "strict", Yes, "In strict mode, a NodePort with the external traffic policy Local does not work for pods that have security groups of their own."),
        Setting("CniNetworkPolicyMode", "NETWORK_POLICY_ENFORCING_MODE", "standard", Yes, "In strict mode, a pod takes no flows until a policy allows them."),
        new("CniNetworkPolicy", ConfigGroup.Cni, Text, Yes, "Where it is on, network policies of Kubernetes drop flows to the pods of the node.", Pods, NetworkPolicy) { WhenDifferent = OneSource },
        Setting("CniExternalSnat", "AWS_VPC_K8S_CNI_EXTERNALSNAT", "false", CorrelationOnly, "Replies of NodePorts do not depend on it; those of pods that are targets themselves to clients outside of the VPC do."),
        Setting("CniExcludeSnatCidrs", "AWS_VPC_K8S_CNI_EXCLUDE_SNAT_CIDRS", "", CorrelationOnly, "It is about flows that pods open to these ranges."),
        Setting("CniRandomizeSnat", "AWS_VPC_K8S_CNI_RANDOMIZESNAT", "prng", CorrelationOnly, "It is about the source ports of flows that pods open."),
        Setting("CniPrefixDelegation", "ENABLE_PREFIX_DELEGATION", "false", CorrelationOnly, "It says how pods get addresses; those that have one are not touched."),
    ];

    private static Property OfContainer(string name, ValueKind kind, string reason, Func<ContainerStatus, PropertyValue> read) => new(name, ConfigGroup.Cni, kind, Yes, reason, Pods, node => node.OfCni(pod =>
        Array.Find(pod.Status?.ContainerStatuses ?? [], container => container.Name == CniSetting.PluginContainer) is { } own ? read(own) : PropertyValue.Unknown("the pod does not say")));

    private static Property Setting(string name, string variable, string otherwise, CanExplain explains, string reason)
    {
        PropertyValue whereNotSet = otherwise.Length == 0 ? PropertyValue.Of("(none)") : PropertyValue.Default(otherwise);
        return new(name, ConfigGroup.Cni, Text, explains, reason, $"{Pods} ({variable})", node => node.OfCni(pod => Value(pod, variable, whereNotSet))) { WhenDifferent = OneSource };
    }

    // Of several variables of one name, the last holds; an empty one is as none.
    private static PropertyValue Value(Pod pod, string variable, PropertyValue whereNotSet)
    {
        if (Container(pod, CniSetting.PluginContainer) is not { Env.Length: > 0 } plugin)
            return s_notRead;
        return Array.FindLast(plugin.Env, one => one.Name == variable) switch
        {
            { Value: null } => s_fromElsewhere,
            { Value.Length: > 0 } set => PropertyValue.Of(set.Value),
            _ => whereNotSet,
        };
    }

    private static PropertyValue NetworkPolicy(ComparedNode node) => node.OfCni(pod =>
        Container(pod, CniSetting.PluginContainer) is not { Env.Length: > 0 } ? s_notRead
        : Container(pod, CniSetting.PolicyContainer) is not { } agent ? PropertyValue.Of("off (no agent)")
        : Array.FindLast(agent.Args, one => one.Name == CniSetting.Flags[0]) is { Value: "true" } ? PropertyValue.Of("on")
        : PropertyValue.Of("off"));

    private static Container? Container(Pod pod, string name) => Array.Find(pod.Spec?.Containers ?? [], container => container.Name == name);
}
