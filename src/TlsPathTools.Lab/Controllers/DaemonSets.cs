using System.Text.Json.Nodes;
using TlsPathTools.Lab.Cluster;
using TlsPathTools.Lab.World;

namespace TlsPathTools.Lab.Controllers;

/// <summary>
/// The DaemonSet controller: a pod on every node. Unlike a ReplicaSet it waits until the containers of a deleted pod have ended: two of them would fight
/// over the ports of the node.
/// </summary>
internal sealed class DaemonSets(LabWorld world) : IController
{
    private const string Component = "daemonset-controller";

    public void Reconcile(Pass pass)
    {
        if (!pass.Changed(ResourceKinds.DaemonSets, ResourceKinds.Nodes, ResourceKinds.Pods))
            return;
        foreach (JsonObject daemonSet in pass.Store.List(ResourceKinds.DaemonSets))
            Reconcile(pass, daemonSet);
    }

    private void Reconcile(Pass pass, JsonObject daemonSet)
    {
        string hash = WorkloadFactory.DaemonHash(daemonSet);
        Remember(pass, daemonSet, hash);
        var there = new HashSet<string>(StringComparer.Ordinal);
        var current = new List<JsonObject>();
        var old = new List<JsonObject>();
        foreach (JsonObject pod in pass.PodsByOwner[KubeObject.Uid(daemonSet)])
        {
            bool terminating = KubeObject.IsTerminating(pod);
            if (!terminating || KubeObject.Text(pod, "status", "phase") is not ("Succeeded" or "Failed"))
                there.Add(KubeObject.Text(pod, "spec", "nodeName") ?? "");
            if (!terminating)
                (KubeObject.Text(pod, "metadata", "labels", "controller-revision-hash") == hash ? current : old).Add(pod);
        }

        string[] nodes = [.. pass.Nodes.Values.Where(node => Wants(daemonSet, node)).Select(KubeObject.Name)];
        foreach (string node in nodes.Where(node => !there.Contains(node)))
            Create(pass, daemonSet, hash, node);
        int ready = current.Concat(old).Count(pod => KubeObject.Holds(pod, "Ready"));
        if (old.Count > 0 && KubeObject.Text(daemonSet, "spec", "updateStrategy", "type") != "OnDelete")
            Roll(pass, daemonSet, old, nodes.Length - ready, nodes.Length);
        pass.Update(ResourceKinds.DaemonSets, daemonSet, changed => WorkloadStatus.SetDaemonSet(changed, nodes.Length, new(current.Count + old.Count, current.Count, ready)));
    }

    private void Create(Pass pass, JsonObject daemonSet, string hash, string node)
    {
        string unique = world.Ids.Unique($"{KubeObject.Uid(daemonSet)}/{node}");
        JsonObject pod = WorkloadFactory.DaemonPod(daemonSet, hash, $"{KubeObject.Name(daemonSet)}-{world.Ids.Suffix(unique)}", world.Ids.Uuid(unique), node);
        PodFactory.SetBound(pod, node, pass.Now);
        try
        {
            pod = pass.Store.Create(ResourceKinds.Pods, pod);
        }
        catch (StoreException exception) when (exception.Refusal == StoreRefusal.AlreadyExists)
        {
            return;
        }

        pass.Events.Normal(daemonSet, "SuccessfulCreate", $"Created pod: {KubeObject.Name(pod)}", Component);
        pass.Events.Normal(pod, "Scheduled", $"Successfully assigned {KubeObject.Namespace(pod)}/{KubeObject.Name(pod)} to {node}", "default-scheduler");
    }

    // A tenth of the nodes at a time, one at least; a node without a ready pod counts.
    private static void Roll(Pass pass, JsonObject daemonSet, List<JsonObject> old, int missing, int nodes)
    {
        JsonNode? limit = KubeObject.At(daemonSet, "spec", "updateStrategy", "rollingUpdate", "maxUnavailable");
        int allowed = Math.Max(1, Deployments.Quantity(limit ?? JsonValue.Create(1), nodes, roundUp: true)) - missing;
        foreach (JsonObject pod in old.OrderBy(pod => KubeObject.Holds(pod, "Ready")).ThenBy(KubeObject.Name, StringComparer.Ordinal))
        {
            // What is not ready is missing already, and may go.
            if (KubeObject.Holds(pod, "Ready") && allowed-- <= 0)
                return;
            pass.Delete(pod);
            pass.Events.Normal(daemonSet, "SuccessfulDelete", $"Deleted pod: {KubeObject.Name(pod)}", Component);
        }
    }

    private void Remember(Pass pass, JsonObject daemonSet, string hash)
    {
        string name = $"{KubeObject.Name(daemonSet)}-{hash}";
        if (pass.Store.Find(ResourceKinds.ControllerRevisions, KubeObject.Namespace(daemonSet), name) is not null)
            return;
        int revision = 1 + pass.Store.List(ResourceKinds.ControllerRevisions, KubeObject.Namespace(daemonSet))
            .Where(known => PodFactory.Controller(known).Uid == KubeObject.Uid(daemonSet)).Select(known => KubeObject.Number(known, "revision") ?? 0).DefaultIfEmpty(0).Max();
        pass.Store.Create(ResourceKinds.ControllerRevisions, WorkloadFactory.ControllerRevision(world, daemonSet, revision, pass.Now));
    }

    private static bool Wants(JsonObject daemonSet, JsonObject node)
    {
        if (KubeObject.At(daemonSet, "spec", "template") is not JsonObject template)
            return false;
        IReadOnlyDictionary<string, string> selector = KubeObject.Map(template, "spec", "nodeSelector");
        return (selector.Count == 0 || Selectors.Match(selector, node)) && !KubeObject.Items(node, "spec", "taints").Any(taint => !Implied(taint) && Blocks(template, taint));
    }

    private static bool Blocks(JsonObject template, JsonObject taint) => KubeObject.Text(taint, "effect") is "NoSchedule" or "NoExecute" && Tolerations.Of(template, taint) is null;

    // The controller adds these tolerations to every pod of its own.
    private static bool Implied(JsonObject taint) => KubeObject.Text(taint, "key") is NodeConditions.NotReady or NodeConditions.Unreachable or NodeConditions.Unschedulable;
}
