using TlsPathTools.Topology.Cluster;

namespace TlsPathTools.Topology;

/// <summary>What an event tells besides its text: how often, when last, from whom.</summary>
internal static class ClusterEvents
{
    /// <summary>How often it happened.</summary>
    public static int CountOf(KubeEvent e) => Math.Max(1, e.Count ?? 1);

    /// <summary>When it last happened; a new-style event has its time alone.</summary>
    public static DateTime? LastOf(KubeEvent e) => e.LastTimestamp ?? e.EventTime ?? e.FirstTimestamp ?? e.Metadata?.CreationTimestamp;

    /// <summary>When it first happened.</summary>
    public static DateTime? FirstOf(KubeEvent e) => e.FirstTimestamp ?? e.EventTime ?? e.Metadata?.CreationTimestamp ?? e.LastTimestamp;

    /// <summary>Who reported it; empty where nobody signed.</summary>
    public static string SourceOf(KubeEvent e) => !string.IsNullOrEmpty(e.Source?.Component) ? e.Source.Component : e.ReportingComponent ?? "";

    /// <summary>Whether it is about this object.</summary>
    public static bool IsAbout(KubeEvent e, string kind, string? @namespace, string? name) =>
        e.InvolvedObject is { } about && about.Kind == kind && about.Name == name && (about.Namespace ?? e.Metadata?.Namespace) == @namespace;
}
