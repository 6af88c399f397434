using TlsPathTools.Topology;
using TlsPathTools.Topology.Cluster;

namespace TlsPathTools.Reachability.Policies;

/// <summary>What can be told of who enforces policies in a cluster: from the agents that run on its nodes, and from the VPC CNI plugin's own switch.</summary>
internal sealed class PolicyEnforcers
{
    // The container of aws-node that enforces, there since 1.14 whether or not it is switched on (github.com/aws/aws-network-policy-agent).
    private const string VpcCniAgent = "aws-eks-nodeagent";

    // What switches it on; EKS Auto Mode, whose agent is no pod, has the same switch (docs.aws.amazon.com/eks/latest/userguide/auto-net-pol.html).
    private const string VpcCniConfigMap = "amazon-vpc-cni";
    private const string VpcCniSwitch = "enable-network-policy-controller";

    private readonly Dictionary<NetworkPlugin, AgentPods> _agents = [];
    private readonly HashSet<string> _autoNodes;
    private readonly string? _vpcCniSwitch;
    private readonly SnapshotGap? _agentGap;
    private readonly SnapshotGap? _configGap;

    public PolicyEnforcers(ClusterState cluster, IReadOnlyCollection<SnapshotGap> gaps)
    {
        foreach (DaemonSet set in cluster.DaemonSets)
        {
            if (PluginOf(set.Metadata?.Name) is var plugin and not NetworkPlugin.Unknown)
                Agent(plugin).HasContainer |= Has(set.Spec?.Template?.Spec);
        }

        foreach (Pod pod in cluster.Pods)
        {
            // Whoever may make pods can label one: only those of the namespaces where plugins live count.
            if (pod.Metadata is { Namespace: "kube-system" or "calico-system" } metadata && PluginOf(metadata.Labels.GetValueOrDefault("k8s-app")) is var plugin and not NetworkPlugin.Unknown)
                Add(Agent(plugin), pod);
        }

        _autoNodes = cluster.Nodes.Where(node => node.Metadata?.Labels.GetValueOrDefault("eks.amazonaws.com/compute-type") == "auto").Select(node => node.Metadata!.Name).OfType<string>().ToHashSet(StringComparer.Ordinal);
        _vpcCniSwitch = cluster.ConfigMaps.FirstOrDefault(map => map.Metadata is { Namespace: "kube-system", Name: VpcCniConfigMap })?.Data.GetValueOrDefault(VpcCniSwitch);
        _agentGap = ClusterGaps.Of(cluster, gaps, "list pods", "kube-system") ?? ClusterGaps.Of(cluster, gaps, "list pods", "calico-system") ?? ClusterGaps.Of(cluster, gaps, "list daemonsets", "kube-system");
        _configGap = ClusterGaps.Of(cluster, gaps, "get configmaps", VpcCniConfigMap);
    }

    /// <summary>Whether addresses of nodes and pods are those of the VPC: there is no overlay whose own addresses a pod would see instead.</summary>
    public bool IsVpcNetwork(string? nodeName) => _agents.ContainsKey(NetworkPlugin.VpcCni) || IsAuto(nodeName);

    /// <summary>Who enforces policies for a pod.</summary>
    public PolicyEnforcer Of(Pod pod)
    {
        string? node = pod.Spec?.NodeName;
        if (IsAuto(node))
            return Switched(NetworkPlugin.AutoMode, "the node is one of EKS Auto Mode");
        foreach ((NetworkPlugin plugin, AgentPods agent) in _agents.OrderByDescending(pair => pair.Key))
        {
            if (plugin is not NetworkPlugin.VpcCni)
                return OnNode(plugin, agent, node);
        }

        if (_agents.TryGetValue(NetworkPlugin.VpcCni, out AgentPods? vpc))
            return OfVpcCni(vpc, pod);
        return _agentGap is not null
            ? new PolicyEnforcer(EnforcerState.CannotTell, NetworkPlugin.Unknown, $"the agents of network plugins were not read: {SafeText.Escape(_agentGap.Reason)}")
            : new PolicyEnforcer(EnforcerState.NothingSeen, NetworkPlugin.Unknown, "none of the network plugins that are known to is in kube-system or calico-system");
    }

    private bool IsAuto(string? nodeName) => nodeName is not null && _autoNodes.Contains(nodeName);

