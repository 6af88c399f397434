using System.Text.Json.Nodes;
using TlsPathTools.Lab.Cluster;

namespace TlsPathTools.Lab.KubernetesApi.Tables;

/// <summary>The table of events (printEvent), which does not begin with their names.</summary>
internal static class EventTable
{
    public static void Fill(Table table) => table.WithoutName()
        .Timed("Last Seen", (item, now) => HumanDuration.Since(KubeObject.Text(item, "series", "lastObservedTime") ?? KubeObject.Text(item, "lastTimestamp") ?? First(item), now))
        .Text("Type", item => KubeObject.Text(item, "type"))
        .Text("Reason", item => KubeObject.Text(item, "reason"))
        .Text("Object", Target)
        .Text("Subobject", item => KubeObject.Text(item, "involvedObject", "fieldPath") ?? "", wide: true)
        .Text("Source", Source, wide: true)
        .Text("Message", item => (KubeObject.Text(item, "message") ?? "").Trim())
        .Timed("First Seen", (item, now) => HumanDuration.Since(First(item), now), wide: true)
        .Number("Count", item => KubeObject.Number(item, "series", "count") ?? KubeObject.Number(item, "count") ?? 1, wide: true)
        .Text("Name", KubeObject.Name, wide: true);

    private static string? First(JsonObject item) => KubeObject.Text(item, "firstTimestamp") ?? KubeObject.Text(item, "eventTime");

    private static string Target(JsonObject item)
    {
        string name = KubeObject.Text(item, "involvedObject", "name") ?? "";
        return KubeObject.Text(item, "involvedObject", "kind") is { } kind ? $"{kind.ToLowerInvariant()}/{name}" : name;
    }

    private static string Source(JsonObject item)
    {
        string component = KubeObject.Text(item, "source", "component") ?? KubeObject.Text(item, "reportingComponent") ?? "";
        return (KubeObject.Text(item, "source", "host") ?? KubeObject.Text(item, "reportingInstance")) is { Length: > 0 } host ? $"{component}, {host}" : component;
    }
}
