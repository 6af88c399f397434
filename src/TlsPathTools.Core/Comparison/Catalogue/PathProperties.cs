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

    public static IEnumerable<Property> ReadyEndpoints(ComparisonIndex index) => index.Clusters
        .SelectMany(cluster => cluster.EndpointSlices.GroupBy(slice => (slice.Metadata?.Namespace, Service: slice.Metadata?.Labels.GetValueOrDefault(ServicePods.ServiceLabel))).Where(service => service.Key.Service is not null).Take(Most))
        .Select(slices =>
        {
            var onNode = slices.SelectMany(slice => slice.Endpoints).Where(endpoint => endpoint.Conditions?.Ready != false && endpoint.NodeName is not null)
                .DistinctBy(endpoint => endpoint.TargetRef?.Name ?? endpoint.Addresses.FirstOrDefault() ?? "", StringComparer.Ordinal)
                .GroupBy(endpoint => endpoint.NodeName!, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.Count(), StringComparer.Ordinal);
            return new Property($"ReadyEndpoints {SafeText.Escape(slices.Key.Namespace, 64)}/{SafeText.Escape(slices.Key.Service, 80)}", ConfigGroup.Pods, Number, Yes,
                "With the external traffic policy Local a node without one answers nobody; with Cluster its flows cross to another node, and a rule between nodes stops exactly those: Test-NodeReachability evaluates it. It moves with the pods.",
                "list endpointslices", node => node.NodeName is { } name ? PropertyValue.Of(onNode.GetValueOrDefault(name)) : node.MissingInCluster("the node", "nodes"));
        });
}
