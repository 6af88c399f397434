using System.Globalization;
using TlsPathTools.Topology;
using TlsPathTools.Topology.Cloud;
using TlsPathTools.Topology.Cluster;
using TlsPathTools.Topology.Pods;
using static TlsPathTools.Comparison.CanExplain;
using static TlsPathTools.Comparison.ValueKind;
using Property = TlsPathTools.Comparison.PropertyDefinition<TlsPathTools.Comparison.ComparedNode>;

namespace TlsPathTools.Comparison.Catalogue;

/// <summary>The lines that a path adds: how each node is registered in its target groups, and where the pods of its services are.</summary>
internal static class PathProperties
{
    // A cluster has hundreds of groups and services; those of the path are few.
    private const int Most = 20;

    public static IEnumerable<Property> Targets(ComparisonIndex index, IReadOnlyList<ComparedNode> nodes, IReadOnlyCollection<string> groupArns)
    {
        HashSet<string> ids = [.. nodes.Select(node => node.InstanceId).OfType<string>()];
        HashSet<string> asked = [.. groupArns];
        var groups = index.Clouds.SelectMany(cloud => cloud.Targets).Where(group => asked.Count == 0 || asked.Contains(group.TargetGroupArn))
            .DistinctBy(group => group.TargetGroupArn, StringComparer.Ordinal).Where(group => group.Targets.Any(target => ids.Contains(target.Target?.Id ?? ""))).Take(Most);
        foreach (RegisteredTargets group in groups)
        {
            string name = SafeText.Escape(index.Clouds.SelectMany(cloud => cloud.TargetGroups).FirstOrDefault(one => one.TargetGroupArn == group.TargetGroupArn)?.TargetGroupName ?? group.TargetGroupArn, 80)!;
            ILookup<string, TargetHealthDescription> byId = group.Targets.ToLookup(target => target.Target?.Id ?? "", StringComparer.Ordinal);
            yield return Of($"TargetPorts {name}", Set, Yes, "A node that is registered with another port, or not at all, is a fault of configuration.", target => target.Target?.Port?.ToString(CultureInfo.InvariantCulture));
            yield return Of($"TargetHealth {name}", Text, CorrelationOnly, "It is what the load balancer sees of the fault, as far as its check goes, and no cause.", target => target.TargetHealth?.State);

            Property Of(string property, ValueKind kind, CanExplain explains, string reason, Func<TargetHealthDescription, string?> read) => new(property, ConfigGroup.Target, kind, explains, reason, "elasticloadbalancing:DescribeTargetHealth", node =>
                node.InstanceId is not { } id ? PropertyValue.Unknown("the instance is not known")
                : kind == Set ? PropertyValue.Set(byId[id].Select(read))
                : PropertyValue.Of(byId[id].Select(read).FirstOrDefault(), "not registered"));
        }
    }

    public static IEnumerable<Property> ReadyEndpoints(ComparisonIndex index) => index.Clusters.SelectMany(cluster =>
    {
        var services = cluster.Services.DistinctBy(service => (service.Metadata?.Namespace, service.Metadata?.Name)).ToDictionary(service => (service.Metadata?.Namespace, service.Metadata?.Name));
        return cluster.EndpointSlices.GroupBy(slice => (slice.Metadata?.Namespace, Service: slice.Metadata?.Labels.GetValueOrDefault(ServicePods.ServiceLabel)))
            .Where(service => service.Key.Service is not null).Take(Most)
            .Select(service => ReadyEndpoints(index, service.Key.Namespace, service.Key.Service, services.GetValueOrDefault(service.Key), service));
    });

    // A node without a pod of its own is fine, unless the policy is Local: then it answers nobody.
    private static Property ReadyEndpoints(ComparisonIndex index, string? @namespace, string? name, Service? service, IEnumerable<EndpointSlice> slices)
    {
        var onNode = slices.SelectMany(slice => slice.Endpoints).Where(endpoint => endpoint.Conditions?.Ready != false && endpoint.NodeName is not null)
            .DistinctBy(endpoint => endpoint.TargetRef?.Name ?? endpoint.Addresses.FirstOrDefault() ?? "", StringComparer.Ordinal)
            .GroupBy(endpoint => endpoint.NodeName!, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.Count(), StringComparer.Ordinal);
        string? policy = service is null ? null : service.Spec?.ExternalTrafficPolicy ?? "Cluster";
        (CanExplain explains, string reason) = policy switch
        {
            "Local" => (Yes, "The external traffic policy is Local: a node without a ready pod of its own answers nobody, by design, and a new node in its place would do the same." + HealthChecks(index, service!)),
            "Cluster" => (CorrelationOnly, "The external traffic policy is Cluster: a node without a pod forwards to another node. Where that fails, a rule between the nodes would look the same, "
                + "and would move with the pods: Test-NodeReachability evaluates it."),
            _ => (CorrelationOnly, "The service was not read. With the external traffic policy Local a node without a ready pod answers nobody; with Cluster it forwards to another node."),
        };
        return new($"ReadyEndpoints {SafeText.Escape(@namespace, 64)}/{SafeText.Escape(name, 80)}", ConfigGroup.Pods, Number, explains, reason, "list endpointslices",
            node => node.NodeName is { } nodeName ? PropertyValue.Of(onNode.GetValueOrDefault(nodeName)) : node.MissingInCluster("the node", "nodes"));
    }

    // Only the service's own health check port tells a load balancer which nodes have a pod; the port of the traffic does too, for nobody answers there.
    private static string HealthChecks(ComparisonIndex index, Service service)
    {
        if (service.Spec is not { HealthCheckNodePort: > 0 and var own } spec)
            return "";
        HashSet<int> nodePorts = [.. spec.Ports.Select(port => port.NodePort).OfType<int>()];
        HashSet<string?> atService = [.. index.Clouds.SelectMany(cloud => cloud.Targets).Where(group => group.Targets.Any(target => target.Target?.Port is { } port && nodePorts.Contains(port))).Select(group => group.TargetGroupArn)];
        string[] others =
        [
            .. index.Clouds.SelectMany(cloud => cloud.TargetGroups).DistinctBy(group => group.TargetGroupArn, StringComparer.Ordinal)
                .Where(group => atService.Contains(group.TargetGroupArn) && int.TryParse(group.HealthCheckPort, NumberStyles.None, CultureInfo.InvariantCulture, out int port) && port != own && !nodePorts.Contains(port))
                .Select(group => $"that of {SafeText.Escape(group.TargetGroupName, 80)} asks port {SafeText.Escape(group.HealthCheckPort)}").Take(Most),
        ];
        return others.Length == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $" A health check of port {own} would keep flows away from it; {string.Join(", ", others)}, which says nothing of pods.");
    }
}
