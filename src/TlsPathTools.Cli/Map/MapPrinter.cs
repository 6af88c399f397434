using TlsPathTools.Cli.Output;
using TlsPathTools.Topology;
using TlsPathTools.Topology.KubeProxies;
using TlsPathTools.Topology.Map;

namespace TlsPathTools.Cli.Map;

/// <summary>A snapshot and what was measured → the map on the screen, and as JSON lines where asked for.</summary>
internal static class MapPrinter
{
    private const int GapsShown = 5;

    public static void Print(PathSnapshot snapshot, MapQuery query, Screen report, Screen errors, IReadOnlyList<TextWriter> json)
    {
        IReadOnlyList<EndpointLoadBalancer> balancers = EndpointLoadBalancers.Find(snapshot, query.Addresses);
        IReadOnlyList<TargetNode> rows = TargetNodeMap.Build(snapshot, query, NodeKubeProxies.Find(snapshot));
        TellGaps(snapshot.Gaps, errors);
        foreach (TextWriter writer in json)
        {
            foreach (TlsPathRecord record in balancers.Concat<TlsPathRecord>(rows))
                writer.Write(TlsPathJson.Serialize(record) + "\n");
            writer.Flush();
        }

        MapView.Write(report, query.Addresses, balancers, rows);
    }

    private static void TellGaps(SnapshotGap[] gaps, Screen errors)
    {
        var kinds = gaps.GroupBy(gap => (gap.Source, gap.Operation, gap.Kind)).ToList();
        foreach (var kind in kinds.Take(GapsShown))
        {
            SnapshotGap first = kind.First();
            string more = kind.Skip(1).Any() ? $" ({kind.Count()} times)" : "";
            errors.Warn($"{first.Source}: {first.Operation} could not be read{more}: {first.Reason}{(first.Advice is null ? "" : " " + first.Advice)}");
        }

        if (kinds.Count > GapsShown)
            errors.Warn($"{kinds.Count - GapsShown} more kinds of requests failed; --save-evidence keeps all of them.");
    }
}
