using System.Text.Json.Nodes;
using TlsPathTools.Lab.Cloud;
using TlsPathTools.Lab.Cluster;
using TlsPathTools.Lab.World;

namespace TlsPathTools.Lab.Controllers;

/// <summary>
/// The service controller of the cloud: nodes that come and go are registered with the target groups of Services of type LoadBalancer, which are known by
/// their tag. It follows nodes alone; what somebody changes in such a group by hand it does not look at.
/// </summary>
internal sealed class ServiceTargets(LabWorld world) : IController
{
    private const string Tag = "kubernetes.io/service-name";
    private const string Component = "service-controller";

    private readonly Dictionary<string, HashSet<Target>> _known = new(StringComparer.Ordinal);

    public void Reconcile(Pass pass)
    {
        if (!pass.Changed(ResourceKinds.Nodes, ResourceKinds.TargetGroupBindings))
            return;
        HashSet<string> bound = [.. pass.Store.List(ResourceKinds.TargetGroupBindings).Select(binding => KubeObject.Text(binding, "spec", "targetGroupARN") ?? "")];
        var updated = new HashSet<string>(StringComparer.Ordinal);
        lock (world.Gate)
        {
            foreach (TargetGroup group in world.Cloud.TargetGroups.Values.Where(group => group.TargetType == "instance" && !bound.Contains(group.Arn)))
            {
                if (group.Tags.TryGetValue(Tag, out string? service) && Follow(group))
                    updated.Add(service);
            }
        }

        foreach (string[] name in updated.Select(service => service.Split('/')).Where(name => name.Length == 2))
        {
            if (pass.Store.Find(ResourceKinds.Services, name[0], name[1]) is { } service)
                pass.Events.Normal(service, "UpdatedLoadBalancer", "Updated load balancer with new hosts", Component);
        }
    }

    private bool Follow(TargetGroup group)
    {
        HashSet<Target> wanted = [.. BindingTargets.Nodes(world, group.Port)];
        HashSet<Target> before = _known.GetValueOrDefault(group.Arn) ?? wanted;
        _known[group.Arn] = wanted;
        bool changed = false;
        foreach (Target target in wanted.Except(before))
            changed |= Registrations.Register(world, group, target, Component);
        foreach (Target target in before.Except(wanted))
            changed |= Registrations.Find(group, target) is { } registration && Registrations.Deregister(world, group, registration, Component);
        return changed;
    }
}
