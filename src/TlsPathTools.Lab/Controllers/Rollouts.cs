using System.Text.Json.Nodes;
using TlsPathTools.Lab.Cloud;
using TlsPathTools.Lab.Cluster;
using TlsPathTools.Lab.Scenarios;
using TlsPathTools.Lab.World;

namespace TlsPathTools.Lab.Controllers;

/// <summary>What a scenario has under way: rollouts of Deployments, and instance refreshes that replace one member of a group after the other.</summary>
internal sealed class Rollouts(LabWorld world) : IController
{
    private readonly List<(DeploymentSpec Deployment, DateTimeOffset At)> _rollouts =
        [.. (world.Scenario.Cluster?.Deployments ?? []).Where(spec => spec.RolloutAfterSeconds is not null).Select(spec => (spec, world.Start.AddSeconds(spec.RolloutAfterSeconds!.Value)))];

    private readonly List<(string Group, string InstanceId, DateTimeOffset At)> _refreshes = [.. world.Scenario.AutoScalingGroups
        .Where(spec => spec.RefreshSeconds is not null && world.Cloud.AutoScalingGroups.ContainsKey(spec.Name))
        .SelectMany(spec => world.Cloud.AutoScalingGroups[spec.Name].Members.Select((member, index) =>
            (spec.Name, member.InstanceId, world.Start.AddSeconds(spec.RefreshSeconds!.Value * index / world.Cloud.AutoScalingGroups[spec.Name].Members.Count))))];

    public void Reconcile(Pass pass)
    {
        foreach ((DeploymentSpec spec, DateTimeOffset at) in _rollouts.ToList())
        {
            if (!pass.HasCome(at))
                continue;
            _rollouts.RemoveAll(entry => entry.Deployment == spec);
            if (pass.Store.Find(ResourceKinds.Deployments, spec.Namespace, spec.Name) is { } deployment)
                pass.Update(ResourceKinds.Deployments, deployment, current => Restart(current, pass.Now));
        }

        foreach ((string name, string instanceId, DateTimeOffset at) in _refreshes.ToList())
        {
            if (!pass.HasCome(at))
                continue;
            _refreshes.RemoveAll(entry => entry.InstanceId == instanceId);
            lock (world.Gate)
            {
                if (world.Cloud.Instances.TryGetValue(instanceId, out Instance? instance) && instance.State == "running")
                {
                    ScaleIns.Terminate(world, world.Cloud.AutoScalingGroups[name], instance,
                        $"At {ScalingActivities.Time(pass.Now)} an instance was taken out of service in response to an instance refresh.");
                    world.Log.Tell(pass.Now, $"asg:{name}", $"the instance refresh replaces {instanceId}");
                }
            }
        }
    }

    /// <summary>What kubectl rollout restart does. Changes the object that it is given.</summary>
    internal static void Restart(JsonObject workload, DateTimeOffset now)
    {
        var metadata = (JsonObject)workload["spec"]!["template"]!["metadata"]!;
        if (metadata["annotations"] is not JsonObject annotations)
            metadata["annotations"] = annotations = [];
        annotations["kubectl.kubernetes.io/restartedAt"] = KubeObject.Timestamp(now);
        KubeObject.Metadata(workload)["generation"] = (KubeObject.Number(workload, "metadata", "generation") ?? 1) + 1;
    }
}
