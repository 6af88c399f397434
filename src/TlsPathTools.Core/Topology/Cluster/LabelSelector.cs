namespace TlsPathTools.Topology.Cluster;

/// <summary>Which labels are meant: all of MatchLabels and all of MatchExpressions. One that asks for nothing selects everything.</summary>
public sealed record LabelSelector
{
    private static readonly IReadOnlyDictionary<string, string> s_none = new Dictionary<string, string>(StringComparer.Ordinal);

    public IReadOnlyDictionary<string, string> MatchLabels { get; init => field = value ?? s_none; } = s_none;

    public LabelSelectorRequirement[] MatchExpressions { get; init => field = value ?? []; } = [];
}

/// <summary>What is asked of one label. Operator is In, NotIn, Exists or DoesNotExist.</summary>
public sealed record LabelSelectorRequirement
{
    public string? Key { get; init; }

    public string? Operator { get; init; }

    public string[] Values { get; init => field = value ?? []; } = [];
}
