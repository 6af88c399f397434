using System.Collections;
using System.Globalization;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using TlsPathTools.Topology.Cluster;

namespace TlsPathTools.Connections.Tests.Labs;

/// <summary>
/// A record of a Kubernetes object against the object itself: every property of the record, at every depth, has the value that stands under its
/// name, and none is empty that has one there.
/// </summary>
internal static class RecordAgainstJson
{
    private static readonly Dictionary<(string Type, string Property), string> s_names = new() { [("ContainerPort", "Number")] = "containerPort" };

    // What is read at a later moment: heartbeats and counts move on.
    private static readonly HashSet<string> s_moving = new(StringComparer.Ordinal) { "resourceVersion", "lastHeartbeatTime", "renewTime", "count", "lastTimestamp" };

    /// <summary>Where they differ: path, wanted, found.</summary>
    public static IEnumerable<string> Differences(JsonNode? wanted, object? found, string path)
    {
        switch (found)
        {
            case null:
                return IsNothing(wanted) ? [] : [$"{path}: '{wanted!.ToJsonString()}' was not read"];
            case DateTime time:
                return wanted is not null && DateTimeOffset.Parse(wanted.GetValue<string>(), CultureInfo.InvariantCulture).UtcDateTime == time ? [] : [$"{path}: '{wanted?.ToJsonString()}' was read as {time:O}"];
            case string or bool or int or long:
                string text = Convert.ToString(found, CultureInfo.InvariantCulture)!;
                return string.Equals(wanted?.GetValueKind() == JsonValueKind.String ? wanted.GetValue<string>() : wanted?.ToJsonString(), text, found is bool ? StringComparison.OrdinalIgnoreCase : StringComparison.Ordinal) ? [] : [$"{path}: '{wanted?.ToJsonString()}' was read as '{text}'"];
            case IReadOnlyDictionary<string, string> map:
                JsonObject pairs = wanted as JsonObject ?? [];
                return pairs.Select(pair => pair.Key).Union(map.Keys).SelectMany(key => Differences(pairs[key], map.GetValueOrDefault(key), $"{path}[{key}]"));
            case IList list:
                JsonArray items = wanted as JsonArray ?? [];
                return items.Count == list.Count ? items.SelectMany((item, index) => Differences(item, list[index], $"{path}[{index}]")) : [$"{path}: {list.Count} of {items.Count} were read"];
            default:
                return wanted is JsonObject
                    ? found.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance).SelectMany(property => OfProperty(wanted, found, property, path))
                    : [$"{path}: '{wanted?.ToJsonString()}' was read as a {found.GetType().Name}"];
        }
    }

    private static IEnumerable<string> OfProperty(JsonNode wanted, object found, PropertyInfo property, string path)
    {
        string name = s_names.GetValueOrDefault((found.GetType().Name, property.Name)) ?? JsonNamingPolicy.CamelCase.ConvertName(property.Name);
        // Of all that a container's environment holds, settings of the CNI plugin alone are read.
        if (property.GetValue(found) is CniSetting[] settings)
            return settings.Where(one => (wanted[name] as JsonArray ?? []).All(item => item!["name"]?.GetValue<string>() != one.Name || item["value"]?.GetValue<string>() != one.Value)).Select(one => $"{path}.{name}: {one} is not there");
        return s_moving.Contains(name) ? [] : Differences(wanted[name], property.GetValue(found), $"{path}.{name}");
    }

    // An empty list, object or text says no more than none.
    private static bool IsNothing(JsonNode? node) => node is null or JsonArray { Count: 0 } or JsonObject { Count: 0 } || (node is JsonValue value && value.TryGetValue(out string? text) && text.Length == 0);
}
