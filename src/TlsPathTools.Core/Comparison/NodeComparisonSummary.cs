namespace TlsPathTools.Comparison;

/// <summary>What a comparison brought as a whole: how much was compared, and what of it can matter. It is a lead and no verdict.</summary>
public sealed record NodeComparisonSummary : TlsPathRecord
{
    /// <summary>The nodes that were compared.</summary>
    public string[] Nodes { get; init => field = value ?? []; } = [];

    /// <summary>Those that count as failing; none where it is not known which fail and which work.</summary>
    public string[] FaultyNodes { get; init => field = value ?? []; } = [];

    /// <summary>Those that count as working.</summary>
    public string[] WorkingNodes { get; init => field = value ?? []; } = [];

    /// <summary>Names and instances that were asked for and not found.</summary>
    public string[] NotFound { get; init => field = value ?? []; } = [];

    /// <summary>The subnets of load balancers that were compared.</summary>
    public string[] LoadBalancerSubnets { get; init => field = value ?? []; } = [];

    /// <summary>Properties of which at least two values are known; those of subnets count too.</summary>
    public int Compared { get; init; }

    /// <summary>Of them, those that differ.</summary>
    public int Different { get; init; }

    /// <summary>Properties that could not be compared because they could not be read.</summary>
    public int Unknown { get; init; }

    /// <summary>Properties that differ as the fault does, and can explain it. Those of load balancer subnets say so.</summary>
    public string[] Candidates { get; init => field = value ?? []; } = [];

    /// <summary>Properties that can explain a fault, and of which some of the failing nodes have a value that no working one has.</summary>
    public string[] PartCandidates { get; init => field = value ?? []; } = [];

    /// <summary>Properties that differ as the fault does, and explain nothing by themselves.</summary>
    public string[] Hints { get; init => field = value ?? []; } = [];

    /// <summary>All of that in words.</summary>
    public required string Detail { get; init; }

    /// <inheritdoc/>
    public bool Equals(NodeComparisonSummary? other) => RecordValues.Same(this, other);

    /// <inheritdoc/>
    public override int GetHashCode() => RecordValues.Hash(this);

    /// <inheritdoc/>
    public override string ToString() => Detail;

    /// <summary>Sums up.</summary>
    /// <param name="result">The nodes.</param>
    /// <param name="comparisons">Their properties and those of load balancer subnets, equal ones included, what matters first.</param>
    public static NodeComparisonSummary Of(NodeComparisonResult result, IReadOnlyList<NodeConfigComparison> comparisons)
    {
        ArgumentNullException.ThrowIfNull(result);
        ArgumentNullException.ThrowIfNull(comparisons);
        NodeConfigComparison[] different = [.. comparisons.Where(row => row.Same == false)];
        var summary = new NodeComparisonSummary
        {
            Nodes = [.. result.Nodes],
            FaultyNodes = [.. result.FaultyNodes],
            WorkingNodes = [.. result.WorkingNodes],
            NotFound = [.. result.NotFound],
            LoadBalancerSubnets = [.. comparisons.Where(row => row.Subject == ComparedKind.LoadBalancerSubnet).SelectMany(row => row.Nodes).Distinct(StringComparer.Ordinal)],
            Compared = comparisons.Count(row => row.Same is not null),
            Different = different.Length,
            Unknown = comparisons.Count(row => row is { Same: null, Unknown: > 0 }),
            Candidates = Names(different.Where(row => row is { LinesUpWithFault: true, CanExplain: CanExplain.Yes })),
            PartCandidates = Names(different.Where(row => row is { LinesUpWithFault: not true, OnlyFaulty.Length: > 0, CanExplain: CanExplain.Yes })),
            Hints = Names(different.Where(row => row is { LinesUpWithFault: true, CanExplain: CanExplain.CorrelationOnly })),
            Detail = "",
        };
        return summary with { Detail = SummaryWords.Of(summary, comparisons) };
    }

    private static string[] Names(IEnumerable<NodeConfigComparison> rows) =>
        [.. rows.Select(row => row.Subject == ComparedKind.LoadBalancerSubnet ? $"{row.Property} (load balancer subnet)" : row.Property).Distinct(StringComparer.Ordinal)];
}
