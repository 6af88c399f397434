namespace TlsPathTools.Topology;

/// <summary>Something that was asked for and could not be read, or not whole: what is missing, why, and what to do.</summary>
public sealed record SnapshotGap
{
    /// <summary>Who was asked: <c>123456789012/eu-west-2</c>, or a cluster's name or server.</summary>
    public required string Source { get; init; }

    /// <summary>The permission that the request needs: <c>elasticloadbalancing:DescribeTargetHealth</c>, <c>list pods</c>, <c>get pods/proxy</c>.</summary>
    public required string Operation { get; init; }

    /// <summary>What was asked about, for example an ARN or a namespace; null for all.</summary>
    public string? Resource { get; init; }

    /// <summary>The kind of failure.</summary>
    public required GapKind Kind { get; init; }

    /// <summary>The service's own word for it: <c>AccessDenied</c>, <c>Throttling</c>, <c>403 Forbidden</c>; null where there is none.</summary>
    public string? Code { get; init; }

    /// <summary>What happened, in a sentence that is safe to show.</summary>
    public required string Reason { get; init; }

    /// <summary>What to do about it; null where nobody can say.</summary>
    public string? Advice { get; init; }

    /// <summary>Items that were read all the same, before it failed.</summary>
    public int ItemsRead { get; init; }

    /// <summary>When, in UTC.</summary>
    public required DateTime TimeUtc { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Source}: {Operation}{(Resource is null ? "" : $" of {Resource}")}: {Reason}";
}
