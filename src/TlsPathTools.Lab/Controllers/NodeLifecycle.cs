using System.Text.Json.Nodes;
using TlsPathTools.Lab.Cluster;
using TlsPathTools.Lab.World;

namespace TlsPathTools.Lab.Controllers;

/// <summary>
/// The node lifecycle controller, and the cloud's part of it: taints that follow from cordons and conditions, nodes without heartbeats, pods that may not
/// stay, and nodes whose machine is gone for good.
/// </summary>
internal sealed class NodeLifecycle(LabWorld world, Kubelets kubelets, Machines machines) : IController
{
    private readonly Dictionary<string, DateTimeOffset> _lastBeat = new(StringComparer.Ordinal);
    private DateTimeOffset _next = DateTimeOffset.MaxValue;
    private int _seen;

    public void Reconcile(Pass pass)
    {
        // Machines come and go without a change in the cluster.
        if (!pass.Changed(ResourceKinds.Nodes, ResourceKinds.Pods) && machines.Version == _seen && !pass.HasCome(_next))
            return;
        _seen = machines.Version;
        _next = DateTimeOffset.MaxValue;
        foreach (JsonObject node in pass.Nodes.Values)
        {
            if (IsGone(node))
                Delete(pass, node);
            else
                Look(pass, node);
        }

        Evict(pass);
    }

    private void Look(Pass pass, JsonObject node)
    {
        string name = KubeObject.Name(node);
        bool cordoned = KubeObject.IsTrue(node, "spec", "unschedulable");
        if (cordoned != NodeConditions.HasTaint(node, NodeConditions.Unschedulable))
            Cordon(pass, node, cordoned);
        if (pass.Machines.ContainsKey(name) && !kubelets.Silent.Contains(name))
        {
            _lastBeat.Remove(name);
            return;
        }

        // The first look without a heartbeat counts as the last one with it.
        if (KubeObject.Text(KubeObject.Condition(node, "Ready"), "status") == "Unknown")
            return;
        _lastBeat.TryAdd(name, pass.Now);
        if (!HasCome(pass, _lastBeat[name].AddSeconds(world.Scenario.Timings.NodeMonitorGrace)))
            return;

        pass.Update(ResourceKinds.Nodes, node, current => NodeConditions.SetUnknown(current, pass.Now, _lastBeat[name]));
        pass.Events.Normal(node, "NodeNotReady", $"Node {name} status is now: NodeNotReady", "node-controller");
        world.Log.Tell(pass.Now, $"node:{name}", "sends no heartbeats any more: Ready=Unknown");
        foreach (JsonObject pod in pass.PodsByNode[name].Where(pod => KubeObject.Holds(pod, "Ready")))
        {
            pass.Update(ResourceKinds.Pods, pod, current => PodFactory.SetUnready(current, pass.Now));
            pass.Events.Warning(pod, "NodeNotReady", "Node is not ready", "node-controller");
        }
    }

    private void Cordon(Pass pass, JsonObject node, bool cordoned)
    {
        pass.Update(ResourceKinds.Nodes, node, current =>
        {
            if (cordoned)
                NodeConditions.AddTaint(current, NodeConditions.Taint(NodeConditions.Unschedulable, "NoSchedule", pass.Now));
            else
                NodeConditions.RemoveTaint(current, NodeConditions.Unschedulable);
        });
        string name = KubeObject.Name(node);
        string reason = cordoned ? "NodeNotSchedulable" : "NodeSchedulable";
        pass.Events.Normal(node, reason, $"Node {name} status is now: {reason}", "kubelet", name);
        world.Log.Tell(pass.Now, $"node:{name}", cordoned ? "is cordoned" : "takes pods again");
    }

    // Pods that do not tolerate a NoExecute taint, or not for as long.
    private void Evict(Pass pass)
    {
        foreach (JsonObject node in pass.Nodes.Values)
        {
            foreach (JsonObject taint in KubeObject.Items(node, "spec", "taints").Where(taint => KubeObject.Text(taint, "effect") == "NoExecute"))
            {
                foreach (JsonObject pod in pass.PodsByNode[KubeObject.Name(node)].Where(pod => !KubeObject.IsTerminating(pod)))
                    Evict(pass, taint, pod);
            }
        }
    }

    private void Evict(Pass pass, JsonObject taint, JsonObject pod)
    {
        JsonObject? toleration = Tolerations.Of(pod, taint);
        if (toleration is not null)
        {
            if (KubeObject.Number(toleration, "tolerationSeconds") is not { } seconds)
                return;
            DateTimeOffset since = DateTimeOffset.TryParse(KubeObject.Text(taint, "timeAdded"), System.Globalization.CultureInfo.InvariantCulture, out DateTimeOffset added) ? added : pass.Now;
            if (!HasCome(pass, since.AddSeconds(seconds)))
                return;
        }

        pass.Events.Normal(pod, "TaintManagerEviction", $"Marking for deletion Pod {KubeObject.Namespace(pod)}/{KubeObject.Name(pod)}", "taint-eviction-controller");
        pass.Delete(pod);
    }

    private bool HasCome(Pass pass, DateTimeOffset when)
    {
        if (when > pass.Now && when < _next)
            _next = when;
        return pass.HasCome(when);
    }

    private bool IsGone(JsonObject node)
    {
        lock (world.Gate)
            return KubeObject.Text(node, "spec", "providerID") is not null && BindingTargets.InstanceOf(world, node) is null or { State: "terminated" };
    }

    private void Delete(Pass pass, JsonObject node)
    {
        string name = KubeObject.Name(node);
        pass.Events.Normal(node, "DeletingNode", $"Deleting node {name} because it does not exist in the cloud provider", "cloud-node-lifecycle-controller");
        pass.Remove(ResourceKinds.Nodes, node);
        pass.Events.Normal(node, "RemovingNode", $"Node {name} event: Removing Node {name} from Controller", "node-controller");
        world.Log.Tell(pass.Now, $"node:{name}", "its machine does not exist any more; the node is deleted");
        _lastBeat.Remove(name);
    }
}
