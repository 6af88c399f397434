using System.Net;
using System.Text.Json.Nodes;
using TlsPathTools.Lab.Cloud;
using TlsPathTools.Lab.Cluster;
using TlsPathTools.Lab.World;

namespace TlsPathTools.Lab.Controllers;

/// <summary>
/// The kubelets of all nodes: pods that are bound start, pods that are deleted end, each step at its time. A kubelet that sends no heartbeats, or whose
/// machine is gone, does nothing, so that what is deleted there stays Terminating.
/// </summary>
internal sealed class Kubelets(LabWorld world, PodProcesses processes) : IController
{
    // Between the end of the containers, as the cluster sees it, and the end of the pod: a DaemonSet's replacement comes in between.
    private static readonly TimeSpan s_lastLook = TimeSpan.FromMilliseconds(30);
    private static readonly TimeSpan s_again = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_backOff = TimeSpan.FromSeconds(10);

    private readonly HashSet<string> _silent = [.. world.Scenario.Cluster?.Nodes.Where(node => !node.Ready).Select(node => node.Name) ?? []];
    private readonly HashSet<string> _images = new(StringComparer.Ordinal);
    private readonly Dictionary<string, PodRun> _runs = new(StringComparer.Ordinal);
    private DateTimeOffset _lookAgain = DateTimeOffset.MaxValue;

    /// <summary>The names of nodes whose kubelets say nothing, though their machines run.</summary>
    public IReadOnlySet<string> Silent => _silent;

    /// <summary>Takes over the pods that run when the world begins, and opens what they listen to.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (JsonObject pod in world.Cluster.List(ResourceKinds.Pods))
        {
            if (KubeObject.Text(pod, "status", "podIP") is not { } ip)
                continue;
            PodRun run = Describe(pod, IPAddress.Parse(ip), original: true);
            run.Stage = PodStage.Running;
            _runs.Add(run.Uid, run);
            _images.UnionWith(Images(pod));
        }

