using System.Net;
using System.Net.Sockets;
using TlsPathTools.Lab.Cloud;
using TlsPathTools.Lab.Network;
using TlsPathTools.Lab.World;

namespace TlsPathTools.Lab.LoadBalancing;

/// <summary>All load balancers of a world at work: their nodes listen, check their targets and decide what DNS answers.</summary>
internal sealed class LoadBalancers : IAsyncDisposable
{
    private const int ChecksAtOnce = 256;
    private const int ChecksASecond = 500;

    private static readonly TimeSpan s_upkeep = TimeSpan.FromSeconds(0.1);
    private static readonly TimeSpan s_metrics = TimeSpan.FromSeconds(5);

    private readonly List<BalancerNode> _nodes = [];
    private readonly List<IAsyncDisposable> _listeners = [];
    private readonly List<GroupHealth> _groups = [];
    private readonly Dictionary<string, BalancerMetrics> _metrics = new(StringComparer.Ordinal);
    private readonly CancellationTokenSource _stopping = new();
    private readonly Running _running = new();

    private LoadBalancers(Fabric fabric) => Fabric = fabric;

    public Fabric Fabric { get; }

    public LabWorld World => Fabric.World;

    /// <summary>What is open through them.</summary>
    public OpenFlows Flows { get; } = new();

    /// <summary>Bounds how many checks run at once.</summary>
    public SemaphoreSlim Checks { get; } = new(ChecksAtOnce);

    /// <summary>Starts them. State that the scenario gives is the state at the start: the first round of checks has been done when the task ends.</summary>
    public static async Task<LoadBalancers> StartAsync(Fabric fabric, CancellationToken cancellationToken)
    {
        var started = new LoadBalancers(fabric);
        try
        {
            started.Listen();
            await Task.WhenAll(started._groups.Select(group => group.RoundAsync(first: true, cancellationToken))).ConfigureAwait(false);
            started.Keep(counts: true);
            // What the checks found decides what SYNs meet: the sockets have to know it before anybody connects.
            await fabric.ReconsiderAsync().ConfigureAwait(false);
            foreach (GroupHealth group in started._groups)
                started._running.Add(started.CheckAsync(group));
            started._running.Add(started.UpkeepAsync());
            return started;
        }
        catch
        {
            await started.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Writes into the world's log.</summary>
    public void Tell(string component, string text) => World.Log.Tell(World.Now, component, text);

    public async ValueTask DisposeAsync()
    {
        if (_stopping.IsCancellationRequested)
            return;
        await _stopping.CancelAsync().ConfigureAwait(false);
        await _running.WhenAllAsync().ConfigureAwait(false);
        await Task.WhenAll(_listeners.Select(listener => listener.DisposeAsync().AsTask())).ConfigureAwait(false);
        foreach (BalancerNode node in _nodes)
            node.Dispose();
        Checks.Dispose();
        _stopping.Dispose();
    }

    private void Listen()
    {
        lock (World.Gate)
        {
            foreach (LoadBalancer balancer in World.Cloud.LoadBalancers.Values)
            {
                var metrics = new BalancerMetrics(World, balancer);
                _metrics.Add(balancer.Arn, metrics);
                _nodes.AddRange(balancer.Zones.Select(zone => new BalancerNode(Fabric, balancer, zone, metrics, Flows)));
            }

            _groups.AddRange(World.Cloud.TargetGroups.Values.Select(group => new GroupHealth(this, group)));
        }

        foreach (BalancerNode node in _nodes)
        {
            foreach (Listener listener in node.Balancer.Listeners)
            {
                ITcpEndpoint endpoint = listener.Protocol switch
                {
                    "HTTP" or "HTTPS" => new ApplicationListener(node, listener),
                    "TLS" => new NetworkTlsListener(node, listener),
                    _ => new NetworkListener(node, listener),
                };
                _listeners.Add(Fabric.Listen(new IPEndPoint(node.Zone.PrivateIp, listener.Port), endpoint));
                if (node.Zone.PublicIp is { } address)
                    _listeners.Add(Fabric.Listen(new IPEndPoint(address, listener.Port), endpoint));
            }
        }
    }

    private async Task CheckAsync(GroupHealth group)
    {
        CancellationToken stop = _stopping.Token;
        try
        {
            // Not all groups at the same moment.
            double wait = Random.Shared.NextDouble();
            while (true)
            {
                await Task.Delay(Interval(group) * wait, World.Time, stop).ConfigureAwait(false);
                await group.RoundAsync(first: false, stop).ConfigureAwait(false);
                wait = 0.9 + (0.2 * Random.Shared.NextDouble());
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or ObjectDisposedException)
        {
            // The end of the lab.
        }
    }

    // A large world is checked less often, so that checks leave the machine time for what they are about.
    private TimeSpan Interval(GroupHealth group) =>
        TimeSpan.FromSeconds(Math.Max(Math.Max(0.05, group.IntervalSeconds), _groups.Sum(any => any.Pairs) / (double)ChecksASecond));

    private async Task UpkeepAsync()
    {
        long counted = World.Time.GetTimestamp();
        try
        {
            while (true)
            {
                await Task.Delay(s_upkeep, World.Time, _stopping.Token).ConfigureAwait(false);
                bool counts = World.Time.GetElapsedTime(counted) >= s_metrics;
                if (counts)
                    counted = World.Time.GetTimestamp();
                Keep(counts);
                foreach (BalancerNode node in _nodes)
                    node.SweepPool();
            }
        }
        catch (OperationCanceledException)
        {
            // The end of the lab.
        }
    }

    private void Keep(bool counts)
    {
        lock (World.Gate)
        {
            foreach (GroupHealth group in _groups)
                group.Refresh();
            foreach (LoadBalancer balancer in World.Cloud.LoadBalancers.Values)
            {
                foreach (LoadBalancerZone zone in DnsFailover.Decide(World.Cloud, balancer))
                    Tell($"lb:{balancer.Name}/{zone.ZoneName}", zone.InDns ? "DNS answers with this zone again." : "DNS does not answer with this zone any more.");
            }

            if (!counts)
                return;
            foreach (GroupHealth group in _groups)
                group.CountHosts(_metrics);
            foreach (BalancerNode node in _nodes)
                node.CountActive();
        }
    }
}
