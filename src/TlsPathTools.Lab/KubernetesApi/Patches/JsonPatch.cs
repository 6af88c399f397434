using System.Globalization;
using System.Text.Json.Nodes;
using TlsPathTools.Lab.Cluster;

namespace TlsPathTools.Lab.KubernetesApi.Patches;

/// <summary>application/json-patch+json (RFC 6902).</summary>
internal static class JsonPatch
{
    /// <summary>Changes an object by a list of operations.</summary>
    /// <exception cref="ApiException">422: an operation does not fit the object, or a test fails. 400: not a patch.</exception>
    public static void Apply(JsonObject target, JsonArray patch)
    {
        foreach (JsonNode? node in patch)
        {
            if (node is not JsonObject operation)
                throw ApiException.BadRequest("json: cannot unmarshal into Go value of type jsonpatch.Operation");
            string[] path = Pointer(KubeObject.Text(operation, "path"));
            switch (KubeObject.Text(operation, "op"))
            {
                case "add":
                    Add(target, path, operation["value"]?.DeepClone());
                    break;
                case "remove":
                    Remove(target, path);
                    break;
                case "replace":
                    Remove(target, path);
                    Add(target, path, operation["value"]?.DeepClone());
                    break;
                case "move":
                    Add(target, path, Remove(target, Pointer(KubeObject.Text(operation, "from"))));
                    break;
                case "copy":
                    Add(target, path, Get(target, Pointer(KubeObject.Text(operation, "from")))?.DeepClone());
                    break;
                case "test":
                    if (!JsonNode.DeepEquals(Get(target, path), operation["value"]))
                        throw Misfit($"testing value {KubeObject.Text(operation, "path")} failed");
                    break;
                case var unknown:
                    throw Misfit($"Unexpected kind: {unknown}");
            }
        }
    }

    private static string[] Pointer(string? text) => text is { Length: > 0 } && text[0] == '/'
        ? Array.ConvertAll(text[1..].Split('/'), part => part.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal))
        : throw Misfit($"the path '{text}' is no path to a value");

    private static JsonNode? Get(JsonNode target, ReadOnlySpan<string> path)
    {
        JsonNode? node = target;
        foreach (string part in path)
        {
            node = node switch
            {
                JsonObject item when item.TryGetPropertyValue(part, out JsonNode? value) => value,
                JsonArray array => array[Index(array, part, array.Count - 1)],
                _ => throw Misfit($"there is no '{part}'"),
            };
        }

        return node;
    }

    private static void Add(JsonNode target, string[] path, JsonNode? value)
    {
        switch (Get(target, path.AsSpan(..^1)))
        {
            case JsonObject item:
                item[path[^1]] = value;
                break;
            case JsonArray array:
                array.Insert(path[^1] == "-" ? array.Count : Index(array, path[^1], array.Count), value);
                break;
            default:
                throw Misfit($"there is nothing to add '{path[^1]}' to");
        }
    }

    private static JsonNode? Remove(JsonNode target, string[] path)
    {
        switch (Get(target, path.AsSpan(..^1)))
        {
            case JsonObject item when item.TryGetPropertyValue(path[^1], out JsonNode? value):
                item.Remove(path[^1]);
                return value;
            case JsonArray array:
                int index = Index(array, path[^1], array.Count - 1);
                JsonNode? removed = array[index];
                array.RemoveAt(index);
                return removed;
            default:
                throw Misfit($"unable to remove nonexistent key: {path[^1]}: missing value");
        }
    }

    private static int Index(JsonArray array, string part, int last) =>
        int.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out int index) && index <= last
            ? index
            : throw Misfit($"Unable to access invalid index: {part} of {array.Count}");

    private static ApiException Misfit(string what) => new(422, "Invalid", $"the server rejected our request due to an error in our request: {what}", []);
}
