using TlsPathTools.Topology.Cluster;

namespace TlsPathTools.Topology.Collecting;

/// <summary>Asks kube-proxies of their health and metrics through their pods: <c>get pods/proxy</c> in kube-system, which is far less than <c>nodes/proxy</c>.</summary>
internal sealed class KubeProxyReader(IClusterReader reader, GapList gaps, TimeProvider time)
{
    internal const string Namespace = "kube-system";
    internal const string LabelSelector = "k8s-app=kube-proxy";
    internal const string ConfigMap = "kube-proxy-config";
    private const int HealthPort = 10256;
    private const int MetricsPort = 10249;

    public async Task<IReadOnlyList<KubeProxyObservation>> ReadAsync(IReadOnlySet<string> nodes, IReadOnlyList<Pod> pods, int limit, CancellationToken cancellationToken)
    {
        Pod[] wanted = [.. pods.Where(pod => pod.Spec?.NodeName is { } node && nodes.Contains(node)).OrderBy(pod => pod.Spec!.NodeName, StringComparer.Ordinal)];
        if (wanted.Length > limit)
        {
            gaps.Add(new SnapshotGap
            {
                Source = reader.Name,
                Operation = "get pods/proxy",
                Resource = $"{wanted.Length} kube-proxies",
                Kind = GapKind.TooLarge,
                Reason = $"Only {limit} of {wanted.Length} kube-proxies were asked.",
                Advice = "Name the nodes that matter.",
                ItemsRead = limit,
                TimeUtc = time.GetUtcNow().UtcDateTime,
            });
        }

        return await Task.WhenAll(wanted.Take(limit).Select(pod => ReadAsync(pod, cancellationToken))).ConfigureAwait(false);
    }

    private async Task<KubeProxyObservation> ReadAsync(Pod pod, CancellationToken cancellationToken)
    {
        string name = pod.Metadata?.Name ?? "";
        Task<Reading<ProxiedAnswer>> health = reader.GetThroughPodAsync(Namespace, $"{name}:{HealthPort}", "/healthz", cancellationToken);
        Task<Reading<ProxiedAnswer>> metrics = reader.GetThroughPodAsync(Namespace, $"{name}:{MetricsPort}", "/metrics", cancellationToken);
        return KubeProxyAnswers.Read(pod.Spec?.NodeName ?? "", name, await health.ConfigureAwait(false), await metrics.ConfigureAwait(false), time.GetUtcNow().UtcDateTime);
    }
}
