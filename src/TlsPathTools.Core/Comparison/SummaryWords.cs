namespace TlsPathTools.Comparison;

/// <summary>A comparison in a few sentences: what was compared, what of it can matter, and what it does not rule out.</summary>
internal static class SummaryWords
{
    private const int NamesShown = 5;

    public static string Of(NodeComparisonSummary summary, IReadOnlyList<NodeConfigComparison> comparisons)
    {
        string? nodes = comparisons.Any(row => row.Subject == ComparedKind.Node) ? Count(summary.Nodes.Length, "node") : null;
        string? subnets = summary.LoadBalancerSubnets.Length == 0 ? null : Count(summary.LoadBalancerSubnets.Length, "load balancer subnet");
        string of = string.Join(" and of ", ((string?[])[nodes, subnets]).OfType<string>());
        List<string> sentences = [$"{Count(summary.Compared, "property", "properties")} of {of} compared: {(summary.Different == 0 ? "none differs" : $"{summary.Different} {(summary.Different == 1 ? "differs" : "differ")}")}."];
        sentences.AddRange(Findings(summary, comparisons.Any(row => row.LinesUpWithFault is not null)));
        if (comparisons.Any(row => row.Subject == ComparedKind.Node && row.LinesUpWithFault == true && row.CanExplain == CanExplain.Yes) && summary.FaultyNodes.Length + summary.WorkingNodes.Length == 2)
            sentences.Add("Of two nodes every difference lines up.");
        if (summary.Unknown > 0)
            sentences.Add($"{Count(summary.Unknown, "property", "properties")} could not be read, and may differ.");
        if (summary.NotFound.Length > 0)
            sentences.Add($"Not found: {List(summary.NotFound)}.");
        if (comparisons.Any(row => row is { Same: true, Group: ConfigGroup.SecurityGroups or ConfigGroup.NetworkAcl or ConfigGroup.RouteTable }))
            sentences.Add("Equal security groups, network ACLs and routes do not rule these out: Test-NodeReachability evaluates them.");
        return string.Join(' ', sentences);
    }

    private static IEnumerable<string> Findings(NodeComparisonSummary summary, bool faultIsKnown)
    {
        if (!faultIsKnown)
        {
            yield return "Which of them fail and which work is not known, so nothing can line up with the fault.";
            yield break;
        }

        if (summary.Candidates.Length > 0)
            yield return $"{List(summary.Candidates)} {(summary.Candidates.Length == 1 ? "lines" : "line")} up with the fault and can explain it.";
        else if (summary.Different > 0)
            yield return "None of these lines up with the fault and can explain it.";
        if (summary.PartCandidates.Length > 0)
            yield return $"{List(summary.PartCandidates)} {(summary.PartCandidates.Length == 1 ? "sets" : "set")} some of the failing nodes apart from all that work.";
        if (summary.Hints.Length > 0)
            yield return $"{List(summary.Hints)} {(summary.Hints.Length == 1 ? "goes" : "go")} along with it, and {(summary.Hints.Length == 1 ? "explains" : "explain")} nothing alone.";
        if (summary.Candidates.Length + summary.PartCandidates.Length == 0)
            yield return "Rules and routes inside of a node can differ unseen: Test-NodePort tries what they do.";
    }

    private static string List(string[] names) => names.Length switch
    {
        1 => names[0],
        <= NamesShown => $"{string.Join(", ", names[..^1])} and {names[^1]}",
        _ => $"{string.Join(", ", names.Take(NamesShown))} and {names.Length - NamesShown} more",
    };

    private static string Count(int number, string one, string? several = null) => $"{number} {(number == 1 ? one : several ?? one + "s")}";
}
