using System.Text.Json.Nodes;
using TlsPathTools.Lab.Cluster;

namespace TlsPathTools.Lab.Controllers;

/// <summary>Taints and tolerations.</summary>
internal static class Tolerations
{
    /// <summary>The toleration of a pod (or of a template's spec) for a taint, or null.</summary>
    public static JsonObject? Of(JsonObject pod, JsonObject taint) =>
        KubeObject.Items(pod, "spec", "tolerations").FirstOrDefault(toleration => Tolerates(toleration, taint));

    /// <summary>The first taint that keeps new pods off and that a pod does not tolerate, or null.</summary>
    public static JsonObject? Untolerated(JsonObject pod, JsonObject node) =>
        KubeObject.Items(node, "spec", "taints").FirstOrDefault(taint => KubeObject.Text(taint, "effect") is "NoSchedule" or "NoExecute" && Of(pod, taint) is null);

    private static bool Tolerates(JsonObject toleration, JsonObject taint)
    {
        if (KubeObject.Text(toleration, "effect") is { Length: > 0 } effect && effect != KubeObject.Text(taint, "effect"))
            return false;
        string key = KubeObject.Text(toleration, "key") ?? "";
        bool exists = KubeObject.Text(toleration, "operator") == "Exists";
        if (key.Length == 0)
            return exists;
        return key == KubeObject.Text(taint, "key") && (exists || (KubeObject.Text(toleration, "value") ?? "") == (KubeObject.Text(taint, "value") ?? ""));
    }
}
