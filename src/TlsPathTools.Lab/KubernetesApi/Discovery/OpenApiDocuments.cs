using System.Text.Json.Nodes;
using TlsPathTools.Lab.Cluster;

namespace TlsPathTools.Lab.KubernetesApi.Discovery;

/// <summary>
/// As much of OpenAPI as kubectl asks for before it creates or applies something: that the server validates fields itself and knows dry runs. Its
/// schemas name the kinds and describe nothing: kubectl explain has nothing to tell.
/// </summary>
internal static class OpenApiDocuments
{
    /// <summary>/openapi/v3, or the document of a group and version; null when there is none.</summary>
    public static JsonObject? Find(Catalog catalog, string path) => path.TrimEnd('/').Split('/') switch
    {
        ["", "openapi", "v3"] => Index(catalog),
        ["", "openapi", "v3", "api", "v1"] => Paths(catalog, "", "v1"),
        ["", "openapi", "v3", "apis", var group, var version] when catalog.Groups.Contains((group, version)) => Paths(catalog, group, version),
        ["", "openapi", "v2"] => new JsonObject { ["swagger"] = "2.0", ["info"] = Info(), ["paths"] = new JsonObject() },
        _ => null,
    };

    private static JsonObject Info() => new() { ["title"] = "Kubernetes", ["version"] = "unversioned" };

    private static JsonObject Index(Catalog catalog)
    {
        var paths = new JsonObject();
        foreach (string path in catalog.Groups.Select(group => $"apis/{group.Group}/{group.Version}").Prepend("api/v1"))
            paths[path] = new JsonObject { ["serverRelativeURL"] = $"/openapi/v3/{path}" };
        return new JsonObject { ["paths"] = paths };
    }

    private static JsonObject Paths(Catalog catalog, string group, string version)
    {
        JsonObject paths = [], schemas = [];
        string root = group.Length == 0 ? $"/api/{version}" : $"/apis/{group}/{version}";
        foreach (ResourceKind kind in catalog.Kinds.Where(kind => kind.Group == group && kind.Version == version))
        {
            var type = new JsonObject { ["group"] = group, ["version"] = version, ["kind"] = kind.Kind };
            schemas[$"lab.{(group.Length == 0 ? "core" : group)}.{version}.{kind.Kind}"] = new JsonObject
            {
                ["description"] = $"A {kind.Kind}. The lab describes no fields.", ["type"] = "object", ["x-kubernetes-group-version-kind"] = new JsonArray(type.DeepClone()),
            };
            paths[$"{root}/{(kind.Namespaced ? "namespaces/{namespace}/" : "")}{kind.Plural}/{{name}}"] = new JsonObject
            {
                ["patch"] = new JsonObject
                {
                    ["operationId"] = $"patch{kind.Kind}",
                    ["parameters"] = new JsonArray(Parameter("dryRun"), Parameter("fieldValidation")),
                    ["responses"] = new JsonObject(),
                    ["x-kubernetes-group-version-kind"] = type,
                },
            };
        }

        return new JsonObject { ["openapi"] = "3.0.0", ["info"] = Info(), ["paths"] = paths, ["components"] = new JsonObject { ["schemas"] = schemas } };
    }

    private static JsonObject Parameter(string name) => new() { ["name"] = name, ["in"] = "query", ["schema"] = new JsonObject { ["type"] = "string", ["uniqueItems"] = true } };
}
