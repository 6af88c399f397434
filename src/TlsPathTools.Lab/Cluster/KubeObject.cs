using System.Globalization;
using System.Text.Json.Nodes;

namespace TlsPathTools.Lab.Cluster;

/// <summary>What all Kubernetes objects have in common, read from their JSON.</summary>
internal static class KubeObject
{
    public static JsonObject Metadata(JsonObject item)
    {
        if (item["metadata"] is JsonObject metadata)
            return metadata;
        metadata = [];
        item["metadata"] = metadata;
        return metadata;
    }

    public static string Name(JsonObject item) => Text(item, "metadata", "name") ?? "";

    public static string? Namespace(JsonObject item) => Text(item, "metadata", "namespace");

    public static string Uid(JsonObject item) => Text(item, "metadata", "uid") ?? "";

    public static string Version(JsonObject item) => Text(item, "metadata", "resourceVersion") ?? "";

    /// <summary>Whether it is being deleted.</summary>
    public static bool IsTerminating(JsonObject item) => Text(item, "metadata", "deletionTimestamp") is not null;

    /// <summary>The node at a path of property names, or null.</summary>
    public static JsonNode? At(JsonNode? item, params string[] path)
    {
        foreach (string part in path)
            item = (item as JsonObject)?[part];
        return item;
    }

    /// <summary>The text at a path, or null.</summary>
    public static string? Text(JsonNode? item, params string[] path) =>
        At(item, path) is JsonValue value && value.TryGetValue(out string? text) ? text : null;

    /// <summary>The whole number at a path, or null.</summary>
    public static int? Number(JsonNode? item, params string[] path) => At(item, path) is JsonValue value
        ? value.TryGetValue(out int number) ? number : value.TryGetValue(out long large) ? (int)large : null
        : null;

    /// <summary>Whether there is a true at a path.</summary>
    public static bool IsTrue(JsonNode? item, params string[] path) => At(item, path) is JsonValue value && value.TryGetValue(out bool flag) && flag;

    /// <summary>The array at a path; empty for none.</summary>
    public static IEnumerable<JsonObject> Items(JsonNode? item, params string[] path) => (At(item, path) as JsonArray ?? []).OfType<JsonObject>();

    /// <summary>The texts of the object at a path: labels, annotations.</summary>
    public static IReadOnlyDictionary<string, string> Map(JsonNode? item, params string[] path) =>
        (At(item, path) as JsonObject ?? []).ToDictionary(pair => pair.Key, pair => pair.Value?.GetValue<string>() ?? "", StringComparer.Ordinal);

    public static IReadOnlyDictionary<string, string> Labels(JsonObject item) => Map(item, "metadata", "labels");

    /// <summary>The condition of a type in status, or null.</summary>
    public static JsonObject? Condition(JsonObject item, string type) => Items(item, "status", "conditions").FirstOrDefault(condition => Text(condition, "type") == type);

    /// <summary>Whether the condition of a type is True.</summary>
    public static bool Holds(JsonObject item, string type) => Condition(item, type) is { } condition && Text(condition, "status") == "True";

    /// <summary>A time as Kubernetes writes it: in UTC, to the second.</summary>
    public static string Timestamp(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    /// <summary>A time to the microsecond, as in leases and new events.</summary>
    public static string MicroTime(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.ffffff'Z'", CultureInfo.InvariantCulture);
}
