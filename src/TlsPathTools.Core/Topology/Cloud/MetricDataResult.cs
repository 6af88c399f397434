namespace TlsPathTools.Topology.Cloud;

/// <summary>A metric's values, newest first. StatusCode is Complete, PartialData, InternalError or Forbidden.</summary>
public sealed record MetricDataResult
{
    public string? Id { get; init; }

    public string? Label { get; init; }

    public string? StatusCode { get; init; }

    public DateTime[] Timestamps { get; init => field = value ?? []; } = [];

    public double[] Values { get; init => field = value ?? []; } = [];

    public MessageData[] Messages { get; init => field = value ?? []; } = [];

    /// <inheritdoc/>
    public override string ToString() => $"{Id} {Label}: {Values.Length}";
}

/// <summary>What CloudWatch says of a metric.</summary>
public sealed record MessageData
{
    public string? Code { get; init; }

    public string? Value { get; init; }
}

/// <summary>A metric that is asked for.</summary>
/// <param name="Id">A name for the answer: a lower-case letter, then letters, digits and underscores.</param>
/// <param name="Namespace">For example <c>AWS/NetworkELB</c>.</param>
/// <param name="MetricName">For example <c>HealthyHostCount</c>.</param>
/// <param name="Stat">Average, Sum, Minimum, Maximum, SampleCount, p99, ….</param>
/// <param name="Period">Seconds: a multiple of 60.</param>
/// <param name="Dimensions">All that the metric has; one more or less is another metric.</param>
public sealed record MetricQuery(string Id, string Namespace, string MetricName, string Stat, int Period, params IReadOnlyList<MetricDimension> Dimensions);

/// <summary>A dimension of a metric: LoadBalancer, TargetGroup, AvailabilityZone, ….</summary>
/// <param name="Name">Its name.</param>
/// <param name="Value">Its value.</param>
public sealed record MetricDimension(string Name, string Value);
