using TlsPathTools.Cli.Output;
using TlsPathTools.Probing;
using TlsPathTools.Topology.Map;

namespace TlsPathTools.Cli.Map;

/// <summary>What the map says of the failing addresses, in a sentence or two that name no culprit: most of what lies behind a failing address is innocent.</summary>
internal static class MapConclusion
{
    private const int MostNamed = 3;

    public static string Of(IReadOnlyList<MapAddress> addresses, IReadOnlyList<TargetNode> rows)
    {
        MapAddress[] failing = [.. addresses.Where(address => address.Verdict is Verdict.Failing or Verdict.Intermittent)];
        if (failing.Length == 0)
            return addresses.Any(address => address.Attempts > 0) ? "No address fails now: the map shows what a connection can meet." : "Nothing was probed: the map shows what a connection can meet.";
        var sentences = failing.Take(MostNamed).Select(address => Sentence(address, rows)).ToList();
        if (failing.Length > MostNamed)
            sentences.Add($"{failing.Length - MostNamed} more addresses fail.");
        TargetNode[] suspects = [.. rows.Where(row => row.Suspect).DistinctBy(row => row.NodeName ?? row.InstanceId, StringComparer.Ordinal)];
        sentences.Add(suspects is [var one]
            ? $"From inside, one node stands out: {one.NodeName ?? one.InstanceId}."
            : "No observation from inside singles a node out.");
        return string.Join(' ', sentences);
    }

    private static string Sentence(MapAddress address, IReadOnlyList<TargetNode> rows)
    {
        TargetNode[] own = [.. rows.Where(row => row.IPAddress == address.IPAddress && row.TargetGroupArn is not null)];
        string[] reached = [.. own.Where(row => row.Reachable == true).Select(row => row.NodeName ?? row.InstanceId ?? row.TargetId ?? "").Distinct(StringComparer.Ordinal)];
        string fails = $"{address.IPAddress} fails {address.Failures} of {address.Attempts}";
        if (own.Length == 0)
            return $"{fails}; no target is known behind it.";
        if (Array.Exists(own, row => row.Reachable is null))
            return $"{fails}; which targets it can reach is not known.";
        return reached switch
        {
            [] => $"{fails}, and it can reach no target.",
            [var only] => $"{fails}, and every connection to it goes to {only}.",
            _ => $"{fails}, and connections to it go to any of {Words.Count(reached.Length, "node")}.",
        };
    }
}
