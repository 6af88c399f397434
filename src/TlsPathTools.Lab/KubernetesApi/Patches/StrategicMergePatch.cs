using System.Text.Json.Nodes;

namespace TlsPathTools.Lab.KubernetesApi.Patches;

/// <summary>application/strategic-merge-patch+json, with its directives (k8s.io/apimachinery, pkg/util/strategicpatch).</summary>
internal static class StrategicMergePatch
{
    private const string Directive = "$patch", RetainKeys = "$retainKeys", DeleteFrom = "$deleteFromPrimitiveList/", Order = "$setElementOrder/";

    /// <summary>Changes an object.</summary>
    public static void Apply(JsonObject target, JsonObject patch) => Merge(target, patch, []);

    private static void Merge(JsonObject target, JsonObject patch, List<string> path)
    {
        switch (Text(patch[Directive]))
        {
            case "replace":
                target.Clear();
                break;
            case "delete":
                target.Clear();
                return;
        }

        if (patch[RetainKeys] is JsonArray retained)
        {
            foreach (string name in target.Select(pair => pair.Key).Except(retained.Select(Text).OfType<string>(), StringComparer.Ordinal).ToList())
                target.Remove(name);
        }

        foreach ((string name, JsonNode? value) in patch)
        {
            if (name is Directive or RetainKeys)
                continue;
            if (name.StartsWith(DeleteFrom, StringComparison.Ordinal))
                DeleteValues(target[name[DeleteFrom.Length..]] as JsonArray, value as JsonArray);
            else if (!name.StartsWith(Order, StringComparison.Ordinal))
                MergeValue(target, name, value, path);
        }

        foreach ((string name, JsonNode? value) in patch.Where(pair => pair.Key.StartsWith(Order, StringComparison.Ordinal)))
        {
            path.Add(name[Order.Length..]);
            if (target[path[^1]] is JsonArray list && value is JsonArray order)
                Sort(list, order, MergeKeys.Of(path));
            path.RemoveAt(path.Count - 1);
        }
    }

    private static void MergeValue(JsonObject target, string name, JsonNode? value, List<string> path)
    {
        path.Add(name);
        switch (value)
        {
            case null:
                target.Remove(name);
                break;
            case JsonObject change:
                if (target[name] is not JsonObject inner)
                    target[name] = inner = [];
                Merge(inner, change, path);
                break;
            case JsonArray change when MergeKeys.Of(path) is { } key:
                if (target[name] is not JsonArray list)
                    target[name] = list = [];
                MergeList(list, change, key, path);
                break;
            case JsonArray change when MergeKeys.IsUnited(path) && target[name] is JsonArray united:
                foreach (JsonNode? added in change.Where(added => !united.Any(present => JsonNode.DeepEquals(present, added))))
                    united.Add(added?.DeepClone());
                break;
            default:
                target[name] = value.DeepClone();
                break;
        }

        path.RemoveAt(path.Count - 1);
    }

    private static void MergeList(JsonArray list, JsonArray patch, string key, List<string> path)
    {
        if (patch.OfType<JsonObject>().Any(item => Text(item[Directive]) == "replace"))
            list.Clear();
        foreach (JsonObject change in patch.OfType<JsonObject>())
        {
            string? directive = Text(change[Directive]);
            if (directive == "replace" && change.Count == 1)
                continue;
            JsonObject? present = list.OfType<JsonObject>().FirstOrDefault(item => JsonNode.DeepEquals(item[key], change[key]));
            if (directive == "delete")
            {
                if (present is not null)
                    list.Remove(present);
                continue;
            }

            if (present is null)
                list.Add((JsonNode)(present = []));
            Merge(present, change, path);
        }
    }

    private static void DeleteValues(JsonArray? list, JsonArray? values)
    {
        foreach (JsonNode? value in values ?? [])
        {
            for (int index = (list?.Count ?? 0) - 1; index >= 0; index--)
            {
                if (JsonNode.DeepEquals(list![index], value))
                    list.RemoveAt(index);
            }
        }
    }

    /// <summary>Those that the order names come as it says; the others stay behind those that they followed.</summary>
    private static void Sort(JsonArray list, JsonArray order, string? key)
    {
        var ranks = new List<(JsonNode? Item, int Rank)>();
        int last = -1;
        foreach (JsonNode? item in list)
        {
            int rank = order.ToList().FindIndex(wanted => key is null
                ? JsonNode.DeepEquals(wanted, item)
                : JsonNode.DeepEquals((wanted as JsonObject)?[key], (item as JsonObject)?[key]));
            last = rank >= 0 ? rank : last;
            ranks.Add((item, last));
        }

        list.Clear();
        foreach ((JsonNode? item, _) in ranks.OrderBy(pair => pair.Rank))
            list.Add(item);
    }

    private static string? Text(JsonNode? node) => node is JsonValue value && value.TryGetValue(out string? text) ? text : null;
}
