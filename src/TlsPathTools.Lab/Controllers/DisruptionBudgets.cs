using System.Text.Json.Nodes;
using TlsPathTools.Lab.Cluster;
using TlsPathTools.Lab.World;

namespace TlsPathTools.Lab.Controllers;

/// <summary>The numbers in the status of PodDisruptionBudgets, by which evictions are allowed.</summary>
internal sealed class DisruptionBudgets : IController
{
    public void Reconcile(Pass pass)
    {
        if (!pass.Changed(ResourceKinds.PodDisruptionBudgets, ResourceKinds.Pods, ResourceKinds.Deployments))
            return;
        foreach (JsonObject budget in pass.Store.List(ResourceKinds.PodDisruptionBudgets))
            Count(pass, budget);
    }

    private static void Count(Pass pass, JsonObject budget)
    {
        IReadOnlyDictionary<string, string> selector = KubeObject.Map(budget, "spec", "selector", "matchLabels");
        JsonObject[] pods = [.. pass.PodsByNamespace[KubeObject.Namespace(budget) ?? ""].Where(pod => Selectors.Match(selector, pod))];
        int healthy = pods.Count(pod => ReplicaSets.IsActive(pod) && KubeObject.Holds(pod, "Ready"));
        int expected = Expected(pass, pods);
        int desired = KubeObject.At(budget, "spec", "minAvailable") is { } least
            ? Deployments.Quantity(least, expected, roundUp: true)
            : expected - Deployments.Quantity(KubeObject.At(budget, "spec", "maxUnavailable") ?? JsonValue.Create(1), expected, roundUp: true);
        pass.Update(ResourceKinds.PodDisruptionBudgets, budget, current => ServiceFactory.SetBudget(current, healthy, Math.Max(0, desired), expected, pass.Now));
    }

    // What the pods' controllers want, not what there is: a pod that is missing is a disruption already.
    private static int Expected(Pass pass, JsonObject[] pods)
    {
        int expected = 0;
        foreach (IGrouping<(string Kind, string Name, string Uid), JsonObject> group in pods.GroupBy(PodFactory.Controller))
        {
            JsonObject? owner = group.Key.Kind == "ReplicaSet" ? pass.Store.Find(ResourceKinds.ReplicaSets, KubeObject.Namespace(group.First()), group.Key.Name) : null;
            expected += owner is null ? group.Count() : KubeObject.Number(owner, "spec", "replicas") ?? 1;
        }

        return expected;
    }
}
