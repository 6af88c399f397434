using TlsPathTools.Topology.Cluster;
using TlsPathTools.Topology.Map;

namespace TlsPathTools.Topology.Pods;

/// <summary>Snapshot and service → a row per node: its pods there, and whether flows that enter there go anywhere by design.</summary>
public static class NodePodDistributions
{
    /// <summary>The rows; none where no cluster of the snapshot has the service.</summary>
    /// <param name="snapshot">What was read.</param>
    /// <param name="namespace">The service's namespace.</param>
    /// <param name="service">The service.</param>
    /// <param name="nodeNames">The nodes to show; null for all.</param>
    public static IReadOnlyList<NodePodDistribution> Find(PathSnapshot snapshot, string @namespace, string service, IReadOnlyCollection<string>? nodeNames = null)
    {
        HashSet<string>? wanted = nodeNames is { Count: > 0 } ? new HashSet<string>(nodeNames, StringComparer.OrdinalIgnoreCase) : null;
        return
        [
            .. snapshot.Clusters.SelectMany(cluster =>
                Array.Find(cluster.Services, one => one.Metadata?.Namespace == @namespace && one.Metadata?.Name == service) is { } found ? Find(cluster, found, snapshot.Gaps, wanted) : []),
        ];
    }

    private static IEnumerable<NodePodDistribution> Find(ClusterState cluster, Service service, SnapshotGap[] gaps, HashSet<string>? wanted)
    {
        (IReadOnlyList<ServicePod> pods, bool hasSlices) = ServicePods.Of(cluster, service);
        ILookup<string, ServicePod> byNode = pods.ToLookup(pod => pod.NodeName ?? "", StringComparer.Ordinal);
        ServiceEndpoints? endpoints = hasSlices ? ServiceEndpoints.Of(pods) : null;
        string[] common = Notes(cluster, service, pods, endpoints, gaps);

        foreach (Node node in cluster.Nodes)
        {
            string name = node.Metadata?.Name ?? "";
            if (wanted?.Contains(name) != false)
                yield return Row(service, node, name, [.. byNode[name]], endpoints, common);
        }

        // A node that is gone, or that could not be read; and pods without a node.
        var known = cluster.Nodes.Select(node => node.Metadata?.Name ?? "").ToHashSet(StringComparer.Ordinal);
        foreach (IGrouping<string, ServicePod> others in byNode.Where(group => !known.Contains(group.Key) && wanted?.Contains(group.Key) != false))
            yield return Row(service, node: null, others.Key, [.. others], endpoints, common);
    }

    private static NodePodDistribution Row(Service service, Node? node, string name, ServicePod[] pods, ServiceEndpoints? endpoints, string[] notes)
    {
        ServicePort? port = Array.Find(service.Spec?.Ports ?? [], one => one.NodePort is > 0);
        string? zone = node is null ? null : NodeFacts.Zone(node);
        bool local = service.Spec?.ExternalTrafficPolicy == "Local";
        int? usable = name.Length == 0 || endpoints is null || (local && !endpoints.AllSayNodes) ? null : endpoints.UsableFrom(name, zone, local).Count;
        return new NodePodDistribution
        {
            NodeName = name.Length == 0 ? null : SafeText.Escape(name),
            InstanceId = node is null ? null : NodeFacts.InstanceId(node),
            AvailabilityZone = zone,
            NodeReady = node is null ? null : NodeFacts.IsReady(node),
            Namespace = SafeText.Escape(service.Metadata?.Namespace) ?? "",
            ServiceName = SafeText.Escape(service.Metadata?.Name) ?? "",
            NodePort = port?.NodePort,
            ExternalTrafficPolicy = port is null ? null : local ? "Local" : "Cluster",
            Pods = pods.Length,
            ReadyPods = pods.Count(pod => pod is { Ready: true, Terminating: false }),
            NotReadyPods = pods.Count(pod => pod is { Ready: false, Terminating: false }),
            TerminatingPods = pods.Count(pod => pod.Terminating),
            PodNames = [.. pods.Select(pod => SafeText.Escape(pod.Name)).OfType<string>()],
            PodIPs = [.. pods.SelectMany(pod => pod.Addresses).Distinct(StringComparer.Ordinal).Select(address => SafeText.Escape(address, 64)!)],
            LocalEndpoints = name.Length == 0 ? null : endpoints?.OnNode(name),
            TotalEndpoints = endpoints?.Total,
            UsableEndpoints = usable,
            Forwards = port is null || usable is null ? null : usable > 0,
            ZoneHints = [.. pods.SelectMany(pod => pod.ZoneHints).Distinct(StringComparer.Ordinal).Select(hint => SafeText.Escape(hint, 64)!)],
            Detail = Detail(name, pods.Length, port, local, endpoints, usable),
            Notes = notes,
        };
    }

