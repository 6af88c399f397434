using TlsPathTools.Topology.Cluster;

namespace TlsPathTools.Topology.KubeProxies;

/// <summary>Snapshot → a row per node: its kube-proxy, and what can be said of its sync.</summary>
public static class NodeKubeProxies
{
    private const string Name = "kube-proxy";

    /// <summary>The rows, clusters and nodes in the snapshot's order.</summary>
    /// <param name="snapshot">What was read.</param>
    /// <param name="nodeNames">The nodes to show; null for all. All are compared either way.</param>
    public static IReadOnlyList<NodeKubeProxy> Find(PathSnapshot snapshot, IReadOnlyCollection<string>? nodeNames = null)
    {
        HashSet<string>? wanted = nodeNames is { Count: > 0 } ? new HashSet<string>(nodeNames, StringComparer.OrdinalIgnoreCase) : null;
        return [.. snapshot.Clusters.SelectMany(cluster => Find(cluster, snapshot.Gaps, wanted))];
    }

    private static IEnumerable<NodeKubeProxy> Find(ClusterState cluster, SnapshotGap[] gaps, HashSet<string>? wanted)
    {
        ILookup<string, Pod> pods = cluster.Pods.Where(IsKubeProxy).ToLookup(pod => pod.Spec?.NodeName ?? "", StringComparer.Ordinal);
        var leases = cluster.Leases.DistinctBy(lease => lease.Metadata?.Name, StringComparer.Ordinal).ToDictionary(lease => lease.Metadata?.Name ?? "", StringComparer.Ordinal);
        ILookup<string, SyncReading> readings = cluster.KubeProxies.OrderBy(observation => observation.TimeUtc)
            .Select(observation => SyncReading.Of(observation, leases.GetValueOrDefault(observation.NodeName)))
            .ToLookup(reading => reading.Observation.NodeName, StringComparer.Ordinal);
        DateTime? newestChange = EndpointChanges.NewestIn(cluster);
        var judge = new SyncJudge([.. readings.Select(ofNode => ofNode.Last())], newestChange);
        string? mode = ModeOf(cluster);
        string? cannotSeePods = CannotSeePods(cluster, gaps, pods.Count);

        foreach (Node node in cluster.Nodes)
        {
            string name = node.Metadata?.Name ?? "";
            if (wanted?.Contains(name) == false)
                continue;
            // While one is replaced there are two: the one that stays counts.
            Pod? pod = pods[name].OrderBy(one => one.Metadata?.DeletionTimestamp is not null).ThenByDescending(one => one.Metadata?.CreationTimestamp).FirstOrDefault();
            SyncReading? reading = readings[name].LastOrDefault();
            (SyncState state, string detail) = reading is not null ? judge.Judge(reading, Earlier(readings[name], reading))
                : pod is null ? WithoutPod(node, cannotSeePods)
                : (SyncState.CannotSee, "It was not asked for its health and metrics." + Waiting(pod));
            yield return Row(node, pod, reading, mode, newestChange) with { SyncState = state, Detail = detail };
        }
    }

    private static NodeKubeProxy Row(Node node, Pod? pod, SyncReading? reading, string? mode, DateTime? newestChange)
    {
        ContainerStatus? container = Array.Find(pod?.Status?.ContainerStatuses ?? [], one => one.Name == Name) ?? pod?.Status?.ContainerStatuses.FirstOrDefault();
        string? image = Array.Find(pod?.Spec?.Containers ?? [], one => one.Name == Name)?.Image ?? container?.Image;
        IReadOnlyDictionary<string, double>? metrics = reading?.Observation.Metrics;
        return new NodeKubeProxy
        {
            NodeName = SafeText.Escape(node.Metadata?.Name)!,
            InstanceId = NodeIdentity.InstanceId(node),
            Namespace = SafeText.Escape(pod?.Metadata?.Namespace),
            PodName = SafeText.Escape(pod?.Metadata?.Name ?? reading?.Observation.PodName),
            PodPhase = PhaseOf(pod, container),
            Ready = pod is null ? null : Array.Exists(pod.Status?.Conditions ?? [], condition => condition is { Type: "Ready", Status: "True" }),
            Restarts = container?.RestartCount,
            StartedUtc = container?.State?.Running?.StartedAt,
            Image = SafeText.Escape(image),
            Version = SafeText.Escape(VersionOf(image)),
            Mode = SafeText.Escape(reading?.Observation.Mode ?? mode),
            HealthStatus = reading?.Observation.HealthStatus,
            LastSyncUtc = reading?.LastSync,
            LastQueuedUtc = reading?.LastQueued,
            SyncAgeSeconds = Seconds(reading?.Age),
            SyncLagSeconds = reading is { SaysLastSync: true } ? Seconds(reading.Waiting) ?? 0 : null,
            RestoreFailures = reading?.Failures,
            Rules = metrics?.TryGetValue(KubeProxyMetrics.IptablesRules, out double rules) == true ? rules : null,
            NewestEndpointChangeUtc = newestChange,
            SyncState = SyncState.CannotSee,
            Detail = "",
        };
    }

