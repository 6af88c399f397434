using System.Text.Json.Nodes;
using TlsPathTools.Lab.Cluster;

namespace TlsPathTools.Lab.KubernetesApi.Tables;

/// <summary>The tables of what keeps pods running.</summary>
internal static class WorkloadTables
{
    public static void Deployments(Table table) => Template(table
        .Text("Ready", item => $"{Status(item, "readyReplicas")}/{KubeObject.Number(item, "spec", "replicas") ?? 1}")
        .Number("Up-to-date", item => Status(item, "updatedReplicas"))
        .Number("Available", item => Status(item, "availableReplicas"))
        .Age());

    public static void ReplicaSets(Table table) => Template(table
        .Number("Desired", item => KubeObject.Number(item, "spec", "replicas") ?? 1)
        .Number("Current", item => Status(item, "replicas"))
        .Number("Ready", item => Status(item, "readyReplicas"))
        .Age());

    public static void DaemonSets(Table table) => Template(table
        .Number("Desired", item => Status(item, "desiredNumberScheduled"))
        .Number("Current", item => Status(item, "currentNumberScheduled"))
        .Number("Ready", item => Status(item, "numberReady"))
        .Number("Up-to-date", item => Status(item, "updatedNumberScheduled"))
        .Number("Available", item => Status(item, "numberAvailable"))
        .Text("Node Selector", item => Cells.Labels(item, "spec", "template", "spec", "nodeSelector"))
        .Age());

    public static void ControllerRevisions(Table table) => table
        .Text("Controller", Controller)
        .Number("Revision", item => KubeObject.Number(item, "revision"))
        .Age();

    public static void PodDisruptionBudgets(Table table) => table
        .Text("Min Available", item => KubeObject.At(item, "spec", "minAvailable")?.ToString() ?? "N/A")
        .Text("Max Unavailable", item => KubeObject.At(item, "spec", "maxUnavailable")?.ToString() ?? "N/A")
        .Number("Allowed Disruptions", item => Status(item, "disruptionsAllowed"))
        .Age();

    private static void Template(Table table) => table
        .Text("Containers", item => Cells.Containers(item, "name"), wide: true)
        .Text("Images", item => Cells.Containers(item, "image"), wide: true)
        .Text("Selector", item => Cells.Selector(item, "spec", "selector"), wide: true);

    private static int Status(JsonObject item, string property) => KubeObject.Number(item, "status", property) ?? 0;

    private static string Controller(JsonObject item)
    {
        JsonObject? owner = KubeObject.Items(item, "metadata", "ownerReferences").FirstOrDefault(reference => KubeObject.IsTrue(reference, "controller"));
        string kind = (KubeObject.Text(owner, "kind") ?? "").ToLowerInvariant();
        return owner is null ? Cells.None : $"{kind}.{(KubeObject.Text(owner, "apiVersion") ?? "").Split('/')[0]}/{KubeObject.Text(owner, "name")}";
    }
}
