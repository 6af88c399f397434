using TlsPathTools.Probing;
using TlsPathTools.Topology.Map;

namespace TlsPathTools.Comparison;

/// <summary>A node as a row of the target-node map names it, with the address that leads to it and what was measured there.</summary>
public sealed record NodeRow
{
    /// <summary>The node.</summary>
    public string? NodeName { get; init; }

    /// <summary>Its instance.</summary>
    public string? InstanceId { get; init; }

    /// <summary>The address.</summary>
    public string? IPAddress { get; init; }

    /// <summary>Whether the address fails.</summary>
    public bool AddressFailing { get; init; }

    /// <summary>The verdict on it; null where it was not probed.</summary>
    public Verdict? Verdict { get; init; }

    /// <summary>Whether a connection to the address can be sent to the node; null where that cannot be told.</summary>
    public bool? Reachable { get; init; }

    /// <summary>The load balancer.</summary>
    public string? LoadBalancerArn { get; init; }

    /// <summary>The target group.</summary>
    public string? TargetGroupArn { get; init; }

    /// <summary>Whether the address was probed and did not fail.</summary>
    internal bool AddressWorks => !AddressFailing && Verdict is { } verdict && verdict != Probing.Verdict.Untested;

    /// <summary>A row of the map.</summary>
    public static NodeRow Of(TargetNode row) => new()
    {
        NodeName = row.NodeName,
        InstanceId = row.InstanceId,
        IPAddress = row.IPAddress,
        AddressFailing = row.AddressFailing,
        Verdict = row.Verdict,
        Reachable = row.Reachable,
        LoadBalancerArn = row.LoadBalancerArn,
        TargetGroupArn = row.TargetGroupArn,
    };
}

/// <summary>Which nodes are compared, and which of them fail.</summary>
public sealed record NodeComparisonQuery
{
    /// <summary>The nodes; several rows of one node are one.</summary>
    public IReadOnlyList<NodeRow> Rows { get; init; } = [];

    /// <summary>The nodes that fail, by name or instance; where it is empty, those that only failing addresses lead to.</summary>
    public IReadOnlyList<string> FaultyNodes { get; init; } = [];
}

/// <summary>What a comparison brought.</summary>
public sealed record NodeComparisonResult
{
    /// <summary>A row per property, what matters first.</summary>
    public IReadOnlyList<NodeConfigComparison> Comparisons { get; init; } = [];

    /// <summary>The nodes that were compared.</summary>
    public IReadOnlyList<string> Nodes { get; init; } = [];

    /// <summary>Those that count as failing; none where none counts as working.</summary>
    public IReadOnlyList<string> FaultyNodes { get; init; } = [];

    /// <summary>Those that count as working; none where none counts as failing.</summary>
    public IReadOnlyList<string> WorkingNodes { get; init; } = [];

    /// <summary>Names and instances that were not found in the snapshot.</summary>
    public IReadOnlyList<string> NotFound { get; init; } = [];
}
