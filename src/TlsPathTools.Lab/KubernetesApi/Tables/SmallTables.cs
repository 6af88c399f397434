using System.Text.Json.Nodes;
using TlsPathTools.Lab.Cluster;

namespace TlsPathTools.Lab.KubernetesApi.Tables;

/// <summary>The tables of one or two columns.</summary>
internal static class SmallTables
{
    public static void Fill(Table table, ResourceKind kind)
    {
        switch (kind.Kind)
        {
            case "Namespace":
                table.Text("Status", item => KubeObject.Text(item, "status", "phase"));
                break;
            case "ConfigMap":
                table.Number("Data", item => Count(item, "data") + Count(item, "binaryData"));
                break;
            case "Secret":
                table.Text("Type", item => KubeObject.Text(item, "type")).Number("Data", item => Count(item, "data"));
                break;
            case "ServiceAccount":
                table.Number("Secrets", item => KubeObject.Items(item, "secrets").Count());
                break;
            case "Lease":
                table.Text("Holder", item => KubeObject.Text(item, "spec", "holderIdentity") ?? "");
                break;
        }

        table.Age();
    }

    private static int Count(JsonObject item, string property) => (item[property] as JsonObject)?.Count ?? 0;
}
