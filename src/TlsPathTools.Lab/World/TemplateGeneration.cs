using System.Globalization;
using System.Text.Json.Nodes;
using TlsPathTools.Lab.Cluster;

namespace TlsPathTools.Lab.World;

/// <summary>How often the template of a DaemonSet was changed: the server notes it at the set, the controller at each pod (k8s.io/api/apps/v1, DeprecatedTemplateGeneration).</summary>
internal static class TemplateGeneration
{
    private const string Annotation = "deprecated.daemonset.template.generation";

    public static int Of(JsonObject daemonSet) =>
        int.TryParse(KubeObject.Text(daemonSet, "metadata", "annotations", Annotation), NumberStyles.None, CultureInfo.InvariantCulture, out int generation) ? generation : 1;

    /// <summary>Notes it after a change: one more where the template is another.</summary>
    public static void Note(JsonObject before, JsonObject after)
    {
        JsonObject metadata = KubeObject.Metadata(after);
        if (metadata["annotations"] is not JsonObject annotations)
            metadata["annotations"] = annotations = [];
        int generation = Of(before) + (JsonNode.DeepEquals(KubeObject.At(before, "spec", "template"), KubeObject.At(after, "spec", "template")) ? 0 : 1);
        annotations[Annotation] = generation.ToString(CultureInfo.InvariantCulture);
    }
}
