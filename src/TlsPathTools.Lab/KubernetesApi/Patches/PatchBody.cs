using System.Text.Json.Nodes;
using TlsPathTools.Lab.Http;
using TlsPathTools.Lab.KubernetesApi.Changes;

namespace TlsPathTools.Lab.KubernetesApi.Patches;

/// <summary>Reads the body of a PATCH by its media type.</summary>
internal static class PatchBody
{
    private const string Json = "application/json-patch+json", Merge = "application/merge-patch+json", Strategic = "application/strategic-merge-patch+json",
        Apply = "application/apply-patch+yaml";

    /// <summary>The change that it asks for.</summary>
    /// <param name="request">The request.</param>
    /// <param name="custom">Whether it is for a custom resource, whose lists nobody knows how to merge.</param>
    /// <exception cref="ApiException">415 for another form; 400 for what is none.</exception>
    public static Action<JsonObject> Read(HttpRequest request, bool custom)
    {
        string[] known = custom ? [Json, Merge, Apply] : [Json, Merge, Strategic, Apply];
        string type = RequestBody.MediaType(request);
        // Apply is named because Kubernetes names it; the lab keeps no record of who owns which field, and so refuses it.
        if (type == Apply || !known.Contains(type, StringComparer.Ordinal))
            throw ApiException.UnsupportedMediaType(known);
        JsonNode? body = RequestBody.Parse(request.Body);
        return (type, body) switch
        {
            (Json, JsonArray operations) => item => JsonPatch.Apply(item, operations),
            (Merge, JsonObject patch) => item => JsonMergePatch.Apply(item, patch),
            (Strategic, JsonObject patch) => item => StrategicMergePatch.Apply(item, patch),
            _ => throw ApiException.BadRequest("error decoding patch: the body is no such patch"),
        };
    }
}
