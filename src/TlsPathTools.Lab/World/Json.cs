using System.Text.Json.Nodes;

namespace TlsPathTools.Lab.World;

/// <summary>Short forms for building Kubernetes objects.</summary>
internal static class Json
{
    /// <summary>An array of objects, or of texts. (JsonArray's generic Add would need reflection.)</summary>
    public static JsonArray List(params JsonNode?[] items) => new(items);

    public static JsonArray List(IEnumerable<JsonNode?> items) => new([.. items]);

    public static JsonArray Texts(IEnumerable<string> items) => new([.. items.Select(item => (JsonNode?)item)]);

    /// <summary>Labels and the like.</summary>
    public static JsonObject Map(IEnumerable<KeyValuePair<string, string>> pairs)
    {
        var map = new JsonObject();
        foreach ((string key, string value) in pairs)
            map[key] = value;
        return map;
    }

    /// <summary>Labels of one or two.</summary>
    public static JsonObject Map(params (string Key, string Value)[] pairs) => Map(pairs.Select(pair => KeyValuePair.Create(pair.Key, pair.Value)));

    /// <summary>An owner's reference from what it owns.</summary>
    public static JsonArray OwnedBy(JsonObject owner, bool controller = true)
    {
        var reference = new JsonObject
        {
            ["apiVersion"] = owner["apiVersion"]!.GetValue<string>(),
            ["kind"] = owner["kind"]!.GetValue<string>(),
            ["name"] = Cluster.KubeObject.Name(owner),
            ["uid"] = Cluster.KubeObject.Uid(owner),
        };
        if (controller)
        {
            reference["controller"] = true;
            reference["blockOwnerDeletion"] = true;
        }

        return List(reference);
    }
}
