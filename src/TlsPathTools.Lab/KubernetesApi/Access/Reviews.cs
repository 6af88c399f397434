using System.Text.Json.Nodes;
using TlsPathTools.Lab.Cluster;
using TlsPathTools.Lab.World;

namespace TlsPathTools.Lab.KubernetesApi.Access;

/// <summary>Answers reviews: who am I, may I, and what may I.</summary>
internal sealed class Reviews(LabWorld world, Catalog catalog, Authenticator authenticator, Authorizer authorizer)
{
    /// <summary>A review with its status.</summary>
    public JsonObject Answer(Subresource review, JsonObject body, KubeUser user)
    {
        var answer = new JsonObject { ["kind"] = review.Kind, ["apiVersion"] = $"{review.Group}/{review.Version}", ["metadata"] = new JsonObject { ["creationTimestamp"] = null } };
        if (body["spec"] is { } spec)
            answer["spec"] = spec.DeepClone();
        answer["status"] = review.Kind switch
        {
            "SelfSubjectAccessReview" => new JsonObject { ["allowed"] = IsAllowed(body, user) },
            "SelfSubjectRulesReview" => Rules(user),
            "TokenReview" => Token(KubeObject.Text(body, "spec", "token") ?? ""),
            _ => new JsonObject { ["userInfo"] = user.ToUserInfo() },
        };
        if (review.Kind == "SelfSubjectReview")
            answer["metadata"]!["creationTimestamp"] = KubeObject.Timestamp(world.Now);
        return answer;
    }

    private bool IsAllowed(JsonObject body, KubeUser user)
    {
        if (KubeObject.At(body, "spec", "resourceAttributes") is { } resource)
        {
            string plural = KubeObject.Text(resource, "resource") ?? "";
            string? part = KubeObject.Text(resource, "subresource");
            return authorizer.Allows(user, new(KubeObject.Text(resource, "verb") ?? "", KubeObject.Text(resource, "group") ?? "",
                string.IsNullOrEmpty(part) ? plural : $"{plural}/{part}", KubeObject.Text(resource, "namespace"), KubeObject.Text(resource, "name")));
        }

        string path = KubeObject.Text(body, "spec", "nonResourceAttributes", "path")
            ?? throw ApiException.Invalid("authorization.k8s.io", "SelfSubjectAccessReview", "", "spec.resourceAttributes", "Invalid value: null: exactly one of nonResourceAttributes or resourceAttributes must be specified");
        return !user.IsAnonymous || Authorizer.IsPublic(path);
    }

    /// <summary>Everything; or, where the scenario denies something, what is left kind by kind.</summary>
    private JsonObject Rules(KubeUser user)
    {
        var resources = new JsonArray();
        if (authorizer.DeniesAnything)
        {
            foreach (ResourceKind kind in catalog.Kinds)
            {
                Add(resources, user, kind.Group, kind.Plural, Catalog.Verbs);
                foreach (Subresource part in Catalog.Subresources.Where(part => part.Parent == kind))
                    Add(resources, user, kind.Group, $"{kind.Plural}/{part.Name}", part.Verbs);
            }

            foreach (Subresource review in Catalog.Reviews)
                Add(resources, user, review.Group, review.Name, review.Verbs);
        }
        else
        {
            resources.Add((JsonNode)Rule(["*"], "*", "*"));
        }

        return new JsonObject
        {
            ["resourceRules"] = resources,
            ["nonResourceRules"] = new JsonArray(new JsonObject { ["verbs"] = new JsonArray("*"), ["nonResourceURLs"] = new JsonArray("*") }),
            ["incomplete"] = false,
        };
    }

    private void Add(JsonArray rules, KubeUser user, string group, string resource, IEnumerable<string> verbs)
    {
        string[] left = [.. verbs.Where(verb => authorizer.Allows(user, new(verb, group, resource, null, null)))];
        if (left.Length > 0)
            rules.Add((JsonNode)Rule(left, group, resource));
    }

    private static JsonObject Rule(string[] verbs, string group, string resource) =>
        new() { ["verbs"] = new JsonArray([.. verbs.Select(verb => (JsonNode)verb)]), ["apiGroups"] = new JsonArray(group), ["resources"] = new JsonArray(resource) };

    private JsonObject Token(string token) => authenticator.Of(token, out string reason) is { } user
        ? new JsonObject { ["authenticated"] = true, ["user"] = user.ToUserInfo() }
        : new JsonObject { ["user"] = new JsonObject(), ["error"] = reason };
}
