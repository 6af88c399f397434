using TlsPathTools.Topology.KubeProxies;

namespace TlsPathTools.Topology.Collecting;

/// <summary>What a kube-proxy answered → an observation.</summary>
internal static class KubeProxyAnswers
{
    public static KubeProxyObservation Read(string nodeName, string podName, Reading<ProxiedAnswer> health, Reading<ProxiedAnswer> metrics, DateTime timeUtc)
    {
        ProxiedAnswer? healthAnswer = FromBackend(health);
        ProxiedAnswer? metricsAnswer = FromBackend(metrics);
        KubeProxyHealth? body = KubeProxyHealth.Parse(healthAnswer?.Body);
        IReadOnlyDictionary<string, double> values = KubeProxyMetrics.Parse(metricsAnswer is { Status: 200 } ? metricsAnswer.Body : null);
        string[] missing =
        [
            .. healthAnswer is null ? [$":10256/healthz: {Why(health)}"] : Array.Empty<string>(),
            .. values.Count > 0 ? Array.Empty<string>() : [$":10249/metrics: {(metricsAnswer is null ? Why(metrics) : $"the answer ({metricsAnswer.Status}) holds none of kube-proxy's metrics")}"],
        ];
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
            CannotSee = missing.Length == 0 ? null : string.Join("; ", missing),
        };
    }

    private static ProxiedAnswer? FromBackend(Reading<ProxiedAnswer> reading) => reading.Items is [{ FromBackend: true } answer, ..] ? answer : null;

    private static string Why(Reading<ProxiedAnswer> reading) => (reading.Gap?.Reason
        ?? (reading.Items is [var answer, ..] ? $"the API server could not reach it ({answer.Status})" : "no answer")).TrimEnd('.');
}
