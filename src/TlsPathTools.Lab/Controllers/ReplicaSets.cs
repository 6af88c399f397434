using System.Text.Json.Nodes;
using TlsPathTools.Lab.Cluster;
using TlsPathTools.Lab.World;

namespace TlsPathTools.Lab.Controllers;

/// <summary>The ReplicaSet controller: as many pods as each wants. Pods that are being deleted count no more, so that their replacement comes before they are gone.</summary>
internal sealed class ReplicaSets(LabWorld world) : IController
{
    private const string Component = "replicaset-controller";

    public void Reconcile(Pass pass)
    {
        if (!pass.Changed(ResourceKinds.ReplicaSets, ResourceKinds.Pods))
            return;
        foreach (JsonObject replicaSet in pass.Store.List(ResourceKinds.ReplicaSets))
        {
            JsonObject[] pods = [.. pass.PodsByOwner[KubeObject.Uid(replicaSet)].Where(IsActive)];
            int wanted = KubeObject.Number(replicaSet, "spec", "replicas") ?? 1;
            for (int index = pods.Length; index < wanted; index++)
                Create(pass, replicaSet);
            foreach (JsonObject pod in Surplus(pods, pods.Length - wanted))
            {
                pass.Delete(pod);
                pass.Events.Normal(replicaSet, "SuccessfulDelete", $"Deleted pod: {KubeObject.Name(pod)}", Component);
            }

            int ready = pods.Count(pod => KubeObject.Holds(pod, "Ready"));
            pass.Update(ResourceKinds.ReplicaSets, replicaSet, current => WorkloadStatus.SetReplicaSet(current, new(pods.Length, pods.Length, ready)));
        }
    }

    /// <summary>Whether a pod counts.</summary>
    public static bool IsActive(JsonObject pod) => !KubeObject.IsTerminating(pod) && KubeObject.Text(pod, "status", "phase") is not ("Succeeded" or "Failed");

    private void Create(Pass pass, JsonObject replicaSet)
    {
        string unique = world.Ids.Unique(KubeObject.Uid(replicaSet));
        JsonObject pod = PodFactory.Create(replicaSet, $"{KubeObject.Name(replicaSet)}-{world.Ids.Suffix(unique)}", world.Ids.Uuid(unique));
        try
        {
            pod = pass.Store.Create(ResourceKinds.Pods, pod);
        }
        catch (StoreException exception) when (exception.Refusal == StoreRefusal.AlreadyExists)
        {
            return;
        }

        pass.Events.Normal(replicaSet, "SuccessfulCreate", $"Created pod: {KubeObject.Name(pod)}", Component);
    }

    // Those go first that do the least: on no node, not ready, on a node with more of them, the youngest.
    private static IEnumerable<JsonObject> Surplus(JsonObject[] pods, int count) => count <= 0 ? [] : pods
        .OrderBy(pod => KubeObject.Text(pod, "spec", "nodeName") is not null)
        .ThenBy(pod => KubeObject.Holds(pod, "Ready"))
        .ThenByDescending(pod => pods.Count(other => KubeObject.Text(other, "spec", "nodeName") == KubeObject.Text(pod, "spec", "nodeName")))
        .ThenByDescending(pod => KubeObject.Text(pod, "metadata", "creationTimestamp"), StringComparer.Ordinal)
        .Take(count);
}
