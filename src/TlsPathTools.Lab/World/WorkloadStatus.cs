using System.Text.Json.Nodes;
using TlsPathTools.Lab.Cluster;

namespace TlsPathTools.Lab.World;

/// <summary>The status of workloads, as their controllers write it. These change the object that they are given.</summary>
internal static class WorkloadStatus
{
    /// <summary>Counts of pods.</summary>
    public readonly record struct Counts(int Replicas, int Updated, int Ready)
    {
        public static Counts All(int count) => new(count, count, count);
    }

    public static void SetDeployment(JsonObject deployment, Counts counts, string newReplicaSet, DateTimeOffset now)
    {
        int desired = KubeObject.Number(deployment, "spec", "replicas") ?? 1;
        var status = new JsonObject
        {
            ["conditions"] = (deployment["status"]?["conditions"] as JsonArray)?.DeepClone() ?? new JsonArray(), ["observedGeneration"] = Generation(deployment),
        };
        Number(status, "replicas", counts.Replicas);
        Number(status, "updatedReplicas", counts.Updated);
        Number(status, "readyReplicas", counts.Ready);
        Number(status, "availableReplicas", counts.Ready);
        Number(status, "unavailableReplicas", Math.Max(0, Math.Max(desired, counts.Replicas) - counts.Ready));
        deployment["status"] = status;
        bool available = counts.Ready >= desired - (desired / 4);
        bool complete = counts.Updated >= desired && counts.Replicas == counts.Updated && counts.Ready >= desired;
        SetCondition(deployment, "Available", available ? "True" : "False", available ? "MinimumReplicasAvailable" : "MinimumReplicasUnavailable",
            $"Deployment {(available ? "has" : "does not have")} minimum availability.", now);
        SetCondition(deployment, "Progressing", "True", complete ? "NewReplicaSetAvailable" : "ReplicaSetUpdated",
            complete ? $"ReplicaSet \"{newReplicaSet}\" has successfully progressed." : $"ReplicaSet \"{newReplicaSet}\" is progressing.", now);
    }

    public static void SetReplicaSet(JsonObject replicaSet, Counts counts)
    {
        var status = new JsonObject { ["observedGeneration"] = Generation(replicaSet), ["replicas"] = counts.Replicas };
        Number(status, "fullyLabeledReplicas", counts.Replicas);
        Number(status, "readyReplicas", counts.Ready);
        Number(status, "availableReplicas", counts.Ready);
        replicaSet["status"] = status;
    }

    public static void SetDaemonSet(JsonObject daemonSet, int desired, Counts counts)
    {
        var status = new JsonObject
        {
            ["currentNumberScheduled"] = counts.Replicas, ["desiredNumberScheduled"] = desired, ["numberMisscheduled"] = 0, ["numberReady"] = counts.Ready,
            ["observedGeneration"] = Generation(daemonSet),
        };
        Number(status, "numberAvailable", counts.Ready);
        Number(status, "numberUnavailable", desired - counts.Ready);
        Number(status, "updatedNumberScheduled", counts.Updated);
        daemonSet["status"] = status;
    }

    private static int Generation(JsonObject item) => KubeObject.Number(item, "metadata", "generation") ?? 1;

    // Kubernetes leaves zeros of these out.
    private static void Number(JsonObject status, string name, int count)
    {
        if (count != 0)
            status[name] = count;
    }

    private static void SetCondition(JsonObject item, string type, string status, string reason, string message, DateTimeOffset now)
    {
        var conditions = (JsonArray)item["status"]!["conditions"]!;
        JsonObject? before = conditions.OfType<JsonObject>().FirstOrDefault(known => KubeObject.Text(known, "type") == type);
        if (before is not null && KubeObject.Text(before, "status") == status && KubeObject.Text(before, "reason") == reason && KubeObject.Text(before, "message") == message)
            return;
        string? transition = before is not null && KubeObject.Text(before, "status") == status ? KubeObject.Text(before, "lastTransitionTime") : null;
        if (before is not null)
            conditions.Remove(before);
        conditions.Add((JsonNode)new JsonObject
        {
            ["lastTransitionTime"] = transition ?? KubeObject.Timestamp(now), ["lastUpdateTime"] = KubeObject.Timestamp(now), ["message"] = message, ["reason"] = reason,
            ["status"] = status, ["type"] = type,
        });
    }
}
