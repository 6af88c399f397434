using TlsPathTools.Topology;
using TlsPathTools.Topology.Cluster;

namespace TlsPathTools.Reachability.Policies;

/// <summary>
/// The policies of a cluster by namespace, and within it by a label that they ask for: a pod is held against those alone that ask for one of its own
/// labels, or for none. Made once, in one pass.
/// </summary>
internal sealed class PolicyIndex
{
    private readonly Dictionary<string, NamespacePolicies> _namespaces = new(StringComparer.Ordinal);
    private readonly HashSet<string> _whole;
    private readonly Dictionary<string, string> _missing = new(StringComparer.Ordinal);
    private readonly ClusterState _cluster;
    private readonly IReadOnlyCollection<SnapshotGap> _gaps;

    public PolicyIndex(ClusterState cluster, IReadOnlyCollection<SnapshotGap> gaps)
    {
        _cluster = cluster;
        _gaps = gaps;
        _whole = cluster.NetworkPolicyNamespaces.ToHashSet(StringComparer.Ordinal);
        foreach (NetworkPolicy policy in cluster.NetworkPolicies.OrderBy(policy => policy.Metadata?.Name, StringComparer.Ordinal))
        {
            string @namespace = policy.Metadata?.Namespace ?? "";
            if (!_namespaces.TryGetValue(@namespace, out NamespacePolicies? policies))
                _namespaces[@namespace] = policies = new NamespacePolicies();
            policies.Add(policy);
        }

        string why = ClusterGaps.Of(cluster, gaps, "list namespaces", @namespace: null) is { } gap ? SafeText.Escape(gap.Reason)! : "they were not read";
        Labels = new NamespaceLabels(cluster.Namespaces, why);
    }

    public NamespaceLabels Labels { get; }

    /// <summary>The policies that select a pod, by name. What cannot be told is added to the missing.</summary>
    public IReadOnlyList<NetworkPolicy> Selecting(Pod pod, PolicyDirection direction, List<string> missing)
    {
        string @namespace = pod.Metadata?.Namespace ?? "";
        if (!_whole.Contains(@namespace))
            missing.Add(WhyMissing(@namespace));
        var selecting = new List<NetworkPolicy>();
        if (!_namespaces.TryGetValue(@namespace, out NamespacePolicies? policies))
            return selecting;
        IReadOnlyDictionary<string, string> labels = pod.Metadata?.Labels ?? NamespaceLabels.None;
        foreach (NetworkPolicy policy in policies.Candidates(labels).Where(policy => PolicyRules.Applies(policy, direction)))
        {
            Match match = LabelMatching.Matches(policy.Spec!.PodSelector, labels);
            if (match.Value == true)
                selecting.Add(policy);
            else if (match.Missing is { } unknown)
                missing.Add($"whether {SafeText.Escape($"{policy.Metadata}")} selects the pod: {unknown}");
        }

        selecting.Sort((left, right) => string.CompareOrdinal(left.Metadata?.Name, right.Metadata?.Name));
        return selecting;
    }

    private string WhyMissing(string @namespace)
    {
        if (_missing.TryGetValue(@namespace, out string? known))
            return known;
        SnapshotGap? gap = ClusterGaps.Of(_cluster, _gaps, "list networkpolicies", @namespace);
        return _missing[@namespace] = $"the network policies of {SafeText.Escape(@namespace)}: {(gap is null ? "they were not read" : SafeText.Escape(gap.Reason))}";
    }

    /// <summary>The policies of a namespace.</summary>
    private sealed class NamespacePolicies
    {
        private readonly Dictionary<(string Key, string Value), List<NetworkPolicy>> _byLabel = [];
        private readonly List<NetworkPolicy> _others = [];

        public void Add(NetworkPolicy policy)
        {
            if (policy.Spec?.PodSelector?.MatchLabels is not { Count: > 0 } labels)
            {
                _others.Add(policy);
                return;
            }

            // Any of them will do, as all must hold.
            string key = labels.Keys.Min(StringComparer.Ordinal)!;
            (string Key, string Value) label = (key, labels[key]);
            if (!_byLabel.TryGetValue(label, out List<NetworkPolicy>? policies))
                _byLabel[label] = policies = [];
            policies.Add(policy);
        }

        public IEnumerable<NetworkPolicy> Candidates(IReadOnlyDictionary<string, string> labels) =>
            _others.Concat(labels.SelectMany(label => _byLabel.TryGetValue((label.Key, label.Value), out List<NetworkPolicy>? policies) ? policies : (IEnumerable<NetworkPolicy>)[]));
    }
}