    // The same process, read before: the counters of another one begin at zero again.
    private static SyncReading? Earlier(IEnumerable<SyncReading> ofNode, SyncReading last) =>
        ofNode.FirstOrDefault(reading => reading != last && reading.Observation.PodName == last.Observation.PodName && reading.Started == last.Started);

    private static (SyncState, string) WithoutPod(Node node, string? cannotSeePods) =>
        cannotSeePods is not null ? (SyncState.CannotSee, cannotSeePods)
        : node.Metadata?.Labels.GetValueOrDefault("eks.amazonaws.com/compute-type") == "fargate" ? (SyncState.Absent, "A Fargate node has no kube-proxy pod: it runs outside of the cluster's sight.")
        : (SyncState.Absent, "No kube-proxy pod is on the node, though others have one: Services and NodePorts do not work here unless something else does its part.");

    private static string? CannotSeePods(ClusterState cluster, SnapshotGap[] gaps, int nodesWithPods)
    {
        if (ClusterGaps.Of(cluster, gaps, "list pods", "kube-system") is { } gap)
            return $"Pods could not be read, so whether a kube-proxy is here is not known: {gap.Reason}";
        if (nodesWithPods > 0)
            return null;
        return Array.Exists(cluster.DaemonSets, IsKubeProxySet)
            ? "There is a daemon set kube-proxy, but none of its pods was read."
            : "No kube-proxy pod was read on any node: either pods of kube-system were not asked for, or something else does its part (Cilium, EKS Auto Mode, k3s).";
    }

    private static bool IsKubeProxy(Pod pod) =>
        pod.Metadata is { } meta
        && (meta.Labels.GetValueOrDefault("k8s-app") == Name || meta.Labels.GetValueOrDefault("component") == Name
            || Array.Exists(meta.OwnerReferences, owner => owner.Kind == "DaemonSet" && owner.Name?.StartsWith(Name, StringComparison.Ordinal) == true)
            || (meta.Namespace == "kube-system" && meta.Name?.StartsWith(Name + "-", StringComparison.Ordinal) == true));

    private static bool IsKubeProxySet(DaemonSet set) => set.Metadata?.Name?.StartsWith(Name, StringComparison.Ordinal) == true;

    private static string? PhaseOf(Pod? pod, ContainerStatus? container)
    {
        string? phase = pod?.Metadata?.DeletionTimestamp is not null ? "Terminating" : pod?.Status?.Phase;
        return container?.State?.Waiting?.Reason is { } waits ? SafeText.Escape($"{phase}: {waits}") : SafeText.Escape(phase);
    }

    private static string Waiting(Pod pod) => PhaseOf(pod, pod.Status?.ContainerStatuses.FirstOrDefault()) is { } phase and not "Running" ? $" Its pod is {phase}." : "";

    // registry:5000/eks/kube-proxy:v1.31.2-eksbuild.3@sha256:… → v1.31.2-eksbuild.3
    private static string? VersionOf(string? image)
    {
        string name = image?.Split('@')[0] ?? "";
        name = name[(name.LastIndexOf('/') + 1)..];
        int colon = name.IndexOf(':', StringComparison.Ordinal);
        return colon < 0 ? null : name[(colon + 1)..];
    }

    // EKS calls it kube-proxy-config, kubeadm kube-proxy. An empty mode means the platform's default.
    private static string? ModeOf(ClusterState cluster)
    {
        ConfigMap? map = Array.Find(cluster.ConfigMaps, one => one.Metadata?.Name is "kube-proxy-config" or Name);
        foreach (string line in (map?.Data.GetValueOrDefault("config") ?? map?.Data.GetValueOrDefault("config.conf") ?? "").Split('\n'))
        {
            if (line.StartsWith("mode:", StringComparison.Ordinal))
                return line["mode:".Length..].Trim().Trim('"', '\'') is { Length: > 0 } mode ? mode : "iptables";
        }

        return null;
    }

    private static double? Seconds(TimeSpan? span) => span is { } time ? Math.Round(Math.Max(0, time.TotalSeconds), 3) : null;
}