    private static string Detail(string name, int pods, ServicePort? port, bool local, ServiceEndpoints? endpoints, int? usable)
    {
        if (name.Length == 0)
            return $"{Count(pods, "pod")} without a node: not scheduled yet, or the endpoint does not say where it is.";
        if (endpoints is null)
            return $"{Count(pods, "pod")} by the service's selector; no endpoint slice was read, so what takes flows is not known.";
        string where = $"{Count(endpoints.OnNode(name), "endpoint")} here, {endpoints.Total} in all.";
        if (port is null)
            return where + " The service has no NodePort.";
        string nodePort = $"NodePort {port.NodePort}";
        return usable switch
        {
            null => $"{where} Endpoints do not say their nodes, so what {nodePort} leads to here is not known.",
            > 0 when local => $"{where} With externalTrafficPolicy Local {nodePort} leads to the pods of this node alone.",
            0 when endpoints.Total == 0 => $"{where} No pod takes flows, so {nodePort} leads nowhere on any node.",
            0 => $"{where} With externalTrafficPolicy Local {nodePort} leads nowhere on this node by design (connections are dropped or refused, by version): "
                + "a new node in its place would do the same until a pod lands there.",
            _ => $"{where} With externalTrafficPolicy Cluster {nodePort} leads to {(usable < endpoints.Total ? $"the {usable} that hints leave to it" : "all of them")}, on whatever node they are.",
        };
    }

    private static string[] Notes(ClusterState cluster, Service service, IReadOnlyList<ServicePod> pods, ServiceEndpoints? endpoints, SnapshotGap[] gaps)
    {
        var notes = new List<string>();
        bool local = service.Spec?.ExternalTrafficPolicy == "Local";
        string[] homes = [.. pods.Where(pod => pod.Ready).Select(pod => pod.NodeName).OfType<string>().Distinct(StringComparer.Ordinal)];
        if (homes is [var home] && cluster.Nodes.Length > 1)
        {
            string count = pods.Count(pod => pod.Ready) == 1 ? "The one ready pod is" : "All ready pods are";
            notes.Add($"{count} on {SafeText.Escape(home)}. " + (local
                ? "With externalTrafficPolicy Local that decides: every other node leads nowhere, and only a health check of healthCheckNodePort"
                    + $"{(service.Spec?.HealthCheckNodePort is > 0 and var port ? $" ({port})" : "")} would notice."
                : "With externalTrafficPolicy Cluster that is no fault: every node leads there. But flows to other nodes take a hop between nodes, which security groups and routes must allow, and the node is a single point of failure."));
        }

        if (endpoints is { OnlyEnding: true })
            notes.Add("No endpoint is ready; those that are going but still answer stand in (KEP-1669).");
        if (endpoints is { HasHints: true } && !local)
            notes.Add("Endpoints have hints: a node uses those meant for its zone (or itself) alone, so that one bad pod can look like one bad address.");
        if (service.Spec?.SessionAffinity == "ClientIP")
            notes.Add($"sessionAffinity ClientIP: a client meets the same pod for {service.Spec.SessionAffinityConfig?.ClientIP?.TimeoutSeconds ?? 10800} s, so that one bad pod can look like one bad client or address.");
        foreach (string operation in (string[])["list endpointslices", "list pods", "list nodes"])
        {
            if (ClusterGaps.Of(cluster, gaps, operation, service.Metadata?.Namespace) is { } gap)
                notes.Add($"Not read, or not whole ({operation}): {gap.Reason}");
        }

        return [.. notes];
    }

    private static string Count(int count, string what) => count == 1 ? $"1 {what}" : $"{count} {what}s";
}
