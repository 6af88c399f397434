using TlsPathTools.Topology.Cluster;

namespace TlsPathTools.Topology;

/// <summary>What a node says of the machine that it is.</summary>
internal static class NodeIdentity
{
    /// <summary>The instance out of <c>aws:///ZONE/INSTANCE-ID</c>; null for another provider's, and for Fargate.</summary>
    public static string? InstanceId(Node node)
    {
        string provider = node.Spec?.ProviderID ?? "";
        string last = provider[(provider.LastIndexOf('/') + 1)..];
        return provider.StartsWith("aws:", StringComparison.Ordinal) && last.StartsWith("i-", StringComparison.Ordinal) ? SafeText.Escape(last, 64) : null;
    }

    /// <summary>The zone by its label.</summary>
    public static string? Zone(Node node) => SafeText.Escape(
        node.Metadata?.Labels.GetValueOrDefault("topology.kubernetes.io/zone") ?? node.Metadata?.Labels.GetValueOrDefault("failure-domain.beta.kubernetes.io/zone"), 64);

    /// <summary>Whether it is Ready; null where it does not say.</summary>
    public static bool? IsReady(Node node) =>
        Array.Find(node.Status?.Conditions ?? [], condition => condition.Type == "Ready") is { } ready ? ready.Status == "True" : null;
}
