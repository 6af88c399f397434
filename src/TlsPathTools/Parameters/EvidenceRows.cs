using TlsPathTools.Comparison;
using TlsPathTools.EvidenceFiles;
using TlsPathTools.Topology;
using TlsPathTools.Topology.KubeProxies;
using TlsPathTools.Topology.Map;

namespace TlsPathTools.Parameters;

/// <summary>The nodes of a bundle of evidence: those that its addresses lead to, with what was measured; without addresses, all.</summary>
internal static class EvidenceRows
{
    internal static IReadOnlyList<NodeRow> Of(TlsPathEvidence evidence, PathSnapshot snapshot)
    {
        var input = new PathAddresses();
        foreach (MeasuredRow row in evidence.Addresses.Select(MeasuredRow.Of).Concat(evidence.Results.Select(MeasuredRow.Of)))
            _ = input.Add(row).Count();
        return input.Addresses.Count > 0
            ? [.. TargetNodeMap.Build(snapshot, new MapQuery { Addresses = input.Addresses, NodePorts = [.. evidence.NodePorts] }, NodeKubeProxies.Find(snapshot)).Select(NodeRow.Of)]
            : [.. snapshot.Clusters.SelectMany(cluster => cluster.Nodes).Select(node => new NodeRow { NodeName = node.Metadata?.Name })];
    }
}
