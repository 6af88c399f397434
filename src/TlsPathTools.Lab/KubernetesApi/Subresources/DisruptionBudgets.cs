using System.Globalization;
using System.Text.Json.Nodes;
using TlsPathTools.Lab.Cluster;
using TlsPathTools.Lab.KubernetesApi.Lists;

namespace TlsPathTools.Lab.KubernetesApi.Subresources;

/// <summary>What a PodDisruptionBudget allows at the moment, counted from the pods that are there (as the disruption controller counts).</summary>
/// <param name="Expected">How many pods there should be.</param>
/// <param name="Healthy">How many are ready and not about to go.</param>
/// <param name="Desired">How many must stay healthy.</param>
internal readonly record struct DisruptionCount(int Expected, int Healthy, int Desired)
{
    /// <summary>How many may go.</summary>
    public int Allowed => Expected <= 0 ? 0 : Math.Max(0, Healthy - Desired);
}

/// <summary>The budgets of a cluster.</summary>
internal static class DisruptionBudgets
{
    /// <summary>Those that a pod falls under.</summary>
    public static IReadOnlyList<JsonObject> Of(ClusterStore store, JsonObject pod) =>
    [
        .. store.List(ResourceKinds.PodDisruptionBudgets, KubeObject.Namespace(pod))
            .Where(budget => LabelSelector.Of(KubeObject.At(budget, "spec", "selector"))?.Matches(pod) == true),
    ];

    /// <summary>What one allows.</summary>
    public static DisruptionCount Count(ClusterStore store, JsonObject budget)
    {
        string @namespace = KubeObject.Namespace(budget) ?? "";
        LabelSelector? selector = LabelSelector.Of(KubeObject.At(budget, "spec", "selector"));
        List<JsonObject> pods =
        [
            .. store.List(ResourceKinds.Pods, @namespace)
                .Where(pod => selector?.Matches(pod) == true && KubeObject.Text(pod, "status", "phase") is not ("Succeeded" or "Failed")),
        ];
        int healthy = pods.Count(pod => KubeObject.Holds(pod, "Ready") && !KubeObject.IsTerminating(pod));
        JsonNode? least = KubeObject.At(budget, "spec", "minAvailable"), most = KubeObject.At(budget, "spec", "maxUnavailable");
        if (least is not null && Share(least) is null)
            return new(pods.Count, healthy, KubeObject.Number(least) ?? 0);

        int expected = Expected(store, @namespace, pods);
        int desired = least is not null ? Part(least, expected) : Math.Max(0, expected - (most is null ? 0 : Part(most, expected)));
        return new(expected, healthy, desired);
    }

    /// <summary>Writes what is allowed into the status of a budget.</summary>
    public static void Record(ClusterStore store, JsonObject budget)
    {
        DisruptionCount count = Count(store, budget);
        store.Update(ResourceKinds.PodDisruptionBudgets, KubeObject.Namespace(budget), KubeObject.Name(budget), changed =>
        {
            if (changed["status"] is not JsonObject status)
                changed["status"] = status = [];
            status["currentHealthy"] = count.Healthy;
            status["desiredHealthy"] = count.Desired;
            status["disruptionsAllowed"] = count.Allowed;
            status["expectedPods"] = count.Expected;
        });
    }

    /// <summary>What the controllers of the pods are set to; the pods themselves where they have none.</summary>
    private static int Expected(ClusterStore store, string @namespace, List<JsonObject> pods)
    {
        int expected = 0;
        var counted = new HashSet<string>(StringComparer.Ordinal);
        foreach (JsonObject pod in pods)
        {
            JsonObject? owner = KubeObject.Items(pod, "metadata", "ownerReferences").FirstOrDefault(reference => KubeObject.IsTrue(reference, "controller"));
            if (owner is not null && KubeObject.Text(owner, "kind") == "ReplicaSet" && KubeObject.Text(owner, "name") is { } name)
            {
                if (counted.Add(name))
                    expected += KubeObject.Number(store.Find(ResourceKinds.ReplicaSets, @namespace, name), "spec", "replicas") ?? 0;
            }
            else
            {
                expected++;
            }
        }

        return expected;
    }

    private static int Part(JsonNode value, int whole) => Share(value) is { } percent ? (int)Math.Ceiling(percent * whole / 100) : KubeObject.Number(value) ?? 0;

    private static double? Share(JsonNode value) =>
        KubeObject.Text(value) is [.. var digits, '%'] && double.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out double percent) ? percent : null;
}
