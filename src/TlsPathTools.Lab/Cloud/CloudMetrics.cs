namespace TlsPathTools.Lab.Cloud;

/// <summary>
/// The load balancers' metrics as CloudWatch keeps them: a value for each minute, under the metric's name and its dimensions. Thread-safe;
/// what is older than three hours is dropped.
/// </summary>
internal sealed class CloudMetrics
{
    private static readonly TimeSpan s_kept = TimeSpan.FromHours(3);

    private readonly Dictionary<MetricKey, SortedDictionary<DateTimeOffset, MetricPoint>> _series = [];

    /// <summary>Adds an observation.</summary>
    public void Observe(string @namespace, string name, IReadOnlyList<(string Name, string Value)> dimensions, DateTimeOffset when, double value)
    {
        var key = new MetricKey(@namespace, name, string.Join(',', dimensions.Select(d => $"{d.Name}={d.Value}").Order(StringComparer.Ordinal)));
        var minute = new DateTimeOffset(when.UtcTicks - (when.UtcTicks % TimeSpan.TicksPerMinute), TimeSpan.Zero);
        lock (_series)
        {
            if (!_series.TryGetValue(key, out SortedDictionary<DateTimeOffset, MetricPoint>? points))
                _series.Add(key, points = []);
            points[minute] = points.TryGetValue(minute, out MetricPoint before) ? before.With(value) : new MetricPoint(1, value, value, value);
            while (points.Count > 0 && points.First().Key < minute - s_kept)
                points.Remove(points.First().Key);
        }
    }

    /// <summary>The minutes of one series from <paramref name="start"/> up to, not including, <paramref name="end"/>.</summary>
    public IReadOnlyList<(DateTimeOffset Minute, MetricPoint Point)> Read(
        string @namespace, string name, IReadOnlyList<(string Name, string Value)> dimensions, DateTimeOffset start, DateTimeOffset end)
    {
        var key = new MetricKey(@namespace, name, string.Join(',', dimensions.Select(d => $"{d.Name}={d.Value}").Order(StringComparer.Ordinal)));
        lock (_series)
        {
            return _series.TryGetValue(key, out SortedDictionary<DateTimeOffset, MetricPoint>? points)
                ? [.. points.Where(point => point.Key >= start && point.Key < end).Select(point => (point.Key, point.Value))]
                : [];
        }
    }

    /// <summary>The series that have been observed.</summary>
    public IReadOnlyList<(string Namespace, string Name, IReadOnlyList<(string Name, string Value)> Dimensions)> Series
    {
        get
        {
            lock (_series)
            {
                return
                [
                    .. _series.Keys.Select(key => (key.Namespace, key.Name, (IReadOnlyList<(string, string)>)
                        [.. key.Dimensions.Split(',', StringSplitOptions.RemoveEmptyEntries).Select(pair => pair.Split('=', 2)).Select(pair => (pair[0], pair[1]))])),
                ];
            }
        }
    }

    private readonly record struct MetricKey(string Namespace, string Name, string Dimensions);
}

/// <summary>The observations of one minute.</summary>
internal readonly record struct MetricPoint(int SampleCount, double Sum, double Minimum, double Maximum)
{
    /// <summary>With one observation more.</summary>
    public MetricPoint With(double value) => new(SampleCount + 1, Sum + value, Math.Min(Minimum, value), Math.Max(Maximum, value));
}
