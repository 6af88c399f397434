using System.Globalization;
using System.Text.Json.Nodes;
using TlsPathTools.Lab.Cluster;
using TlsPathTools.Lab.Http;
using TlsPathTools.Lab.KubernetesApi.Changes;
using TlsPathTools.Lab.World;

namespace TlsPathTools.Lab.KubernetesApi.Subresources;

/// <summary>Answers pods/eviction (kubernetes pkg/registry/core/pod/storage/eviction.go): a deletion that asks the disruption budgets first.</summary>
internal sealed class Evictions(LabWorld world)
{
    private const string TwoBudgets = "This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.";

    private readonly Deletion _deletion = new(world);

    /// <summary>Evicts a pod.</summary>
    /// <exception cref="ApiException">429 when its budget does not allow it now; 500 when it has two; 404.</exception>
    public void Evict(string @namespace, string name, HttpRequest request)
    {
        JsonObject eviction = RequestBody.ReadJson(request);
        if (KubeObject.Text(eviction, "kind") is not (null or "Eviction") || KubeObject.Text(eviction, "apiVersion") is not (null or "policy/v1" or "policy/v1beta1"))
            throw ApiException.BadRequest("the object provided is unrecognized (must be of type Eviction)");
        if (KubeObject.Name(eviction) is { Length: > 0 } named && named != name)
            throw ApiException.BadRequest("name in URL does not match name in Eviction object");
        DeleteOptions options = DeleteOptions.Read(request, eviction["deleteOptions"] as JsonObject ?? []);
        lock (world.Gate)
        {
            JsonObject pod = world.Cluster.Find(ResourceKinds.Pods, @namespace, name) ?? throw ApiException.NotFound(ResourceKinds.Pods, name);
            JsonObject? budget = Ask(pod);
            _deletion.Delete(ResourceKinds.Pods, @namespace, name, options);
            if (budget is not null && !options.DryRun)
                DisruptionBudgets.Record(world.Cluster, budget);
        }
    }

    private JsonObject? Ask(JsonObject pod)
    {
        // Who does not run, or is on the way out already, disrupts nothing.
        if (KubeObject.Text(pod, "status", "phase") is "Succeeded" or "Failed" or "Pending" || KubeObject.IsTerminating(pod))
            return null;
        IReadOnlyList<JsonObject> budgets = DisruptionBudgets.Of(world.Cluster, pod);
        if (budgets.Count > 1)
            throw ApiException.Internal(TwoBudgets);
        if (budgets is not [var budget])
            return null;
        DisruptionCount count = DisruptionBudgets.Count(world.Cluster, budget);
        bool unready = !KubeObject.Holds(pod, "Ready");
        if (unready && (KubeObject.Text(budget, "spec", "unhealthyPodEvictionPolicy") == "AlwaysAllow" || (count.Healthy >= count.Desired && count.Desired > 0)))
            return budget;
        return count.Allowed > 0 ? budget : throw TooMany(budget, count);
    }

    private static ApiException TooMany(JsonObject budget, DisruptionCount count) => new(429, "TooManyRequests", "Cannot evict pod as it would violate the pod's disruption budget.",
        new JsonObject
        {
            ["causes"] = new JsonArray(new JsonObject
            {
                ["reason"] = "DisruptionBudget",
                ["message"] = string.Create(CultureInfo.InvariantCulture, $"The disruption budget {KubeObject.Name(budget)} needs {count.Desired} healthy pods and has {count.Healthy} currently"),
            }),
        });
}
