using System.Text.Json.Nodes;

namespace TlsPathTools.Lab.KubernetesApi.Patches;

/// <summary>application/merge-patch+json (RFC 7396).</summary>
internal static class JsonMergePatch
{
    /// <summary>Changes an object: what is null goes, objects merge, all else replaces.</summary>
    public static void Apply(JsonObject target, JsonObject patch)
    {
        foreach ((string name, JsonNode? value) in patch)
        {
            if (value is null)
            {
                target.Remove(name);
            }
            else if (value is JsonObject change)
            {
                if (target[name] is not JsonObject inner)
                    target[name] = inner = [];
                Apply(inner, change);
            }
            else
            {
                target[name] = value.DeepClone();
            }
        }
    }
}
