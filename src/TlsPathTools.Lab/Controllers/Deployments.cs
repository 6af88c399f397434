using System.Globalization;
using System.Text.Json.Nodes;
using TlsPathTools.Lab.Cluster;
using TlsPathTools.Lab.World;

namespace TlsPathTools.Lab.Controllers;

/// <summary>The Deployment controller: a ReplicaSet for each template, and the way from the old one to the new one.</summary>
internal sealed class Deployments(LabWorld world) : IController
{
    private const string Component = "deployment-controller";

    public void Reconcile(Pass pass)
    {
        if (!pass.Changed(ResourceKinds.Deployments, ResourceKinds.ReplicaSets, ResourceKinds.Pods))
            return;
        ILookup<string, JsonObject> sets = pass.Store.List(ResourceKinds.ReplicaSets).ToLookup(set => PodFactory.Controller(set).Uid, StringComparer.Ordinal);
        foreach (JsonObject deployment in pass.Store.List(ResourceKinds.Deployments))
            Reconcile(pass, deployment, [.. sets[KubeObject.Uid(deployment)]]);
    }

    private void Reconcile(Pass pass, JsonObject deployment, List<JsonObject> sets)
    {
        int desired = Replicas(deployment);
        string hash = WorkloadFactory.TemplateHash(deployment);
        JsonObject? current = sets.Find(set => WorkloadFactory.HashOf(set) == hash);
        List<JsonObject> old = [.. sets.Where(set => set != current)];
        if (KubeObject.IsTrue(deployment, "spec", "paused"))
            return;
        if (current is null)
            current = Begin(pass, deployment, sets, old, desired);
        else if (old.TrueForAll(set => Replicas(set) == 0))
            Scale(pass, deployment, current, desired);
        else if (KubeObject.Text(deployment, "spec", "strategy", "type") == "Recreate")
            Recreate(pass, deployment, current, old, desired);
        else
            Roll(pass, deployment, current, old, desired);
        Report(pass, deployment, current, sets);
    }

    private JsonObject Begin(Pass pass, JsonObject deployment, List<JsonObject> sets, List<JsonObject> old, int desired)
    {
        int revision = sets.Select(WorkloadFactory.Revision).DefaultIfEmpty(0).Max() + 1;
        bool waits = old.Exists(set => Replicas(set) > 0);
        (int surge, _) = Limits(deployment, desired);
        int total = old.Sum(Replicas);
        bool recreate = KubeObject.Text(deployment, "spec", "strategy", "type") == "Recreate";
        int first = !waits ? desired : recreate ? 0 : Math.Clamp(desired + surge - total, 0, desired);
        JsonObject made = pass.Store.Create(ResourceKinds.ReplicaSets, WorkloadFactory.ReplicaSet(world, deployment, revision, first, pass.Now));
        pass.Update(ResourceKinds.Deployments, deployment, changed => WorkloadFactory.SetRevision(changed, revision));
        if (first > 0)
            pass.Events.Normal(deployment, "ScalingReplicaSet", $"Scaled up replica set {KubeObject.Name(made)} from 0 to {first}", Component);
        world.Log.Tell(pass.Now, $"pod:{KubeObject.Namespace(deployment)}/{KubeObject.Name(deployment)}", $"rollout of revision {revision} begins");
        return made;
    }

    private static void Roll(Pass pass, JsonObject deployment, JsonObject current, List<JsonObject> old, int desired)
    {
        (int surge, int unavailable) = Limits(deployment, desired);
        int total = old.Sum(Replicas) + Replicas(current);
        if (Replicas(current) > desired)
            Scale(pass, deployment, current, desired);
        else if (total < desired + surge)
            Scale(pass, deployment, current, Math.Min(desired, Replicas(current) + desired + surge - total));

        // Old pods go as far as enough others are ready; those that are not ready anyway go first.
        int spare = total - (desired - unavailable) - (Replicas(current) - Ready(pass, current));
        foreach (JsonObject set in old.Where(set => Replicas(set) > 0).OrderBy(WorkloadFactory.Revision))
        {
            int ill = Math.Min(Replicas(set) - Ready(pass, set), spare);
            if (ill <= 0)
                continue;
            spare -= ill;
            Scale(pass, deployment, set, Replicas(set) - ill);
            return;
        }

        int free = old.Sum(set => Ready(pass, set)) + Ready(pass, current) - (desired - unavailable);
        foreach (JsonObject set in old.Where(set => Replicas(set) > 0).OrderBy(WorkloadFactory.Revision))
        {
            int less = Math.Min(Replicas(set), free);
            if (less <= 0)
                return;
            free -= less;
            Scale(pass, deployment, set, Replicas(set) - less);
        }
    }