    private PolicyEnforcer OfVpcCni(AgentPods agent, Pod pod)
    {
        if (!agent.HasContainer)
            return new(EnforcerState.NothingSeen, NetworkPlugin.VpcCni, $"aws-node has no container {VpcCniAgent}");
        // docs.aws.amazon.com/eks/latest/userguide/cni-network-policy.html, Considerations.
        if (pod.Metadata?.OwnerReferences.Length is null or 0)
            return new(EnforcerState.CannotTell, NetworkPlugin.VpcCni, "the plugin leaves out pods without an owner, as this one is");
        PolicyEnforcer switched = Switched(NetworkPlugin.VpcCni, $"aws-node has the container {VpcCniAgent}");
        return switched.State is EnforcerState.Seen && OnNode(NetworkPlugin.VpcCni, agent, pod.Spec?.NodeName) is { State: not EnforcerState.Seen } missing ? missing : switched;
    }

    private PolicyEnforcer Switched(NetworkPlugin plugin, string seen) => _vpcCniSwitch switch
    {
        "true" => new(EnforcerState.Seen, plugin, $"{seen}, and {VpcCniSwitch} is true in the config map {VpcCniConfigMap}"),
        not null => new(EnforcerState.NothingSeen, plugin, $"{VpcCniSwitch} is {SafeText.Escape(_vpcCniSwitch)} in the config map {VpcCniConfigMap}"),
        null when _configGap is not null => new(EnforcerState.CannotTell, plugin, $"{seen}, but the config map {VpcCniConfigMap} was not read: {SafeText.Escape(_configGap.Reason)}"),
        null when plugin is NetworkPlugin.AutoMode => new(EnforcerState.NothingSeen, plugin, $"{seen}, but nothing switches policies on in the config map {VpcCniConfigMap}"),
        null => new(EnforcerState.CannotTell, plugin, $"{seen}, but whether it is switched on is not told: {VpcCniSwitch} is not in the config map {VpcCniConfigMap}"),
    };

    private static PolicyEnforcer OnNode(NetworkPlugin plugin, AgentPods agent, string? nodeName)
    {
        // Its arguments, which may turn the firewall off, are not read.
        if (plugin is NetworkPlugin.KubeRouter)
            return new(EnforcerState.CannotTell, plugin, "kube-router is there, but whether its firewall is on is not told");
        if (agent.Nodes.Count == 0 || nodeName is null)
            return new(EnforcerState.Seen, plugin, "its daemon set is there");
        return agent.Nodes.TryGetValue(nodeName, out bool running) && running
            ? new(EnforcerState.Seen, plugin, "its agent runs on the pod's node")
            : new(EnforcerState.CannotTell, plugin, $"its agent runs on other nodes, but not on {SafeText.Escape(nodeName)}, or was not seen there");
    }

    private static void Add(AgentPods agent, Pod pod)
    {
        agent.HasContainer |= Has(pod.Spec);
        if (pod.Spec?.NodeName is { } node)
            agent.Nodes[node] = agent.Nodes.GetValueOrDefault(node) || pod.Status?.Phase == "Running";
    }

    private static bool Has(PodSpec? spec) => Array.Exists(spec?.Containers ?? [], container => container.Name == VpcCniAgent);

    private AgentPods Agent(NetworkPlugin plugin) => _agents.TryGetValue(plugin, out AgentPods? known) ? known : _agents[plugin] = new AgentPods();

    // By the names that each plugin's own manifest gives its daemon set and its pods.
    private static NetworkPlugin PluginOf(string? name) => name switch
    {
        "aws-node" => NetworkPlugin.VpcCni,
        "calico-node" or "canal" => NetworkPlugin.Calico,
        "cilium" or "anetd" => NetworkPlugin.Cilium,
        "antrea-agent" => NetworkPlugin.Antrea,
        "kube-router" => NetworkPlugin.KubeRouter,
        "weave-net" => NetworkPlugin.WeaveNet,
        "azure-npm" => NetworkPlugin.AzureNpm,
        _ => NetworkPlugin.Unknown,
    };

    /// <summary>The agents of a plugin.</summary>
    private sealed class AgentPods
    {
        /// <summary>Nodes that have one, and whether it runs.</summary>
        public Dictionary<string, bool> Nodes { get; } = new(StringComparer.Ordinal);

        public bool HasContainer { get; set; }
    }
}
