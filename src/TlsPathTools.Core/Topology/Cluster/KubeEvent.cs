namespace TlsPathTools.Topology.Cluster;

/// <summary>An event (v1 <c>Event</c>, which is a keyword of C#).</summary>
public sealed record KubeEvent
{
    public ObjectMeta? Metadata { get; init; }

    public ObjectReference? InvolvedObject { get; init; }

    public string? Type { get; init; }

    public string? Reason { get; init; }

    public string? Message { get; init; }

    public int? Count { get; init; }

    public DateTime? FirstTimestamp { get; init; }

    public DateTime? LastTimestamp { get; init; }

    public DateTime? EventTime { get; init; }

    public EventSource? Source { get; init; }

    public string? ReportingComponent { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Reason} {InvolvedObject?.Namespace}/{InvolvedObject?.Name}";
}

/// <summary>Who reports an event.</summary>
public sealed record EventSource
{
    public string? Component { get; init; }

    public string? Host { get; init; }
}
