using System.Globalization;
using TlsPathTools.Topology.Cluster;

namespace TlsPathTools.Topology.KubeProxies;

/// <summary>When the cluster last changed something that every kube-proxy has to write down.</summary>
internal static class EndpointChanges
{
    // Written by the controller of endpoint slices; a slice itself does not say when it was changed.
    private const string TriggerTime = "endpoints.kubernetes.io/last-change-trigger-time";

    /// <summary>The newest such time that is not in the future; null where nothing is known.</summary>
    public static DateTime? NewestIn(ClusterState cluster)
    {
        var pods = cluster.Pods.DistinctBy(pod => (pod.Metadata?.Namespace, pod.Metadata?.Name)).ToDictionary(pod => (pod.Metadata?.Namespace, pod.Metadata?.Name));
        DateTime? newest = null;
        foreach (Service service in cluster.Services.Where(service => service.Spec?.ClusterIP is not "None"))
            Take(service.Metadata?.CreationTimestamp);
        foreach (EndpointSlice slice in cluster.EndpointSlices)
        {
            Take(slice.Metadata?.CreationTimestamp);
            Take(Trigger(slice));
            foreach (Endpoint endpoint in slice.Endpoints)
            {
                if (pods.GetValueOrDefault((endpoint.TargetRef?.Namespace ?? slice.Metadata?.Namespace, endpoint.TargetRef?.Name)) is not { } pod)
                    continue;
                Take(pod.Metadata?.CreationTimestamp);
                Take(Array.Find(pod.Status?.Conditions ?? [], condition => condition.Type == "Ready")?.LastTransitionTime);
            }
        }

        return newest;

        // Readiness has the clock of its node, which may be ahead.
        void Take(DateTime? time)
        {
            if (time <= cluster.EndedUtc && (newest is null || time > newest))
                newest = time;
        }
    }

    private static DateTime? Trigger(EndpointSlice slice) =>
        slice.Metadata?.Annotations.TryGetValue(TriggerTime, out string? text) == true
        && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset time)
            ? time.UtcDateTime
            : null;
}
