using System.Text.Json.Nodes;
using TlsPathTools.Lab.Cluster;
using TlsPathTools.Lab.Http;
using TlsPathTools.Lab.KubernetesApi.Access;
using TlsPathTools.Lab.KubernetesApi.Changes;
using TlsPathTools.Lab.World;

namespace TlsPathTools.Lab.KubernetesApi.Subresources;

/// <summary>Answers serviceaccounts/token: a token for a service account.</summary>
internal sealed class TokenRequests(LabWorld world, ServiceAccountTokens tokens)
{
    /// <summary>The TokenRequest with its status.</summary>
    /// <exception cref="ApiException">404 without the account; 422 for less than ten minutes.</exception>
    public JsonObject Answer(string @namespace, string name, HttpRequest request)
    {
        JsonObject body = RequestBody.ReadJson(request);
        JsonObject account = world.Cluster.Find(ResourceKinds.ServiceAccounts, @namespace, name) ?? throw ApiException.NotFound(ResourceKinds.ServiceAccounts, name);
        int seconds = KubeObject.Number(body, "spec", "expirationSeconds") ?? 3600;
        if (seconds < 600)
            throw ApiException.Invalid("authentication.k8s.io", "TokenRequest", name, "spec.expirationSeconds", $"Invalid value: {seconds}: may not specify a duration less than 10 minutes");
        // EKS gives no token for more than a day.
        seconds = Math.Min(seconds, 86_400);
        string[] audiences = [.. (KubeObject.At(body, "spec", "audiences") as JsonArray ?? []).Select(audience => audience?.ToString() ?? "")];
        DateTimeOffset expires = world.Now.AddSeconds(seconds);
        return new JsonObject
        {
            ["kind"] = "TokenRequest", ["apiVersion"] = "authentication.k8s.io/v1",
            ["metadata"] = new JsonObject { ["name"] = name, ["namespace"] = @namespace, ["creationTimestamp"] = KubeObject.Timestamp(world.Now) },
            ["spec"] = new JsonObject { ["audiences"] = new JsonArray([.. audiences.Select(audience => (JsonNode)audience)]), ["expirationSeconds"] = seconds, ["boundObjectRef"] = null },
            ["status"] = new JsonObject { ["token"] = tokens.Issue(account, audiences, expires), ["expirationTimestamp"] = KubeObject.Timestamp(expires) },
        };
    }
}
