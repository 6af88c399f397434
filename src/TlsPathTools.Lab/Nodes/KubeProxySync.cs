using TlsPathTools.Lab.Cluster;
using TlsPathTools.Lab.Scenarios;
using TlsPathTools.Lab.World;

namespace TlsPathTools.Lab.Nodes;

/// <summary>
/// The loops of all kube-proxies in one: whenever Services or endpoints change, every node whose kube-proxy runs and syncs is given new rules. Those that do
/// not sync keep what they have.
/// </summary>
internal sealed class KubeProxySync(LabWorld world, Func<IReadOnlyCollection<NodeMachine>> nodes, Func<NodeMachine, Task> portsChanged)
{
    // Faults begin and end without a change in the cluster, and periodic writes come by themselves.
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(250);
    private static readonly TimeSpan s_beforeMove = TimeSpan.FromMinutes(10);

    /// <summary>The text of <see cref="FaultEffect.StopSyncing"/> for a kube-proxy whose watch is stuck, so that it believes that all is well, instead of one that tries to write its rules and fails.</summary>
    public const string StuckWatch = "watch";

    private ServiceTable _table = ServiceTable.Empty;
    private long _version = -1;

    /// <summary>Runs until it is cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                await WaitAsync(cancellationToken).ConfigureAwait(false);
                Read();
                foreach (NodeMachine node in nodes())
                {
                    if (node.KubeProxy is { } proxy && Sync(node, proxy))
                        await portsChanged(node).ConfigureAwait(false);
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The end of the lab.
        }
    }

    /// <summary>The first write of a kube-proxy that starts: a full one, unless it is kept from writing.</summary>
    public void Start(NodeMachine node, KubeProxyProcess proxy)
    {
        Read();
        FaultSpec? stopped = Stopped(node);
        if (stopped is null)
        {
            node.Rules = _table;
            proxy.Synced(world.Now);
        }
        else if (ReferenceEquals(node.Rules, ServiceTable.Empty))
        {
            // It stopped before anybody looked, and before the pods that moved last did: the rules are those of then.
            node.Rules = Before(node, _table, stopped.Value ?? 0);
            double moved = world.Scenario.Cluster?.Deployments.Select(deployment => deployment.AgeHours).DefaultIfEmpty(1).Min() ?? 1;
            proxy.Sleeps(world.Start - TimeSpan.FromHours(moved) - s_beforeMove);
            Missed(stopped, proxy);
        }
        else
        {
            // The rules of its predecessor stay, and it has written none: the metric's zero.
            proxy.Sleeps(DateTimeOffset.UnixEpoch);
            Missed(stopped, proxy);
        }
    }

    private static FaultSpec? Stopped(NodeMachine node) => node.RuleFaults.FirstOrDefault(fault => fault.Effect is FaultEffect.StopSyncing);

    // With a stuck watch nothing is even queued, and its health says so: nothing. Otherwise each write is tried, and fails.
    private void Missed(FaultSpec stopped, KubeProxyProcess proxy)
    {
        if (stopped.Text != StuckWatch)
            proxy.Failed(world.Now);
    }

    // Endpoints that have moved since are still where they were.
    private static ServiceTable Before(NodeMachine node, ServiceTable table, int moved)
    {
        if (moved <= 0)
            return table;
        var rules = table.NodePorts.ToDictionary(pair => pair.Key, pair => pair.Value with
        {
            Endpoints = [.. pair.Value.Endpoints.Select((endpoint, index) =>
                index < moved ? endpoint with { Where = new(node.DeadAddress(index), endpoint.Where.Port) } : endpoint)],
        });
        return table with { NodePorts = rules };
    }

    private async Task WaitAsync(CancellationToken cancellationToken)
    {
        using var look = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        look.CancelAfter(s_look);
        try
        {
            await world.Cluster.WaitForChangeAsync(Volatile.Read(ref _version), look.Token).ConfigureAwait(false);
            await Task.Delay(TimeSpan.FromSeconds(world.Scenario.Timings.KubeProxySync), world.Time, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // Nothing changed; time did.
        }
    }

    private void Read()
    {
        lock (world.Gate)
        {
            long version = world.Cluster.Version;
            if (version == _version)
                return;
            bool relevant = _version < 0
                || !world.Cluster.TryGetChanges(ResourceKinds.Services, _version, out IReadOnlyList<StoreChange> services, out _)
                || !world.Cluster.TryGetChanges(ResourceKinds.EndpointSlices, _version, out IReadOnlyList<StoreChange> slices, out _)
                || services.Count + slices.Count > 0;
            _version = version;
            if (relevant)
                _table = ServiceTable.Read(world.Cluster);
        }
    }

    private bool Sync(NodeMachine node, KubeProxyProcess proxy)
    {
        DateTimeOffset now = world.Now;
        bool current = ReferenceEquals(node.Rules, _table);
        if (current && !proxy.IsDue(now))
            return false;
        if (Stopped(node) is { } stopped)
        {
            if (!ReferenceEquals(proxy.Missed, _table))
                Missed(stopped, proxy);
            proxy.Missed = _table;
            return false;
        }

        bool ports = !node.Rules.NodePorts.Keys.ToHashSet().SetEquals(_table.NodePorts.Keys) || !node.Rules.HealthPorts.Keys.ToHashSet().SetEquals(_table.HealthPorts.Keys);
        node.Rules = _table;
        proxy.Synced(now);
        return ports;
    }
}
