using TlsPathTools.Lab.Cloud;
using TlsPathTools.Lab.Faults;
using TlsPathTools.Lab.Scenarios;
using TlsPathTools.Lab.World;

namespace TlsPathTools.Lab.Controllers;

/// <summary>The lives of instances: pending → running → (a node joins), shutting-down → terminated, and what goes with a machine that ends.</summary>
internal sealed class Machines(LabWorld world, Kubelets kubelets, NodeJoins joins, Background background) : IController
{
    private readonly Dictionary<string, DateTimeOffset> _ends = new(StringComparer.Ordinal);

    /// <summary>Rises whenever an instance comes to another state: nothing in the cluster says so.</summary>
    public int Version { get; private set; }

    public void Reconcile(Pass pass)
    {
        List<Instance> started = [], ending = [], ended = [];
        lock (world.Gate)
        {
            foreach (Instance instance in world.Cloud.Instances.Values)
                Step(pass, instance, started, ending, ended);
        }

        Version += started.Count + ending.Count + ended.Count;
        foreach (Instance instance in started)
        {
            joins.Expect(instance, pass.Now);
            world.Log.Tell(pass.Now, $"instance:{instance.InstanceId}", "is running");
        }

        foreach (Instance instance in ending)
            End(pass, instance);
        foreach (Instance instance in ended)
            world.Log.Tell(pass.Now, $"instance:{instance.InstanceId}", "is terminated");
    }

    private void Step(Pass pass, Instance instance, List<Instance> started, List<Instance> ending, List<Instance> ended)
    {
        switch (instance.State)
        {
            case "pending" when pass.HasCome(instance.LaunchTime.AddSeconds(world.Scenario.Timings.InstanceLaunch)):
                instance.State = "running";
                started.Add(instance);
                break;
            case "shutting-down" or "terminated" when _ends.TryAdd(instance.InstanceId, pass.Now.AddSeconds(world.Scenario.Timings.InstanceTermination)):
                pass.DueAt(_ends[instance.InstanceId]);
                ending.Add(instance);
                if (instance.State == "terminated")
                    Release(pass, instance);
                break;
            case "shutting-down" when pass.HasCome(_ends[instance.InstanceId]):
                instance.State = "terminated";
                Release(pass, instance);
                ended.Add(instance);
                break;
        }
    }

    private void Release(Pass pass, Instance instance)
    {
        if (instance.StateTransitionReason.Length == 0)
            instance.StateTransitionReason = $"User initiated ({pass.Now.UtcDateTime:yyyy-MM-dd HH:mm:ss} GMT)";
        InstanceFactory.ReleaseInterfaces(world, instance);
    }

    private void End(Pass pass, Instance instance)
    {
        world.Log.Tell(pass.Now, $"instance:{instance.InstanceId}", "is shutting down");
        lock (world.Gate)
            Registrations.DeregisterEverywhere(world, instance, "AutoScaling");
        if (instance.NodeName is not { } node)
            return;
        kubelets.MachineGone(node);
        _ = background.Run(_ => world.DataPlane?.RemoveNodeAsync(node) ?? Task.CompletedTask, error =>
        {
            if (error is not null)
                world.Log.Tell(world.Now, $"node:{node}", $"did not end cleanly: {error.Message}");
        });
        foreach (string component in world.Faults.All.Select(fault => fault.Spec.At).Where(at => IsOn(node, at)).Distinct(StringComparer.Ordinal).ToList())
            world.Faults.Happened(component, FaultEnd.InstanceReplacement, $"the instance {instance.InstanceId} of {node} was terminated");
    }

    /// <summary>Whether a component is a node, or on it.</summary>
    internal static bool IsOn(string node, string component) =>
        component == $"node:{node}" || component.StartsWith($"node:{node}/", StringComparison.Ordinal) || component == $"kubeProxy:{node}"
        || component.EndsWith($"@{node}", StringComparison.Ordinal);

    /// <summary>
    /// A fault says what ends it, and nothing else does: one that replacement does not end (a broken image, user data, a policy for the whole group) is
    /// there on the replacement as well.
    /// </summary>
    internal static void CarryOver(LabWorld world, string oldNode, string newNode)
    {
        IEnumerable<Fault> staying = world.Faults.All
            .Where(fault => fault.EndedAt is null && IsOn(oldNode, fault.Spec.At) && !fault.Spec.EndedBy.Contains(FaultEnd.InstanceReplacement));
        foreach (Fault fault in staying.ToList())
        {
            world.Faults.Add(fault.Spec with { At = fault.Spec.At.Replace(oldNode, newNode, StringComparison.Ordinal) });
            fault.End(world.Now, $"its machine is gone; the same goes on at {newNode}");
            world.Log.Tell(world.Now, $"node:{newNode}", $"has the fault '{fault.Spec.Id}' of {oldNode} as well: replacement does not end it");
        }
    }
}
