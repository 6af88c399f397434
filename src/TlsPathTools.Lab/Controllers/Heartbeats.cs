using System.Text.Json.Nodes;
using TlsPathTools.Lab.Cluster;
using TlsPathTools.Lab.World;

namespace TlsPathTools.Lab.Controllers;

/// <summary>
/// Leases and the times of conditions, so that a node looks alive to whoever reads them. They decide nothing here, and so they are written seldom: each
/// write wakes every watch, and in a large cluster nobody could follow.
/// </summary>
internal sealed class Heartbeats(LabWorld world, Kubelets kubelets) : IController
{
    private static readonly TimeSpan s_conditions = TimeSpan.FromMinutes(5);

    private DateTimeOffset _lease;
    private DateTimeOffset _condition = world.Start + s_conditions;

    public void Reconcile(Pass pass)
    {
        if (_lease == default)
            _lease = pass.Now + LeaseEvery(pass.Nodes.Count);
        if (pass.HasCome(_lease))
        {
            _lease = pass.Now + LeaseEvery(pass.Nodes.Count);
            pass.DueAt(_lease);
            string now = KubeObject.MicroTime(pass.Now);
            foreach (JsonObject node in Alive(pass))
                Renew(KubeObject.Name(node), now);
        }

        if (!pass.HasCome(_condition))
            return;
        _condition = pass.Now + s_conditions;
        foreach (JsonObject node in Alive(pass))
            pass.Update(ResourceKinds.Nodes, node, current => NodeConditions.Beat(current, pass.Now));
    }

    // Every ten seconds, as a kubelet does; with many nodes later, so that there are never more than fifty writes a second. Leases last forty seconds.
    private static TimeSpan LeaseEvery(int nodes) => TimeSpan.FromSeconds(Math.Clamp(nodes / 50.0, 10, 30));

    private IEnumerable<JsonObject> Alive(Pass pass) => pass.Nodes.Values.Where(node => pass.Machines.ContainsKey(KubeObject.Name(node)) && !kubelets.Silent.Contains(KubeObject.Name(node)));

    private void Renew(string node, string now)
    {
        lock (world.Gate)
        {
            if (world.Cluster.Find(ResourceKinds.Leases, "kube-node-lease", node) is not null)
                world.Cluster.Update(ResourceKinds.Leases, "kube-node-lease", node, lease => lease["spec"]!["renewTime"] = now);
        }
    }
}