    private static void Recreate(Pass pass, JsonObject deployment, JsonObject current, List<JsonObject> old, int desired)
    {
        foreach (JsonObject set in old)
            Scale(pass, deployment, set, 0);
        if (!old.Exists(set => pass.PodsByOwner[KubeObject.Uid(set)].Any()))
            Scale(pass, deployment, current, desired);
    }

    private static void Scale(Pass pass, JsonObject deployment, JsonObject set, int to)
    {
        int from = Replicas(set);
        if (from == to)
            return;
        pass.Update(ResourceKinds.ReplicaSets, set, changed =>
        {
            changed["spec"]!["replicas"] = to;
            KubeObject.Metadata(changed)["generation"] = (KubeObject.Number(changed, "metadata", "generation") ?? 1) + 1;
        });
        pass.Events.Normal(deployment, "ScalingReplicaSet", $"Scaled {(to > from ? "up" : "down")} replica set {KubeObject.Name(set)} from {from} to {to}", Component);
    }

    private static void Report(Pass pass, JsonObject deployment, JsonObject current, List<JsonObject> sets)
    {
        int all = sets.Append(current).DistinctBy(KubeObject.Uid, StringComparer.Ordinal).Sum(set => Active(pass, set));
        int ready = sets.Append(current).DistinctBy(KubeObject.Uid, StringComparer.Ordinal).Sum(set => Ready(pass, set));
        pass.Update(ResourceKinds.Deployments, deployment, changed =>
            WorkloadStatus.SetDeployment(changed, new(all, Active(pass, current), ready), KubeObject.Name(current), pass.Now));
    }

    private static int Active(Pass pass, JsonObject set) => pass.PodsByOwner[KubeObject.Uid(set)].Count(ReplicaSets.IsActive);

    private static int Ready(Pass pass, JsonObject set) => pass.PodsByOwner[KubeObject.Uid(set)].Count(pod => ReplicaSets.IsActive(pod) && KubeObject.Holds(pod, "Ready"));

    private static int Replicas(JsonObject item) => KubeObject.Number(item, "spec", "replicas") ?? 1;

    // Shares of the replicas: a surge is rounded up, what may be missing is rounded down, and both cannot be nothing.
    private static (int Surge, int Unavailable) Limits(JsonObject deployment, int desired)
    {
        int surge = Quantity(KubeObject.At(deployment, "spec", "strategy", "rollingUpdate", "maxSurge"), desired, roundUp: true);
        int unavailable = Quantity(KubeObject.At(deployment, "spec", "strategy", "rollingUpdate", "maxUnavailable"), desired, roundUp: false);
        return surge == 0 && unavailable == 0 ? (0, 1) : (surge, unavailable);
    }

    /// <summary>A number, or a share of a number: 1, 25%.</summary>
    internal static int Quantity(JsonNode? value, int of, bool roundUp)
    {
        if (value is not JsonValue given)
            return Quantity(JsonValue.Create("25%"), of, roundUp);
        if (given.TryGetValue(out int number))
            return number;
        if (!given.TryGetValue(out string? text) || !double.TryParse(text.TrimEnd('%'), NumberStyles.Float, CultureInfo.InvariantCulture, out double share))
            return 0;
        return (int)(roundUp ? Math.Ceiling(share * of / 100) : Math.Floor(share * of / 100));
    }
}
