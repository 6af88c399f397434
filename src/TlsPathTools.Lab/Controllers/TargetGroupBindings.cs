using System.Text.Json.Nodes;
using TlsPathTools.Lab.Cloud;
using TlsPathTools.Lab.Cluster;
using TlsPathTools.Lab.World;

namespace TlsPathTools.Lab.Controllers;

/// <summary>
/// The AWS Load Balancer Controller's TargetGroupBindings. What changes in the cluster it follows at once; what somebody changes in the target group by
/// hand it finds at its next look, and reverts.
/// </summary>
internal sealed class TargetGroupBindings(LabWorld world) : IController
{
    private const string Component = "targetGroupBinding";
    private const string By = "aws-load-balancer-controller";

    private readonly Dictionary<string, HashSet<Target>> _wanted = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Arn, string Id, int Port), DateTimeOffset> _noticed = [];
    private DateTimeOffset _next;

    public void Reconcile(Pass pass)
    {
        bool changed = pass.Changed(ResourceKinds.TargetGroupBindings, ResourceKinds.Nodes, ResourceKinds.Pods, ResourceKinds.Services);
        if (!changed && !pass.HasCome(_next))
            return;
        IReadOnlyList<JsonObject> bindings = pass.Store.List(ResourceKinds.TargetGroupBindings);
        if (bindings.Count == 0)
            return;
        _next = pass.Now.AddSeconds(Math.Max(0.05, world.Scenario.Timings.Reconcile / 4));
        pass.DueAt(_next);
        foreach (JsonObject binding in bindings)
            Reconcile(pass, binding);
    }

    private void Reconcile(Pass pass, JsonObject binding)
    {
        int registered = 0, deregistered = 0;
        string arn = KubeObject.Text(binding, "spec", "targetGroupARN") ?? "";
        lock (world.Gate)
        {
            if (!world.Cloud.TargetGroups.TryGetValue(arn, out TargetGroup? group))
                return;
            HashSet<Target> wanted = [.. BindingTargets.Desired(world, binding, group)];
            HashSet<Target> before = _wanted.GetValueOrDefault(KubeObject.Uid(binding)) ?? wanted;
            _wanted[KubeObject.Uid(binding)] = wanted;
            foreach (Target target in wanted.Where(target => Registrations.Find(group, target) is not { IsRegistered: true }))
            {
                if (IsDue(pass, arn, target, byHand: before.Contains(target)) && Registrations.Register(world, group, target, By))
                    registered++;
            }

            foreach (TargetRegistration extra in group.Targets.Where(known => known.IsRegistered && !wanted.Any(target => target.Id == known.Id && target.Port == known.Port)).ToList())
            {
                var target = new Target(extra.Id, extra.Port, extra.AvailabilityZone);
                if (IsDue(pass, arn, target, byHand: !before.Contains(target)) && Registrations.Deregister(world, group, extra, By))
                    deregistered++;
            }
        }

        if (registered + deregistered == 0)
            return;
        pass.Events.Normal(binding, "SuccessfullyReconciled", "Successfully reconciled", Component);
        world.Log.Tell(pass.Now, $"targetGroup:{arn.Split('/')[1]}", $"the binding {KubeObject.Name(binding)} registered {registered} and deregistered {deregistered} targets");
    }

    private bool IsDue(Pass pass, string arn, Target target, bool byHand)
    {
        (string, string, int) key = (arn, target.Id, target.Port);
        if (byHand)
        {
            if (!_noticed.TryGetValue(key, out DateTimeOffset since) || since < pass.Now.AddSeconds(-4 * world.Scenario.Timings.Reconcile) - TimeSpan.FromSeconds(1))
                _noticed[key] = since = pass.Now;
            if (!pass.HasCome(since.AddSeconds(world.Scenario.Timings.Reconcile)))
                return false;
        }

        _noticed.Remove(key);
        return true;
    }
}
