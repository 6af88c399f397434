namespace TlsPathTools.Topology.Cloud;

/// <summary>A rule of a listener. Priority is a number or "default".</summary>
public sealed record Rule
{
    public string? RuleArn { get; init; }

    public string? Priority { get; init; }

    public bool? IsDefault { get; init; }

    public RuleCondition[] Conditions { get; init => field = value ?? []; } = [];

    public ListenerAction[] Actions { get; init => field = value ?? []; } = [];

    /// <inheritdoc/>
    public override string ToString() => $"{Priority}";
}

/// <summary>What a request must have for a rule to apply.</summary>
public sealed record RuleCondition
{
    public string? Field { get; init; }

    public string[] Values { get; init => field = value ?? []; } = [];

    public HostHeaderConditionConfig? HostHeaderConfig { get; init; }

    public PathPatternConditionConfig? PathPatternConfig { get; init; }

    public HttpHeaderConditionConfig? HttpHeaderConfig { get; init; }

    public QueryStringConditionConfig? QueryStringConfig { get; init; }

    public HttpRequestMethodConditionConfig? HttpRequestMethodConfig { get; init; }

    public SourceIpConditionConfig? SourceIpConfig { get; init; }
}

/// <summary>Hosts, with the wildcards * and ?, or regular expressions.</summary>
public sealed record HostHeaderConditionConfig
{
    public string[] Values { get; init => field = value ?? []; } = [];

    public string[] RegexValues { get; init => field = value ?? []; } = [];
}

/// <summary>Paths, with the wildcards * and ?, or regular expressions.</summary>
public sealed record PathPatternConditionConfig
{
    public string[] Values { get; init => field = value ?? []; } = [];

    public string[] RegexValues { get; init => field = value ?? []; } = [];
}

/// <summary>Values of a header, with wildcards, or regular expressions.</summary>
public sealed record HttpHeaderConditionConfig
{
    public string? HttpHeaderName { get; init; }

    public string[] Values { get; init => field = value ?? []; } = [];

    public string[] RegexValues { get; init => field = value ?? []; } = [];
}

/// <summary>Pairs of the query.</summary>
public sealed record QueryStringConditionConfig
{
    public QueryStringKeyValuePair[] Values { get; init => field = value ?? []; } = [];
}

/// <summary>A pair of the query.</summary>
public sealed record QueryStringKeyValuePair
{
    public string? Key { get; init; }

    public string? Value { get; init; }
}

/// <summary>Methods.</summary>
public sealed record HttpRequestMethodConditionConfig
{
    public string[] Values { get; init => field = value ?? []; } = [];
}

/// <summary>Ranges that a client comes from.</summary>
public sealed record SourceIpConditionConfig
{
    public string[] Values { get; init => field = value ?? []; } = [];
}
