using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using TlsPathTools.Lab.Cluster;

namespace TlsPathTools.Lab.World;

/// <summary>The objects that a scenario writes out itself, made to fit the running world: times, addresses, ports and uids.</summary>
internal sealed class ScenarioObjects(LabWorld world)
{
    /// <summary>Objects of the scenario as they are in this world; those of kinds that the cluster does not know are left out.</summary>
    public IEnumerable<(ResourceKind Kind, JsonObject Item)> Read()
    {
        foreach (JsonObject written in world.Scenario.Cluster!.Objects)
        {
            if (ResourceKinds.Of(KubeObject.Text(written, "apiVersion") ?? "", KubeObject.Text(written, "kind") ?? "") is not { } kind)
            {
                world.Log.Tell(world.Start, "scenario", $"the cluster knows no {KubeObject.Text(written, "apiVersion")} {KubeObject.Text(written, "kind")}; it is left out");
                continue;
            }

            var item = (JsonObject)Translate(written, name: "")!;
            if (kind.Namespaced)
                KubeObject.Metadata(item)["namespace"] ??= "default";
            yield return (kind, item);
        }
    }

    /// <summary>Puts an object in; one that the builder has made already is merged with it (objects by property, anything else replaced).</summary>
    public void Put(ResourceKind kind, JsonObject item)
    {
        string? @namespace = KubeObject.Namespace(item);
        string name = KubeObject.Name(item);
        foreach (JsonObject reference in KubeObject.Items(item, "metadata", "ownerReferences"))
            reference["uid"] ??= UidOf(reference, @namespace);
        // kubectl describe looks for events by the uid of what they are about.
        if (item["involvedObject"] is JsonObject involved && involved["uid"] is null && UidOf(involved, KubeObject.Text(involved, "namespace") ?? @namespace) is { } uid)
            involved["uid"] = uid;
        if (world.Cluster.Find(kind, @namespace, name) is not null)
        {
            world.Cluster.Update(kind, @namespace, name, known => Merge(known, item));
            return;
        }

        KubeObject.Metadata(item)["uid"] ??= world.Ids.Uuid($"{kind.Plural}/{@namespace}/{name}");
        KubeObject.Metadata(item)["creationTimestamp"] ??= KubeObject.Text(item, "firstTimestamp") ?? KubeObject.Timestamp(world.Start.AddDays(-40));
        world.Cluster.Create(kind, item);
    }

    /// <summary>The time that a text like <c>@-72h</c> means, or null.</summary>
    internal static DateTimeOffset? Time(string text, DateTimeOffset start)
    {
        if (text.Length < 4 || text[0] != '@' || text[1] is not ('-' or '+')
            || !double.TryParse(text.AsSpan(1, text.Length - 2), NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double count))
        {
            return null;
        }

        return text[^1] switch
        {
            's' => start.AddSeconds(count),
            'm' => start.AddMinutes(count),
            'h' => start.AddHours(count),
            'd' => start.AddDays(count),
            _ => null,
        };
    }

    private JsonNode? Translate(JsonNode? node, string name)
    {
        switch (node)
        {
            case JsonObject item:
                var made = new JsonObject();
                foreach ((string key, JsonNode? value) in item)
                    made[key] = IsServicePort(item, key, name) ? world.Ports.Map(value!.GetValue<int>()) : Translate(value, key);
                return made;
            case JsonArray list:
                return Json.List(list.Select(entry => Translate(entry, name)));
            case JsonValue value when value.TryGetValue(out string? text):
                return Translate(text, name);
            default:
                return node?.DeepClone();
        }
    }

    private JsonValue Translate(string text, string name)
    {
        if (Time(text, world.Start) is { } time)
            return JsonValue.Create(name is "eventTime" or "renewTime" or "acquireTime" ? KubeObject.MicroTime(time) : KubeObject.Timestamp(time))!;
        return JsonValue.Create(text.Count(character => character == '.') == 3 && IPAddress.TryParse(text, out IPAddress? address) ? world.Addresses.Map(address).ToString() : text)!;
    }

    // The port of a Service in an Ingress's backend, which moves with the Service's.
    private static bool IsServicePort(JsonObject item, string key, string parent) =>
        key == "number" && parent == "port" && item[key] is JsonValue value && value.TryGetValue(out int _);

    private string? UidOf(JsonObject reference, string? @namespace)
    {
        string kindName = KubeObject.Text(reference, "kind") ?? "";
        ResourceKind? kind = ResourceKinds.Of(KubeObject.Text(reference, "apiVersion") ?? "", kindName) ?? ResourceKinds.All.FirstOrDefault(known => known.Kind == kindName);
        return kind is null || world.Cluster.Find(kind, kind.Namespaced ? @namespace : null, KubeObject.Text(reference, "name") ?? "") is not { } found ? null : KubeObject.Uid(found);
    }

    private static void Merge(JsonObject into, JsonObject from)
    {
        foreach ((string key, JsonNode? value) in from)
        {
            if (into[key] is JsonObject inner && value is JsonObject changes)
                Merge(inner, changes);
            else
                into[key] = value?.DeepClone();
        }
    }
}
