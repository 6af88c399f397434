using System.Globalization;
using TlsPathTools.Topology.Cluster;
using static TlsPathTools.Comparison.CanExplain;
using static TlsPathTools.Comparison.ValueKind;
using Property = TlsPathTools.Comparison.PropertyDefinition<TlsPathTools.Comparison.ComparedNode>;

namespace TlsPathTools.Comparison.Catalogue;

/// <summary>The catalogue's lines about the Kubernetes node: software, size, what keeps pods off, conditions, heartbeat. Its kubeProxyVersion is left out: it is meaningless (KEP-4004).</summary>
internal static class NodeProperties
{
    private const string Nodes = "list nodes";
    private const string Software = "Strong where only the failing node differs; by itself it explains nothing.";
    private const string Transient = "A node that comes or goes looks like a faulty one for a while.";

    // Labels that say how a node is used or where it comes from; the hundreds of others say nothing of forwarding.
    private static readonly (string Label, CanExplain Explains, string Reason)[] s_labels =
    [
        ("node.kubernetes.io/exclude-from-external-load-balancers", Yes, "Controllers take a node with this label out of their load balancers."),
        ("eks.amazonaws.com/nodegroup", CorrelationOnly, "Nodes of another group come from another template."),
        ("eks.amazonaws.com/capacityType", CorrelationOnly, "A spot instance can be on its way out."),
        ("karpenter.sh/nodepool", CorrelationOnly, "Nodes of another pool come from another template."),
        ("karpenter.sh/capacity-type", CorrelationOnly, "A spot instance can be on its way out."),
        ("eks.amazonaws.com/compute-type", CorrelationOnly, "Auto Mode and Fargate forward in another way."),
    ];

    public static readonly Property[] All =
    [
        Info("KernelVersion", info => info.KernelVersion),
        Info("OsImage", info => info.OsImage),
        Info("KubeletVersion", info => info.KubeletVersion),
        Info("ContainerRuntime", info => info.ContainerRuntimeVersion),
        new("NodeAge", ConfigGroup.Node, Number, CorrelationOnly, Transient, Nodes, node => node.OfNode(one => PropertyValue.Age(one.Metadata?.CreationTimestamp, node.ClusterRead))) { Slack = 3600, Ratio = 0.5, Show = Quantity.Span },
        Allocatable("AllocatableCpu", "cpu", Quantity.Plain),
        Allocatable("AllocatableMemory", "memory", Quantity.Bytes),
        Allocatable("AllocatablePods", "pods", Quantity.Plain),

        new("Unschedulable", ConfigGroup.Scheduling, Text, CorrelationOnly, "It keeps new pods off, not connections. " + Transient, Nodes, node => node.OfNode(one => PropertyValue.Of(one.Spec?.Unschedulable ?? false))),
        new("Taints", ConfigGroup.Scheduling, Set, CorrelationOnly, "They keep pods off, not connections; those of a node that is going say so. " + Transient, Nodes,
            node => node.OfNode(one => PropertyValue.Set((one.Spec?.Taints ?? []).Select(taint => $"{taint.Key}{(string.IsNullOrEmpty(taint.Value) ? "" : "=" + taint.Value)}:{taint.Effect}")))),
        new("BeingDeleted", ConfigGroup.Scheduling, Text, CorrelationOnly, Transient, Nodes, node => node.OfNode(one => PropertyValue.Of(one.Metadata?.DeletionTimestamp is not null))),
        .. s_labels.Select(label => new Property(label.Label, ConfigGroup.Scheduling, Text, label.Explains, label.Reason, Nodes,
            node => node.OfNode(one => PropertyValue.Of(one.Metadata?.Labels.TryGetValue(label.Label, out string? value) == true ? value.Length == 0 ? "(set)" : value : "(none)")))),

        new("LeaseAge", ConfigGroup.Conditions, Number, Yes, "A node whose heartbeat stops hangs or is cut off.", "list leases", node =>
            node.NodeName is { } name && node.Index.Leases.TryGetValue(name, out Lease? lease) ? PropertyValue.Age(lease.Spec?.RenewTime, node.ClusterRead) : node.MissingInCluster("its heartbeat", "leases"))
        { Slack = 40, Ratio = 0.5, Show = Quantity.Span },
    ];

    /// <summary>A line per type of condition that any of the nodes has: those of the kubelet, and those that node monitoring adds.</summary>
    public static IEnumerable<Property> Conditions(IReadOnlyList<ComparedNode> nodes) => nodes
        .SelectMany(node => node.Node?.Status?.Conditions ?? []).Select(condition => condition.Type).OfType<string>().Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)
        .Select(type => new Property($"Condition {SafeText.Escape(type, 80)}", ConfigGroup.Conditions, Text, Yes,
            type == "Ready" ? "A node that is not Ready is taken out of most load balancers and may not forward." : "A node says itself what is wrong with it.", Nodes,
            node => node.OfNode(one => Of(Array.Find(one.Status?.Conditions ?? [], condition => condition.Type == type))))
        { WhenSame = type == "Ready" ? "Ready says that the kubelet reports, not that the node forwards." : null });

    private static PropertyValue Of(Condition? condition) => condition is null
        ? PropertyValue.Of("(none)")
        : PropertyValue.Of(condition.Status is "True" or "Unknown" && condition.Reason is { } reason ? $"{condition.Status} ({reason})" : condition.Status);

    private static Property Info(string name, Func<NodeSystemInfo, string?> read) =>
        new(name, ConfigGroup.Node, Text, CorrelationOnly, Software, Nodes, node => node.OfNode(one => PropertyValue.Of(one.Status?.NodeInfo is { } info ? read(info) : null)));

    private static Property Allocatable(string name, string resource, Func<double, string> show) =>
        new(name, ConfigGroup.Node, Number, CorrelationOnly, "It goes along with another type of instance.", Nodes,
            node => node.OfNode(one => PropertyValue.Of(Amount(one.Status?.Allocatable.GetValueOrDefault(resource)), show))) { Ratio = 0.1, Show = show };

    // "1930m", "7", "3388Ki" (kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity).
    private static double? Amount(string? text)
    {
        if (string.IsNullOrEmpty(text))
            return null;
        int digits = text.TakeWhile(c => char.IsAsciiDigit(c) || c == '.').Count();
        double scale = text[digits..] switch
        {
            "" => 1,
            "m" => 0.001,
            "k" => 1e3,
            "M" => 1e6,
            "G" => 1e9,
            "Ki" => 1L << 10,
            "Mi" => 1L << 20,
            "Gi" => 1L << 30,
            "Ti" => 1L << 40,
            _ => double.NaN,
        };
        return double.TryParse(text[..digits], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double number) && !double.IsNaN(scale) ? number * scale : null;
    }
}
