using TlsPathTools.Topology.Cloud;
using TlsPathTools.Topology.Cluster;
using TlsPathTools.Topology.Pods;

namespace TlsPathTools.Topology.Map;

/// <summary>What is the same for a target whatever address leads to it: the row but for the address, and what routing looks at.</summary>
internal sealed record TargetTemplate(TargetNode Row, RoutedTarget Routed);

/// <summary>Follows a target to its instance, node, service and pod.</summary>
internal sealed class TargetTemplates(SnapshotIndex index)
{
    /// <summary>The targets of a group in one order; null where they were not read.</summary>
    public TargetTemplate[]? Of(string groupArn, TargetGroup? group)
    {
        if (!index.Targets.TryGetValue(groupArn, out TargetHealthDescription[]? targets))
            return null;
        TargetNode common = Common(groupArn, group);
        var templates = new List<TargetTemplate>(targets.Length);
        foreach (TargetHealthDescription target in targets)
        {
            if (target.Target?.Id is { } id)
                templates.Add(Of(common, group, target, id, target.Target));
        }

        templates.Sort((one, other) =>
        {
            int byId = AddressOrder.Instance.Compare(one.Row.TargetId, other.Row.TargetId);
            return byId != 0 ? byId : Nullable.Compare(one.Row.TargetPort, other.Row.TargetPort);
        });
        return [.. templates];
    }

    /// <summary>What all rows of a group share.</summary>
    public static TargetNode Common(string groupArn, TargetGroup? group) => new()
    {
        TargetGroupArn = groupArn,
        TargetGroupName = SafeText.Escape(group?.TargetGroupName) ?? NameOf(groupArn),
        TargetType = SafeText.Escape(group?.TargetType),
        Owner = AddressOwner.LoadBalancer,
    };

    private TargetTemplate Of(TargetNode common, TargetGroup? group, TargetHealthDescription health, string id, TargetDescription target)
    {
        int? port = target.Port ?? group?.Port;
        Found found = group?.TargetType switch
        {
            "alb" or "lambda" => new Found { Zone = "all" },
            "ip" => ByAddress(id, port),
            _ => ByInstance(id),
        };
        bool isNode = group?.TargetType is "instance" || (group is null && id.StartsWith("i-", StringComparison.Ordinal));
        (ClusterIndex? cluster, ServiceAtPort? service, string? serviceNote) = isNode && port is { } nodePort ? AtNodePort(found, group, nodePort) : default;
        ServiceEndpoints? endpoints = service is null ? null : cluster!.EndpointsOf(service.Service, service.Port, group?.IpAddressType == "ipv6");
        bool local = service?.Service.Spec?.ExternalTrafficPolicy == "Local";
        UsableEndpoints? usable = endpoints is null || found.Node is null ? null : endpoints.UsableFrom(found.Node, local);
        HealthCheckReading check = HealthCheckReading.Of(group, port, health.HealthCheckPort, cluster, service);
        string? state = SafeText.Escape(health.TargetHealth?.State, 40);
        string? zone = target.AvailabilityZone ?? found.Zone;

        var notes = new List<string>(4);
        notes.AddRange(((string?[])[found.Note, serviceNote]).OfType<string>());
        TargetNotes.Add(notes, check, service, endpoints, usable, local, found.NodeName, cluster);
        return new(
            common with
            {
                TargetId = SafeText.Escape(id),
                TargetPort = port,
                TargetZone = zone,
                InstanceId = found.InstanceId,
                PrivateIpAddress = found.PrivateIp,
                NodePort = isNode ? port : null,
                NodeName = SafeText.Escape(found.NodeName),
                NodeReady = found.Node is null ? null : NodeFacts.IsReady(found.Node),
                PodName = SafeText.Escape(found.PodName),
                Namespace = SafeText.Escape(service?.Service.Metadata?.Namespace ?? found.Namespace),
                ServiceName = SafeText.Escape(service?.Service.Metadata?.Name ?? found.Service),
                ExternalTrafficPolicy = service is null ? null : local ? "Local" : "Cluster",
                SessionAffinity = service?.Service.Spec?.SessionAffinity is "ClientIP" ? "ClientIP" : null,
                LocalEndpoints = endpoints is null || found.Node is null ? null : endpoints.LocalTo(found.NodeName),
                UsableEndpoints = usable?.Count,
                TargetHealth = state,
                TargetHealthReason = Reason(health.TargetHealth),
                HealthCheck = check.Short,
                HealthCheckScope = check.Scope,
                HealthCheckMeaning = check.Meaning,
                AutoScalingGroupName = found.InstanceId is { } instance ? SafeText.Escape(index.GroupOfInstance.GetValueOrDefault(instance)) : null,
                Notes = notes.Count == 0 ? [] : [.. notes],
            },
            new RoutedTarget(zone, state, SafeText.Escape(health.TargetHealth?.Reason, 80), health.AdministrativeOverride?.State == "zonal_shift_active"));
    }

