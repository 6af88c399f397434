using TlsPathTools.Topology.Cluster;

namespace TlsPathTools.Topology.Collecting;

/// <summary>Network policies of the namespaces of a path, and what says whether anything enforces them.</summary>
internal sealed class NetworkPolicyReader(IClusterReader reader, GapList gaps)
{
    // Of so many namespaces by themselves; the policies of more are read at once.
    private const int NamespacesOneByOne = 5;

    // Network plugins that enforce policies, by the label that their own manifests give their pods: the Amazon VPC CNI plugin, Calico, Canal, Cilium, kube-router.
    private const string PluginLabelSelector = "k8s-app in (aws-node,calico-node,canal,cilium,kube-router)";

    /// <summary>The pods of network plugins: in kube-system, and where Calico's operator has its own.</summary>
    public async Task<IReadOnlyList<Pod>> ReadPluginsAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<Pod>[] pods = await Task.WhenAll(((string[])[KubeProxyReader.Namespace, "calico-system"])
            .Select(one => gaps.ItemsAsync(reader.ListAsync(ClusterResources.Pods, one, PluginLabelSelector, null, cancellationToken)))).ConfigureAwait(false);
        return [.. pods.SelectMany(some => some)];
    }

    /// <summary>The policies of namespaces; and the labels of all namespaces, where one of these policies selects by them.</summary>
    public async Task<NetworkPolicyReading> ReadAsync(IReadOnlyList<string> namespaces, CancellationToken cancellationToken)
    {
        bool atOnce = namespaces.Count > NamespacesOneByOne;
        Reading<NetworkPolicy>[] readings = await Task.WhenAll((atOnce ? (string?[])[null] : [.. namespaces])
            .Select(one => gaps.TakeAsync(reader.ListAsync(ClusterResources.NetworkPolicies, one, cancellationToken: cancellationToken)))).ConfigureAwait(false);
        var wanted = namespaces.ToHashSet(StringComparer.Ordinal);
        NetworkPolicy[] policies = [.. readings.SelectMany(reading => reading.Items).Where(policy => wanted.Contains(policy.Metadata?.Namespace ?? ""))];
        return new NetworkPolicyReading
        {
            Policies = policies,
            WholeNamespaces = [.. namespaces.Where((_, index) => readings[atOnce ? 0 : index].IsComplete)],
            Namespaces = Array.Exists(policies, SelectsNamespaces) ? [.. await gaps.ItemsAsync(reader.ListAsync(ClusterResources.Namespaces, cancellationToken: cancellationToken)).ConfigureAwait(false)] : [],
        };
    }

    private static bool SelectsNamespaces(NetworkPolicy policy) => policy.Spec is { } spec
        && spec.Ingress.SelectMany(rule => rule.From).Concat(spec.Egress.SelectMany(rule => rule.To)).Any(peer => peer.NamespaceSelector is not null);
}

/// <summary>What there is of policies.</summary>
internal sealed record NetworkPolicyReading
{
    public NetworkPolicy[] Policies { get; init; } = [];

    public string[] WholeNamespaces { get; init; } = [];

    public NamespaceMetadata[] Namespaces { get; init; } = [];
}
