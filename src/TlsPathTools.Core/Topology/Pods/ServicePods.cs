using TlsPathTools.Topology.Cluster;

namespace TlsPathTools.Topology.Pods;

/// <summary>A pod of a service, as its endpoint says it, or its own conditions where no endpoint slice was read.</summary>
internal sealed record ServicePod
{
    public string? Name { get; init; }

    public string? NodeName { get; init; }

    public string[] Addresses { get; init; } = [];

    /// <summary>Ready to take flows, and staying.</summary>
    public bool Ready { get; init; }

    /// <summary>Answering, though perhaps on its way out.</summary>
    public bool Serving { get; init; }

    public bool Terminating { get; init; }

    /// <summary>Whether an endpoint slice has it; one without address has none yet.</summary>
    public bool IsEndpoint { get; init; }

    public string[] ZoneHints { get; init; } = [];

    public string[] NodeHints { get; init; } = [];
}

/// <summary>The pods of a service: by its endpoint slices, and by its selector those that no slice has.</summary>
internal static class ServicePods
{
    /// <summary>The label that ties a slice to its service.</summary>
    public const string ServiceLabel = "kubernetes.io/service-name";

    /// <summary>The pods, and whether any slice of the service was read.</summary>
    public static (IReadOnlyList<ServicePod> Pods, bool HasSlices) Of(ClusterState cluster, Service service)
    {
        (string? @namespace, string? name) = (service.Metadata?.Namespace, service.Metadata?.Name);
        var pods = cluster.Pods.Where(pod => pod.Metadata?.Namespace == @namespace).DistinctBy(pod => pod.Metadata?.Name, StringComparer.Ordinal)
            .ToDictionary(pod => pod.Metadata?.Name ?? "", StringComparer.Ordinal);
        EndpointSlice[] slices = [.. cluster.EndpointSlices.Where(slice => slice.Metadata?.Namespace == @namespace && slice.Metadata?.Labels.GetValueOrDefault(ServiceLabel) == name)];

        // A pod has an endpoint for each port set and address family.
        var found = new Dictionary<string, ServicePod>(StringComparer.Ordinal);
        foreach (Endpoint endpoint in slices.SelectMany(slice => slice.Endpoints))
        {
            ServicePod pod = FromEndpoint(endpoint, pods.GetValueOrDefault(endpoint.TargetRef?.Name ?? ""));
            string key = endpoint.TargetRef?.Name ?? string.Join(',', endpoint.Addresses);
            found[key] = found.TryGetValue(key, out ServicePod? known) ? Merge(known, pod) : pod;
        }

        IReadOnlyDictionary<string, string>? selector = service.Spec?.Selector;
        if (selector is { Count: > 0 })
        {
            foreach ((string podName, Pod pod) in pods)
            {
                if (pod.Status?.Phase is not ("Succeeded" or "Failed") && selector.All(pair => pod.Metadata?.Labels.GetValueOrDefault(pair.Key) == pair.Value))
                    found.TryAdd(podName, FromPod(pod));
            }
        }

        return ([.. found.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => pair.Value)], slices.Length > 0);
    }

    private static ServicePod FromEndpoint(Endpoint endpoint, Pod? pod)
    {
        bool terminating = endpoint.Conditions?.Terminating ?? pod?.Metadata?.DeletionTimestamp is not null;
        bool ready = endpoint.Conditions?.Ready ?? true;
        return new ServicePod
        {
            Name = endpoint.TargetRef?.Name,
            NodeName = endpoint.NodeName ?? pod?.Spec?.NodeName,
            Addresses = endpoint.Addresses,
            Ready = ready,
            Serving = endpoint.Conditions?.Serving ?? ready,
            Terminating = terminating,
            IsEndpoint = true,
            ZoneHints = [.. (endpoint.Hints?.ForZones ?? []).Select(zone => zone.Name).OfType<string>()],
            NodeHints = [.. (endpoint.Hints?.ForNodes ?? []).Select(node => node.Name).OfType<string>()],
        };
    }

    private static ServicePod FromPod(Pod pod)
    {
        bool holds = Array.Exists(pod.Status?.Conditions ?? [], condition => condition is { Type: "Ready", Status: "True" });
        bool terminating = pod.Metadata?.DeletionTimestamp is not null;
        return new ServicePod
        {
            Name = pod.Metadata?.Name,
            NodeName = pod.Spec?.NodeName,
            Addresses = pod.Status?.PodIP is { } address ? [address] : [],
            Ready = holds && !terminating,
            Serving = holds,
            Terminating = terminating,
        };
    }

    private static ServicePod Merge(ServicePod one, ServicePod other) => one with
    {
        Addresses = [.. one.Addresses.Union(other.Addresses, StringComparer.Ordinal)],
        Ready = one.Ready || other.Ready,
        Serving = one.Serving || other.Serving,
        Terminating = one.Terminating || other.Terminating,
        ZoneHints = [.. one.ZoneHints.Union(other.ZoneHints, StringComparer.Ordinal)],
        NodeHints = [.. one.NodeHints.Union(other.NodeHints, StringComparer.Ordinal)],
    };
}
