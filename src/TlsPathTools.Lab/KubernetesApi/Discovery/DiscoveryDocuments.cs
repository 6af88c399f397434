using System.Text.Json.Nodes;
using TlsPathTools.Lab.Cluster;

namespace TlsPathTools.Lab.KubernetesApi.Discovery;

/// <summary>What the API says about itself: /api, /apis and what is below them.</summary>
internal static class DiscoveryDocuments
{
    /// <summary>The document of a path; null when there is none.</summary>
    public static JsonObject? Find(Catalog catalog, string path, string address) => path.TrimEnd('/').Split('/') switch
    {
        ["", "api"] => new JsonObject
        {
            ["kind"] = "APIVersions",
            ["versions"] = new JsonArray("v1"),
            ["serverAddressByClientCIDRs"] = new JsonArray(new JsonObject { ["clientCIDR"] = "0.0.0.0/0", ["serverAddress"] = address }),
        },
        ["", "apis"] => new JsonObject
        {
            ["kind"] = "APIGroupList", ["apiVersion"] = "v1",
            ["groups"] = new JsonArray([.. catalog.Groups.Select(group => (JsonNode)Group(group.Group, group.Version))]),
        },
        ["", "apis", var name] when catalog.Groups.FirstOrDefault(known => known.Group == name) is { Group: not null } group => Typed("APIGroup", Group(group.Group, group.Version)),
        ["", "api", "v1"] => Resources(catalog, "", "v1"),
        ["", "apis", var name, var version] when catalog.Groups.Contains((name, version)) => Resources(catalog, name, version),
        _ => null,
    };

    private static JsonObject Group(string group, string version)
    {
        var named = new JsonObject { ["groupVersion"] = $"{group}/{version}", ["version"] = version };
        return new JsonObject { ["name"] = group, ["versions"] = new JsonArray(named), ["preferredVersion"] = named.DeepClone() };
    }

    private static JsonObject Typed(string kind, JsonObject content)
    {
        var document = new JsonObject { ["kind"] = kind, ["apiVersion"] = "v1" };
        foreach ((string name, JsonNode? value) in content)
            document[name] = value?.DeepClone();
        return document;
    }

    private static JsonObject Resources(Catalog catalog, string group, string version)
    {
        var resources = new JsonArray();
        foreach (ResourceKind kind in catalog.Kinds.Where(kind => kind.Group == group && kind.Version == version))
        {
            resources.Add((JsonNode)Resource(kind));
            foreach (Subresource part in Catalog.Subresources.Where(part => part.Parent == kind))
                resources.Add((JsonNode)Resource($"{kind.Plural}/{part.Name}", "", kind.Namespaced, part));
        }

        foreach (Subresource review in Catalog.Reviews.Where(review => review.Group == group))
            resources.Add((JsonNode)Resource(review.Name, Singular(review.Kind), namespaced: false, review with { Group = "" }));
        return new JsonObject
        {
            ["kind"] = "APIResourceList", ["apiVersion"] = "v1", ["groupVersion"] = group.Length == 0 ? version : $"{group}/{version}", ["resources"] = resources,
        };
    }

    private static JsonObject Resource(ResourceKind kind)
    {
        var resource = new JsonObject
        {
            ["name"] = kind.Plural, ["singularName"] = Singular(kind.Kind), ["namespaced"] = kind.Namespaced, ["kind"] = kind.Kind, ["verbs"] = Texts(Catalog.Verbs),
        };
        if (kind.ShortNames.Length > 0)
            resource["shortNames"] = Texts(kind.ShortNames);
        if (Categories(kind) is { Length: > 0 } categories)
            resource["categories"] = Texts(categories);
        return resource;
    }

    private static JsonObject Resource(string name, string singular, bool namespaced, Subresource part)
    {
        var resource = new JsonObject { ["name"] = name, ["singularName"] = singular, ["namespaced"] = namespaced };
        if (part.Group.Length > 0)
            resource["group"] = part.Group;
        if (part.Group.Length > 0)
            resource["version"] = part.Version;
        resource["kind"] = part.Kind;
        resource["verbs"] = Texts(part.Verbs);
        return resource;
    }

    private static string[] Categories(ResourceKind kind) => kind.Kind switch
    {
        "Pod" or "Service" or "Deployment" or "ReplicaSet" or "DaemonSet" => ["all"],
        _ when kind.Group == "cert-manager.io" => ["cert-manager"],
        _ when kind.Group == "acme.cert-manager.io" => ["cert-manager", "cert-manager-acme"],
        _ => [],
    };

    private static string Singular(string kind) => kind.ToLowerInvariant();

    private static JsonArray Texts(IEnumerable<string> texts) => new([.. texts.Select(text => (JsonNode)text)]);
}