        await processes.OpenAllAsync(_runs.Values, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>A node's machine is gone: nothing on it runs any more, whatever the cluster still says.</summary>
    public void MachineGone(string node)
    {
        foreach (PodRun run in _runs.Values.Where(run => run.Node == node))
            processes.Close(run, then: () => { });
    }

    public void Reconcile(Pass pass)
    {
        if (pass.Changed(ResourceKinds.Pods, ResourceKinds.Nodes) || pass.HasCome(_lookAgain))
        {
            _lookAgain = DateTimeOffset.MaxValue;
            var there = new HashSet<string>(StringComparer.Ordinal);
            foreach (JsonObject pod in pass.Pods)
            {
                there.Add(KubeObject.Uid(pod));
                if (KubeObject.Text(pod, "spec", "nodeName") is { } node && pass.Machines.ContainsKey(node) && !_silent.Contains(node))
                    Notice(pass, pod, node);
            }

            foreach (PodRun run in _runs.Values.Where(run => !there.Contains(run.Uid)).ToList())
                Forget(run, pass);
        }

        foreach (PodRun run in _runs.Values.Where(run => run.Stage != PodStage.Running).ToList())
        {
            if (run.Stage is PodStage.Starting or PodStage.Closing || !pass.HasCome(run.Due))
                continue;
            if (world.Cluster.Find(ResourceKinds.Pods, run.Namespace, run.Name) is { } pod && KubeObject.Uid(pod) == run.Uid && pass.Machines.ContainsKey(run.Node))
                Advance(pass, run, pod);
        }
    }

    private void Notice(Pass pass, JsonObject pod, string node)
    {
        bool known = _runs.TryGetValue(KubeObject.Uid(pod), out PodRun? run);
        if (KubeObject.IsTerminating(pod))
        {
            if (!known)
                pass.Remove(ResourceKinds.Pods, pod);
            else if (run!.Stage < PodStage.Stopping)
                Stop(pass, run, pod);
        }
        else if (!known && (KubeObject.Text(pod, "status", "phase") ?? "Pending") == "Pending")
        {
            Begin(pass, pod, pass.Machines[node]);
        }
    }

    private void Begin(Pass pass, JsonObject pod, Instance machine)
    {
        IPAddress? address = machine.PrivateIp;
        if (!PodFactory.IsHostNetwork(pod))
        {
            lock (world.Gate)
                address = InstanceFactory.TakePodAddress(world, machine);
        }

        if (address is null)
        {
            pass.Events.Warning(pod, "FailedCreatePodSandBox",
                "Failed to create pod sandbox: rpc error: code = Unknown desc = failed to setup network for sandbox: plugin type=\"aws-cni\" name=\"aws-cni\" failed (add): add cmd: failed to assign an IP address to container",
                "kubelet", machine.NodeName);
            _lookAgain = pass.Now + s_again;
            pass.DueAt(_lookAgain);
            return;
        }

        PodRun run = Describe(pod, address, original: false);
        run.Due = pass.Now.AddSeconds(world.Scenario.Timings.PodStart);
        pass.DueAt(run.Due);
        _runs.Add(run.Uid, run);
        pass.Update(ResourceKinds.Pods, pod, current => PodFactory.SetWaiting(current, "ContainerCreating", message: null, machine.PrivateIp.ToString(), pass.Now));
    }

    private void Advance(Pass pass, PodRun run, JsonObject pod)
    {
        switch (run.Stage)
        {
            case PodStage.Creating or PodStage.PullFailed when Images(pod).FirstOrDefault(image => !CanPull(run, image)) is { } image:
                FailPull(pass, run, pod, image);
                break;
            case PodStage.Creating or PodStage.PullFailed:
                Open(pass, run, pod);
                break;
            case PodStage.Started:
                run.Stage = PodStage.Running;
                pass.Update(ResourceKinds.Pods, pod, current => PodFactory.SetRunning(current, run.Address.ToString(), HostIp(pass, run), pass.Now));
                processes.Serving(run);
                break;
            case PodStage.Stopping:
                run.Stage = PodStage.Closing;
                processes.Close(run, then: () => run.Stage = PodStage.Closed);
                pass.DueAt(pass.Now);
                break;
            case PodStage.Closed:
                run.Stage = PodStage.Ended;
                run.Due = pass.Now + s_lastLook;
                pass.DueAt(run.Due);
                pass.Update(ResourceKinds.Pods, pod, current => PodFactory.SetEnded(current, pass.Now));
                break;
            case PodStage.Ended:
                pass.Remove(ResourceKinds.Pods, pod);
                Forget(run, pass);
                break;
        }
    }

    private void Open(Pass pass, PodRun run, JsonObject pod)
    {
        foreach (JsonObject container in KubeObject.Items(pod, "spec", "containers"))
        {
            string name = KubeObject.Text(container, "name") ?? "";
            pass.Events.Normal(pod, "Pulled", $"Container image \"{KubeObject.Text(container, "image")}\" already present on machine", "kubelet", run.Node);
            pass.Events.Normal(pod, "Created", $"Created container {name}", "kubelet", run.Node);
            pass.Events.Normal(pod, "Started", $"Started container {name}", "kubelet", run.Node);
        }

        run.Stage = PodStage.Starting;
        processes.Open(run, error =>
        {
            if (run.Stage != PodStage.Starting)
                return;
            run.Stage = error is null ? PodStage.Started : PodStage.Creating;
            if (error is null)
                return;
            run.Due = world.Now + s_again;
            world.Log.Tell(world.Now, $"pod:{run.Namespace}/{run.Name}", $"did not start: {error.Message}");
        });
    }

    private static void FailPull(Pass pass, PodRun run, JsonObject pod, string image)
    {
        bool again = run.Stage == PodStage.PullFailed;
        run.Stage = PodStage.PullFailed;
        run.Due = pass.Now + (again ? s_backOff : s_again);
        pass.DueAt(run.Due);
        string reason = again ? "ImagePullBackOff" : "ErrImagePull";
        string message = again ? $"Back-off pulling image \"{image}\""
            : $"failed to pull and unpack image \"{image}\": failed to resolve reference \"{image}\": {image}: not found";
        if (again)
        {
            pass.Events.Normal(pod, "BackOff", message, "kubelet", run.Node);
        }
        else
        {
            pass.Events.Normal(pod, "Pulling", $"Pulling image \"{image}\"", "kubelet", run.Node);
            pass.Events.Warning(pod, "Failed", $"Failed to pull image \"{image}\": rpc error: code = NotFound desc = {message}", "kubelet", run.Node);
        }

        pass.Events.Warning(pod, "Failed", $"Error: {reason}", "kubelet", run.Node);
        pass.Update(ResourceKinds.Pods, pod, current => PodFactory.SetWaiting(current, reason, message, HostIp(pass, run), pass.Now));
    }

    private void Stop(Pass pass, PodRun run, JsonObject pod)
    {
        if (run.IsOpen)
        {
            foreach (JsonObject container in KubeObject.Items(pod, "spec", "containers"))
                pass.Events.Normal(pod, "Killing", $"Stopping container {KubeObject.Text(container, "name")}", "kubelet", run.Node);
        }

        int grace = KubeObject.Number(pod, "metadata", "deletionGracePeriodSeconds") ?? 30;
        run.Stage = PodStage.Stopping;
        run.Due = pass.Now.AddSeconds(run.IsOpen ? Math.Min(grace, world.Scenario.Timings.PodStop) : 0);
        pass.DueAt(run.Due);
    }

    private void Forget(PodRun run, Pass pass)
    {
        _runs.Remove(run.Uid);
        if (!run.IsHostNetwork)
        {
            lock (world.Gate)
                InstanceFactory.ReleasePodAddress(world, pass.Machines.GetValueOrDefault(run.Node), run.Address);
        }

        processes.Close(run, then: () => { });
        processes.Gone(run, run.Deployment is { } deployment
            ? _runs.Values.Where(other => other.IsOriginal && other.Deployment == deployment).Select(other => other.Node)
            : []);
    }

    private PodRun Describe(JsonObject pod, IPAddress address, bool original)
    {
        string? deployment = DeploymentOf(pod);
        return new PodRun
        {
            Uid = KubeObject.Uid(pod), Namespace = KubeObject.Namespace(pod)!, Name = KubeObject.Name(pod), Node = KubeObject.Text(pod, "spec", "nodeName")!,
            Address = address, IsHostNetwork = PodFactory.IsHostNetwork(pod), IsOriginal = original, Deployment = deployment,
            IsKubeProxy = KubeObject.Namespace(pod) == "kube-system" && KubeObject.Text(pod, "metadata", "labels", "k8s-app") == "kube-proxy",
            Workload = world.Scenario.Cluster!.Deployments.FirstOrDefault(spec => $"{spec.Namespace}/{spec.Name}" == deployment),
        };
    }

    private string? DeploymentOf(JsonObject pod)
    {
        (string kind, string name, _) = PodFactory.Controller(pod);
        if (kind != "ReplicaSet" || world.Cluster.Find(ResourceKinds.ReplicaSets, KubeObject.Namespace(pod), name) is not { } replicaSet)
            return null;
        (string ownerKind, string ownerName, _) = PodFactory.Controller(replicaSet);
        return ownerKind == "Deployment" ? $"{KubeObject.Namespace(pod)}/{ownerName}" : null;
    }

    private static IEnumerable<string> Images(JsonObject pod) => KubeObject.Items(pod, "spec", "containers").Select(container => KubeObject.Text(container, "image") ?? "");

    // The registries of applications are not part of the world; those of the system's own images have what was there at the start.
    private bool CanPull(PodRun run, string image) =>
        !image.Contains("missing", StringComparison.OrdinalIgnoreCase) && (run.Namespace != "kube-system" || _images.Contains(image));

    private static string HostIp(Pass pass, PodRun run) => pass.Machines.GetValueOrDefault(run.Node)?.PrivateIp.ToString() ?? run.Address.ToString();
}
