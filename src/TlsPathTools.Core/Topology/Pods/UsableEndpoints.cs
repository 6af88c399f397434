namespace TlsPathTools.Topology.Pods;

/// <summary>
/// Which endpoints kube-proxy writes into a node's rules for flows from outside: its CategorizeEndpoints. Ready ones; where there is none at all, those that are
/// going but still answer (KEP-1669); of the policy Cluster those that hints leave, of Local those of the node.
/// </summary>
internal sealed class UsableEndpoints
{
    private readonly bool _local;
    private readonly bool _serves;
    private readonly ServicePod[] _cluster;
    private readonly ILookup<string, ServicePod> _byNode;
    private readonly bool _allHaveNodes;
    private readonly Dictionary<string, int>? _byHintedNode;
    private readonly Dictionary<string, int>? _byHintedZone;

    public UsableEndpoints(IEnumerable<ServicePod> pods, bool local)
    {
        ServicePod[] all = [.. pods.Where(pod => pod.IsEndpoint)];
        ServicePod[] ready = [.. all.Where(pod => pod.Ready)];
        _local = local;
        _serves = ready.Length == 0;
        _cluster = ready.Length > 0 ? ready : [.. all.Where(pod => pod is { Serving: true, Terminating: true })];
        _byNode = all.ToLookup(pod => pod.NodeName ?? "", StringComparer.Ordinal);
        // Hints count only where every ready endpoint has one.
        if (ready.Length > 0 && Array.TrueForAll(ready, pod => pod.NodeHints.Length > 0))
            _byHintedNode = Count(ready, pod => pod.NodeHints);
        if (ready.Length > 0 && Array.TrueForAll(ready, pod => pod.ZoneHints.Length > 0))
            _byHintedZone = Count(ready, pod => pod.ZoneHints);
        _allHaveNodes = Array.TrueForAll(_cluster, pod => pod.NodeName is not null);
    }

    /// <summary>Endpoints on all nodes that take flows.</summary>
    public int Total => _cluster.Length;

    /// <summary>Whether none is ready, and those that are going stand in.</summary>
    public bool OnlyTerminating => _serves && _cluster.Length > 0;

    /// <summary>Whether hints keep flows within zones or nodes.</summary>
    public bool HasHints => _byHintedNode is not null || _byHintedZone is not null;

    /// <summary>Endpoints on a node that take flows.</summary>
    public int OnNode(string node)
    {
        int ready = _byNode[node].Count(pod => pod.Ready);
        return ready > 0 ? ready : _byNode[node].Count(pod => pod is { Serving: true, Terminating: true });
    }

    /// <summary>Endpoints that a flow entering at a node can meet; null where endpoints do not say their nodes.</summary>
    public int? From(string node, string? zone)
    {
        if (_local)
            return _allHaveNodes ? OnNode(node) : null;
        if (_byHintedNode?.GetValueOrDefault(node) is > 0 and var own)
            return own;
        // A zone that no endpoint is meant for uses all.
        return zone is not null && _byHintedZone?.GetValueOrDefault(zone) is > 0 and var zonal ? zonal : Total;
    }

    private static Dictionary<string, int> Count(ServicePod[] pods, Func<ServicePod, string[]> hints) =>
        pods.SelectMany(pod => hints(pod).Distinct(StringComparer.Ordinal)).GroupBy(hint => hint, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.Count(), StringComparer.Ordinal);
}
