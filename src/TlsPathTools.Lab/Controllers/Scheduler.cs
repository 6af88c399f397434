using System.Text.Json.Nodes;
using TlsPathTools.Lab.Cluster;
using TlsPathTools.Lab.Scenarios;
using TlsPathTools.Lab.World;

namespace TlsPathTools.Lab.Controllers;

/// <summary>
/// The scheduler: binds pending pods to ready nodes that take them, so that the pods of an owner are spread. The pods of a pinned Deployment go where it
/// says, and nowhere else.
/// </summary>
internal sealed class Scheduler(LabWorld world) : IController
{
    private const string Component = "default-scheduler";

    public void Reconcile(Pass pass)
    {
        if (!pass.Changed(ResourceKinds.Pods, ResourceKinds.Nodes))
            return;
        var placed = new List<(string Owner, string Node)>();
        foreach (JsonObject pod in pass.PodsByNode[""].Where(pod => !KubeObject.IsTerminating(pod)))
            Schedule(pass, pod, placed);
    }

    private void Schedule(Pass pass, JsonObject pod, List<(string Owner, string Node)> placed)
    {
        var reasons = new Dictionary<string, int>(StringComparer.Ordinal);
        List<JsonObject> fitting = [.. pass.Nodes.Values.Where(node => Fits(pod, node, reasons))];
        string owner = PodFactory.Controller(pod).Uid;
        if (PinnedNodes(pod) is { } pinned)
        {
            string[] taken = [.. pass.PodsByOwner[owner].Where(IsActive).Select(NodeOf), .. placed.Where(done => done.Owner == owner).Select(done => done.Node)];
            string[] open = [.. Without(pinned, taken)];
            int before = fitting.Count;
            fitting.RemoveAll(node => !open.Contains(KubeObject.Name(node), StringComparer.Ordinal));
            Count(reasons, "node(s) had volume node affinity conflict", before - fitting.Count);
        }

        if (fitting.Count == 0)
        {
            Refuse(pass, pod, reasons);
            return;
        }

        string node = Best(pass, fitting, owner, placed);
        placed.Add((owner, node));
        pass.Update(ResourceKinds.Pods, pod, current => PodFactory.SetBound(current, node, pass.Now));
        pass.Events.Normal(pod, "Scheduled", $"Successfully assigned {KubeObject.Namespace(pod)}/{KubeObject.Name(pod)} to {node}", Component);
    }

    // Fewest pods of the same owner on the node, then in its zone, then fewest pods at all.
    private static string Best(Pass pass, List<JsonObject> fitting, string owner, List<(string Owner, string Node)> placed)
    {
        string[] siblings = [.. pass.PodsByOwner[owner].Where(IsActive).Select(NodeOf), .. placed.Where(done => done.Owner == owner).Select(done => done.Node)];
        Dictionary<string, int> inZone = siblings.Select(node => Zone(pass, node)).GroupBy(zone => zone, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.Count(), StringComparer.Ordinal);
        return fitting.Select(KubeObject.Name)
            .OrderBy(node => siblings.Count(sibling => sibling == node))
            .ThenBy(node => inZone.GetValueOrDefault(Zone(pass, node)))
            .ThenBy(node => pass.PodsByNode[node].Count() + placed.Count(done => done.Node == node))
            .ThenBy(node => node, StringComparer.Ordinal)
            .First();
    }

    private static bool Fits(JsonObject pod, JsonObject node, Dictionary<string, int> reasons)
    {
        if (Tolerations.Untolerated(pod, node) is { } taint)
        {
            Count(reasons, KubeObject.Text(taint, "key") == NodeConditions.Unschedulable ? "node(s) were unschedulable"
                : $"node(s) had untolerated taint {{{KubeObject.Text(taint, "key")}: {KubeObject.Text(taint, "value")}}}");
            return false;
        }

        if (KubeObject.IsTrue(node, "spec", "unschedulable"))
        {
            Count(reasons, "node(s) were unschedulable");
            return false;
        }

        if (!KubeObject.Holds(node, "Ready"))
        {
            Count(reasons, "node(s) were not ready");
            return false;
        }

        IReadOnlyDictionary<string, string> selector = KubeObject.Map(pod, "spec", "nodeSelector");
        if (selector.Count == 0 || Selectors.Match(selector, node))
            return true;
        Count(reasons, "node(s) didn't match Pod's node affinity/selector");
        return false;
    }

    private static void Refuse(Pass pass, JsonObject pod, Dictionary<string, int> reasons)
    {
        int nodes = pass.Nodes.Count;
        string message = $"0/{nodes} nodes are available: {string.Join(", ", reasons.Select(reason => $"{reason.Value} {reason.Key}"))}. " +
            $"preemption: 0/{nodes} nodes are available: {nodes} Preemption is not helpful for scheduling.";
        // A pass comes for many reasons; the scheduler speaks when its answer is another one.
        if (KubeObject.Text(KubeObject.Condition(pod, "PodScheduled"), "message") == message)
            return;
        pass.Update(ResourceKinds.Pods, pod, current => PodFactory.SetUnschedulable(current, message, pass.Now));
        pass.Events.Warning(pod, "FailedScheduling", message, Component);
    }

    private IReadOnlyList<string>? PinnedNodes(JsonObject pod)
    {
        (string kind, string name, _) = PodFactory.Controller(pod);
        if (kind != "ReplicaSet" || world.Cluster.Find(ResourceKinds.ReplicaSets, KubeObject.Namespace(pod), name) is not { } replicaSet)
            return null;
        DeploymentSpec? spec = world.Scenario.Cluster!.Deployments.FirstOrDefault(
            spec => spec.Pinned && spec.Namespace == KubeObject.Namespace(pod) && spec.Name == PodFactory.Controller(replicaSet).Name);
        return spec?.Nodes;
    }

    private static List<string> Without(IEnumerable<string> all, IEnumerable<string> taken)
    {
        List<string> left = [.. all];
        foreach (string one in taken)
            left.Remove(one);
        return left;
    }

    private static bool IsActive(JsonObject pod) => !KubeObject.IsTerminating(pod);

    private static string NodeOf(JsonObject pod) => KubeObject.Text(pod, "spec", "nodeName") ?? "";

    private static string Zone(Pass pass, string node) => KubeObject.Text(pass.Nodes.GetValueOrDefault(node), "metadata", "labels", "topology.kubernetes.io/zone") ?? "";

    private static void Count(Dictionary<string, int> reasons, string reason, int count = 1)
    {
        if (count > 0)
            reasons[reason] = reasons.GetValueOrDefault(reason) + count;
    }
}
