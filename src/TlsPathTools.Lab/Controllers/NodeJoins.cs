using System.Text.Json.Nodes;
using TlsPathTools.Lab.Cloud;
using TlsPathTools.Lab.Cluster;
using TlsPathTools.Lab.Scenarios;
using TlsPathTools.Lab.World;

namespace TlsPathTools.Lab.Controllers;

/// <summary>How a machine that runs becomes a node: its kubelet registers it, NotReady while its network is not set up, and then Ready.</summary>
internal sealed class NodeJoins(LabWorld world) : IController
{
    private readonly Dictionary<string, NodeSpec> _specs = new(StringComparer.Ordinal);
    private readonly List<(Instance Instance, DateTimeOffset Due)> _joining = [];
    private readonly List<(string Node, DateTimeOffset Due)> _settling = [];

    /// <summary>What the node of an instance will be like: that of the one which it replaces.</summary>
    public void Plan(string instanceId, NodeSpec spec) => _specs[instanceId] = spec;

    /// <summary>An instance runs from now on.</summary>
    public void Expect(Instance instance, DateTimeOffset now)
    {
        if (world.Scenario.Cluster is not null && instance.NodeName is not null)
            _joining.Add((instance, now.AddSeconds(world.Scenario.Timings.NodeJoin)));
    }

    public void Reconcile(Pass pass)
    {
        foreach ((Instance instance, DateTimeOffset due) in _joining.ToList())
        {
            if (!pass.HasCome(due))
                continue;
            _joining.RemoveAll(entry => entry.Instance == instance);
            if (instance.State == "running")
                Register(pass, instance);
        }

        foreach ((string name, DateTimeOffset due) in _settling.ToList())
        {
            if (pass.HasCome(due) && (!pass.Nodes.TryGetValue(name, out JsonObject? node) || Settle(pass, node)))
                _settling.RemoveAll(entry => entry.Node == name);
        }
    }

    private void Register(Pass pass, Instance instance)
    {
        string name = instance.NodeName!;
        NodeSpec spec = _specs.GetValueOrDefault(instance.InstanceId) ?? world.Scenario.Cluster!.Nodes[0];
        JsonObject node = NodeFactory.Create(world, instance, spec, pass.Now, ready: false);
        NodeConditions.SetNotReady(node, pass.Now);
        lock (world.Gate)
        {
            instance.SystemStatus = instance.InstanceStatus = "ok";
            InstanceFactory.AddPodInterface(world, instance);
            // A node of this name can only be that of a machine that is gone.
            if (pass.Store.Remove(ResourceKinds.Nodes, null, name) is not null)
                pass.Store.Remove(ResourceKinds.Leases, "kube-node-lease", name);
            node = pass.Store.Create(ResourceKinds.Nodes, node);
            if (pass.Store.Find(ResourceKinds.Leases, "kube-node-lease", name) is null)
                pass.Store.Create(ResourceKinds.Leases, NodeFactory.Lease(node, pass.Now, pass.Now));
        }

        world.DataPlane?.AddNode(name, instance.PrivateIp);
        pass.Events.Normal(node, "Starting", "Starting kubelet.", "kubelet", name);
        pass.Events.Normal(node, "RegisteredNode", $"Node {name} event: Registered Node {name} in Controller", "node-controller");
        world.Log.Tell(pass.Now, $"node:{name}", $"joined the cluster ({instance.InstanceId}, {instance.PrivateIp})");
        _settling.Add((name, pass.Now.AddSeconds(world.Scenario.Timings.NodeReady)));
        pass.DueAt(pass.Now.AddSeconds(world.Scenario.Timings.NodeReady));
    }

    // Ready once the pods of the network run on it; whether kube-proxy does is nothing that a kubelet looks at.
    private bool Settle(Pass pass, JsonObject node)
    {
        string name = KubeObject.Name(node);
        bool hasNetwork = pass.Store.Find(ResourceKinds.DaemonSets, "kube-system", "aws-node") is null
            || pass.PodsByNode[name].Any(pod => KubeObject.Text(pod, "metadata", "labels", "k8s-app") == "aws-node" && KubeObject.Holds(pod, "Ready"));
        if (!hasNetwork)
            return false;
        pass.Update(ResourceKinds.Nodes, node, current => NodeConditions.SetReady(current, pass.Now));
        pass.Events.Normal(node, "NodeReady", $"Node {name} status is now: NodeReady", "kubelet", name);
        world.Log.Tell(pass.Now, $"node:{name}", "is Ready");
        return true;
    }
}