    private Found ByInstance(string id)
    {
        Instance? instance = index.Instances.GetValueOrDefault(id);
        (ClusterIndex Cluster, Node Node)? node = index.Clusters.NodeOf(id, instance?.PrivateDnsName, instance?.PrivateIpAddress);
        string? note = instance switch
        {
            null => index.Gaps.Of(cloud: null, "DescribeInstances", id) is { } gap ? GapIndex.Words("the instance was", gap) : null,
            { State.Name: not null and not "running" and var state } => $"the instance is {SafeText.Escape(state)}",
            _ => null,
        };
        return new Found
        {
            InstanceId = id,
            Zone = instance?.Placement?.AvailabilityZone ?? (instance?.SubnetId is { } subnet ? index.SubnetZones.GetValueOrDefault(subnet) : null) ?? ZoneOf(node?.Node),
            PrivateIp = instance?.PrivateIpAddress ?? InternalIP(node?.Node),
            Cluster = node?.Cluster,
            Node = node?.Node,
            Note = note,
        };
    }

    // A target of type ip is a pod as a rule, but may be any address.
    private Found ByAddress(string address, int? port)
    {
        if (index.Clusters.PodAt(address, port) is { } pod)
        {
            SliceEndpoint? slice = pod.Cluster.EndpointAt(address);
            return OnNode(pod.Cluster, pod.Pod.Spec?.NodeName) with { PodName = pod.Pod.Metadata?.Name, Namespace = pod.Pod.Metadata?.Namespace, Service = slice?.Service };
        }

        if (index.Clusters.EndpointAt(address) is { } found)
        {
            return OnNode(found.Cluster, found.Endpoint.Endpoint.NodeName) with
            {
                PodName = found.Endpoint.Endpoint.TargetRef is { Kind: "Pod", Name: var name } ? name : null,
                Namespace = found.Endpoint.Namespace,
                Service = found.Endpoint.Service,
            };
        }

        if (index.InstanceAt(address) is { InstanceId: { } id })
            return ByInstance(id);
        ClusterIndex? only = index.Clusters.All is [var one] ? one : null;
        if (only is null)
            return new Found();
        return new Found
        {
            Note = only.GapOfPods is { } gap ? GapIndex.Words("pods were", gap)
                : only.State.Pods.Length > 0 ? $"no pod of cluster {SafeText.Escape(only.State.Name)} that was read has this address: gone, or none of its pods" : null,
        };
    }

    private static Found OnNode(ClusterIndex cluster, string? nodeName)
    {
        Node? node = cluster.NodeNamed(nodeName);
        return new Found
        {
            Cluster = cluster,
            Node = node,
            NamedNode = nodeName,
            InstanceId = node is null ? null : NodeFacts.InstanceId(node),
            PrivateIp = InternalIP(node),
            Zone = ZoneOf(node),
        };
    }

    // Where nodes could not be read, the one cluster that there is may still say which service has the port.
    private (ClusterIndex? Cluster, ServiceAtPort? Service, string? Note) AtNodePort(Found found, TargetGroup? group, int nodePort)
    {
        ClusterIndex? cluster = found.Cluster ?? (index.Clusters.All is [{ HasNodes: false } only] ? only : null);
        if (cluster is null)
        {
            // Without any cluster there is nothing to miss: the columns of Kubernetes are empty, and the connection says why.
            SnapshotGap? unread = index.Clusters.All.Select(item => item.Gap("nodes")).FirstOrDefault(item => item is not null);
            return (null, null, index.Clusters.All.Count == 0 ? null : unread is null ? "no node of the clusters that were read is this instance" : GapIndex.Words("nodes were", unread));
        }

        string? note = found.Cluster is null ? GapIndex.Words("nodes were", cluster.Gap("nodes")) : null;
        ServiceAtPort? service = group?.Protocol is "UDP" or "QUIC" ? cluster.ServiceAt("UDP", nodePort)
            : cluster.ServiceAt("TCP", nodePort) ?? (group?.Protocol == "TCP_UDP" ? cluster.ServiceAt("UDP", nodePort) : null);
        if (service is not null)
            return (cluster, service, note);
        SnapshotGap? gap = cluster.Gap("services");
        return (cluster, null, gap is null ? $"no service of cluster {SafeText.Escape(cluster.State.Name)} has NodePort {nodePort}" : GapIndex.Words("services were", gap));
    }

    private static string? ZoneOf(Node? node) => node is null ? null : NodeFacts.Zone(node);

    private static string? InternalIP(Node? node) => node?.Status?.Addresses.FirstOrDefault(address => address.Type == "InternalIP")?.Address;

    private static string? Reason(TargetHealth? health) => (health?.Reason, health?.Description) switch
    {
        (null, null) => null,
        (null, { } description) => SafeText.Escape(description),
        ({ } reason, null) => SafeText.Escape(reason),
        ({ } reason, { } description) => SafeText.Escape($"{reason}: {description}"),
    };

    private static string? NameOf(string groupArn) => groupArn.Split('/') is [_, var name, ..] ? SafeText.Escape(name) : null;

    private sealed record Found
    {
        public string? InstanceId { get; init; }

        public string? PrivateIp { get; init; }

        public string? Zone { get; init; }

        public ClusterIndex? Cluster { get; init; }

        public Node? Node { get; init; }

        /// <summary>The node that a pod names, where the node itself was not read.</summary>
        public string? NamedNode { get; init; }

        public string? NodeName => Node?.Metadata?.Name ?? NamedNode;

        public string? PodName { get; init; }

        public string? Namespace { get; init; }

        public string? Service { get; init; }

        public string? Note { get; init; }
    }
}
