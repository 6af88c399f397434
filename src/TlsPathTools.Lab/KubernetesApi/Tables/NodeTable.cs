using System.Text.Json.Nodes;
using TlsPathTools.Lab.Cluster;

namespace TlsPathTools.Lab.KubernetesApi.Tables;

/// <summary>The table of nodes (printNode).</summary>
internal static class NodeTable
{
    private const string RolePrefix = "node-role.kubernetes.io/";

    public static void Fill(Table table) => table
        .Text("Status", Status)
        .Text("Roles", Roles)
        .Age()
        .Text("Version", node => KubeObject.Text(node, "status", "nodeInfo", "kubeletVersion") ?? "")
        .Text("Internal-IP", node => Address(node, "InternalIP"), wide: true)
        .Text("External-IP", node => Address(node, "ExternalIP"), wide: true)
        .Text("OS-Image", node => Info(node, "osImage"), wide: true)
        .Text("Kernel-Version", node => Info(node, "kernelVersion"), wide: true)
        .Text("Container-Runtime", node => Info(node, "containerRuntimeVersion"), wide: true);

    private static string Status(JsonObject node)
    {
        string ready = KubeObject.Condition(node, "Ready") is null ? "Unknown" : KubeObject.Holds(node, "Ready") ? "Ready" : "NotReady";
        return KubeObject.IsTrue(node, "spec", "unschedulable") ? ready + ",SchedulingDisabled" : ready;
    }

    private static string Roles(JsonObject node)
    {
        var roles = new SortedSet<string>(StringComparer.Ordinal);
        foreach ((string key, string value) in KubeObject.Labels(node))
        {
            if (key.StartsWith(RolePrefix, StringComparison.Ordinal) && key.Length > RolePrefix.Length)
                roles.Add(key[RolePrefix.Length..]);
            else if (key == "kubernetes.io/role" && value.Length > 0)
                roles.Add(value);
        }

        return Cells.OrNone(string.Join(',', roles));
    }

    private static string Address(JsonObject node, string type) => Cells.OrNone(KubeObject.Text(
        KubeObject.Items(node, "status", "addresses").FirstOrDefault(address => KubeObject.Text(address, "type") == type), "address"));

    private static string Info(JsonObject node, string what) => KubeObject.Text(node, "status", "nodeInfo", what) is { Length: > 0 } text ? text : "<unknown>";
}
