using TlsPathTools.Topology.KubeProxies;

namespace TlsPathTools.Topology.Collecting;

/// <summary>What a kube-proxy answered → an observation.</summary>
internal static class KubeProxyAnswers
{
    public static KubeProxyObservation Read(string nodeName, string podName, Reading<ProxiedAnswer> health, Reading<ProxiedAnswer> metrics, DateTime timeUtc)
    {
        ProxiedAnswer? healthAnswer = health.Items is [{ FromBackend: true } healthy] ? healthy : null;
        ProxiedAnswer? metricsAnswer = metrics.Items is [{ FromBackend: true, Status: 200 } told] ? told : null;
        KubeProxyHealth? body = KubeProxyHealth.Parse(healthAnswer?.Body);
        IReadOnlyDictionary<string, double> values = KubeProxyMetrics.Parse(metricsAnswer?.Body);
        string?[] unseen = [healthAnswer is null ? $"health: {Why(health)}" : null, metricsAnswer is null ? $"metrics: {Why(metrics)}" : values.Count == 0 ? "metrics: none of a kube-proxy's" : null];
        return new KubeProxyObservation
        {
            NodeName = nodeName,
            PodName = podName,
            HealthStatus = healthAnswer?.Status,
            HealthLastUpdatedUtc = body?.LastUpdatedUtc,
            HealthCurrentTimeUtc = body?.CurrentTimeUtc,
            HealthNodeEligible = body?.NodeEligible,
            Metrics = values,
            TimeUtc = timeUtc,
            CannotSee = unseen.OfType<string>().ToArray() is { Length: > 0 } parts ? string.Join("; ", parts) : null,
        };
    }

    /// <summary>Why an answer is none.</summary>
    public static string Why(Reading<ProxiedAnswer> read) => read switch
    {
        { Gap: { } gap } => gap.Reason,
        { Items: [{ FromBackend: false } answer] } => $"the API server could not reach the port ({answer.Status})",
        { Items: [var answer] } => $"it answered {answer.Status}",
        _ => "no answer",
    };
}
