using System.Net;
using TlsPathTools.Reachability.Rules;
using TlsPathTools.Topology.Cluster;

namespace TlsPathTools.Reachability.Policies;

/// <summary>One way to see the other side of a connection.</summary>
/// <param name="Address">Its address; null where it is not known.</param>
/// <param name="Pod">The pod that it is; null where it is none.</param>
/// <param name="MayBePod">Whether it may be a pod that is not known.</param>
/// <param name="InCluster">Whether it is a pod or a node.</param>
/// <param name="IsOwnNode">Whether it is the pod's own node, which no policy keeps out.</param>
internal sealed record PeerView(IPAddress? Address, Pod? Pod = null, bool MayBePod = false, bool InCluster = false, bool IsOwnNode = false);

/// <summary>The from or the to of a rule against the other side.</summary>
/// <param name="namespaces">The namespaces' labels.</param>
/// <param name="blocksAreForOutside">Whether the network plugin takes address blocks for what is outside of the cluster alone (Cilium).</param>
internal sealed class PeerMatching(NamespaceLabels namespaces, bool blocksAreForOutside)
{
    /// <summary>Whether a rule's peers hold the other side; none of them means everyone.</summary>
    public Match Matches(NetworkPolicyPeer[] peers, string? ownNamespace, PeerView view) =>
        peers.Length == 0 ? Match.Yes : Match.Any(peers, peer => peer.IpBlock is { } block ? Matches(block, view) : MatchesPod(peer, ownNamespace, view));

    private Match MatchesPod(NetworkPolicyPeer peer, string? ownNamespace, PeerView view)
    {
        // The API server takes none without any of the three; one that has none selects nothing.
        if (peer.PodSelector is null && peer.NamespaceSelector is null)
            return Match.No;
        if (view.Pod is not { } pod)
            return view.MayBePod ? Match.Unknown($"whether a pod has the address {view.Address?.ToString() ?? "that is not known"}, and its labels") : Match.No;
        string? @namespace = pod.Metadata?.Namespace;
        Match inNamespace = peer.NamespaceSelector is null ? Match.Of(@namespace == ownNamespace) : namespaces.Matches(peer.NamespaceSelector, @namespace);
        return inNamespace.And(peer.PodSelector is null ? Match.Yes : LabelMatching.Matches(peer.PodSelector, pod.Metadata?.Labels ?? NamespaceLabels.None));
    }

    private Match Matches(IPBlock block, PeerView view)
    {
        AddressRange? cidr = AddressRange.Parse(block.Cidr);
        AddressRange?[] excepts = [.. block.Except.Select(AddressRange.Parse)];
        if (cidr is null || Array.Exists(excepts, except => except is null))
            return Match.Unknown($"what the block {SafeText.Escape(block.Cidr)} means");
        if (view.Address is null)
            return Match.Unknown($"which address the packet comes with: a rule asks for {SafeText.Escape(block.Cidr)}");
        var address = AddressRange.Of(view.Address);
        if (!cidr.Value.Contains(address) || Array.Exists(excepts, except => except!.Value.Contains(address)))
            return Match.No;
        // docs.cilium.io, "Layer 3 policies": rules by CIDR do not apply to traffic between endpoints that Cilium manages, nodes included.
        return view.InCluster && blocksAreForOutside ? Match.Unknown("whether Cilium takes an address block for a node or a pod, which it does not by default") : Match.Yes;
    }
}

/// <summary>The labels of namespaces.</summary>
internal sealed class NamespaceLabels
{
    // The control plane gives it to every namespace, and nobody can change it (kubernetes.io/docs/reference/labels-annotations-taints, since 1.21).
    private const string NameLabel = "kubernetes.io/metadata.name";

    private readonly Dictionary<string, IReadOnlyDictionary<string, string>> _labels = new(StringComparer.Ordinal);
    private readonly string _missing;

    /// <summary>The labels of namespaces that were read.</summary>
    /// <param name="namespaces">Those that were read.</param>
    /// <param name="missing">Why others were not.</param>
    public NamespaceLabels(IEnumerable<NamespaceMetadata> namespaces, string missing)
    {
        _missing = missing;
        foreach (NamespaceMetadata one in namespaces)
        {
            if (one.Metadata?.Name is { } name)
                _labels[name] = one.Metadata.Labels;
        }
    }

    public static IReadOnlyDictionary<string, string> None { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    public Match Matches(LabelSelector selector, string? @namespace)
    {
        if (_labels.TryGetValue(@namespace ?? "", out IReadOnlyDictionary<string, string>? labels))
            return LabelMatching.Matches(selector, labels);
        return LabelMatching.Keys(selector).All(key => key == NameLabel)
            ? LabelMatching.Matches(selector, new Dictionary<string, string>(StringComparer.Ordinal) { [NameLabel] = @namespace ?? "" })
            : Match.Unknown($"the labels of namespace {SafeText.Escape(@namespace)}: {_missing}");
    }
}
