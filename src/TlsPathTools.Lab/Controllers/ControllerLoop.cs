using System.Text.Json.Nodes;
using TlsPathTools.Lab.Cloud;
using TlsPathTools.Lab.Cluster;
using TlsPathTools.Lab.World;

namespace TlsPathTools.Lab.Controllers;

/// <summary>Everything that keeps the world going by itself: kubelets, the controllers of the cluster, of Auto Scaling and of the load balancers.</summary>
internal sealed class ControllerLoop : IAsyncDisposable
{
    // Changes in the cloud make no noise: somebody has to look.
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(50);

    // Changes come in groups; one pass for all of them.
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(5);

    private readonly LabWorld _world;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Background _background;
    private readonly EventRecorder _events;
    private readonly Kubelets _kubelets;
    private readonly AutoScaling _autoScaling;
    private readonly IController[] _controllers;
    private Task _loop = Task.CompletedTask;
    private bool _lookAtAll = true;

    private ControllerLoop(LabWorld world)
    {
        _world = world;
        _background = new Background(_stopping.Token);
        _events = new EventRecorder(world);
        _kubelets = new Kubelets(world, new PodProcesses(world, _background));
        var joins = new NodeJoins(world);
        _autoScaling = new AutoScaling(world, joins);
        var machines = new Machines(world, _kubelets, joins, _background);
        IController[] cloud = [machines, _autoScaling];
        IController[] cluster =
        [
            joins, new NodeLifecycle(world, _kubelets, machines), new Departures(world), new Rollouts(world), new Deployments(world), new ReplicaSets(world), new DaemonSets(world),
            new Scheduler(world), _kubelets, new EndpointSlices(world), new DisruptionBudgets(), new GarbageCollector(), new TargetGroupBindings(world), new ServiceTargets(world),
            new LoadBalancerConflicts(world), new Heartbeats(world, _kubelets),
        ];
        _controllers = world.Scenario.Cluster is null ? cloud : [.. cloud, .. cluster];
    }

    /// <summary>Starts what runs at the start (nodes, kube-proxies, pods), and then reconciles whenever something changed or became due.</summary>
    public static async Task<ControllerLoop> StartAsync(LabWorld world, CancellationToken cancellationToken)
    {
        var loop = new ControllerLoop(world);
        try
        {
            await loop.StartAsync(cancellationToken).ConfigureAwait(false);
            return loop;
        }
        catch
        {
            await loop.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _loop.ConfigureAwait(false);
        await _background.WhenAllAsync().ConfigureAwait(false);
        _stopping.Dispose();
    }

    private async Task StartAsync(CancellationToken cancellationToken)
    {
        List<Instance> machines;
        lock (_world.Gate)
            machines = [.. _world.Cloud.Instances.Values.Where(instance => instance.NodeName is not null)];
        if (_world.DataPlane is { } plane)
        {
            foreach (Instance machine in machines)
                plane.AddNode(machine.NodeName!, machine.PrivateIp);
        }

        foreach (JsonObject @event in _world.Cluster.List(ResourceKinds.Events))
            _events.Adopt(@event);
        _autoScaling.Start();
        await _kubelets.StartAsync(cancellationToken).ConfigureAwait(false);
        _loop = Task.Run(() => RunAsync(_stopping.Token), CancellationToken.None);
    }

    private async Task RunAsync(CancellationToken stopping)
    {
        long seen = 0;
        Task? changed = null, finished = null;
        try
        {
            while (true)
            {
                _background.Settle();
                IReadOnlyList<StoreChange> changes = _world.Cluster.ChangesAfter(seen, out seen);
                var pass = new Pass(_world, _events, changes, _lookAtAll);
                _lookAtAll = false;
                foreach (IController controller in _controllers)
                    Reconcile(controller, pass);

                await Task.Delay(s_pause, _world.Time, stopping).ConfigureAwait(false);
                TimeSpan wait = pass.Due - _world.Now;
                if (wait <= TimeSpan.Zero || _world.Cluster.Version > seen)
                    continue;
                // The tasks are kept until they end: a new one each time would pile up in a quiet world.
                if (changed is null or { IsCompleted: true })
                    changed = _world.Cluster.WaitForChangeAsync(seen, stopping);
                if (finished is null or { IsCompleted: true })
                    finished = _background.WaitAsync();
                await Task.WhenAny(changed, finished, Task.Delay(wait < s_look ? wait : s_look, _world.Time, stopping)).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The end.
        }
    }

    // One that fails does not stop the others; the next pass tries again.
    private void Reconcile(IController controller, Pass pass)
    {
        try
        {
            controller.Reconcile(pass);
        }
        catch (StoreException)
        {
            // Somebody else changed the object meanwhile; that change brings the next pass, which has to make up for what this one left undone.
            _lookAtAll = true;
        }
        catch (Exception exception)
        {
            _lookAtAll = true;
            _world.Log.Tell(pass.Now, $"controller:{controller.GetType().Name}", exception.Message);
        }
    }
}
