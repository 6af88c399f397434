using TlsPathTools.Lab.Cloud;

namespace TlsPathTools.Lab.LoadBalancing;

/// <summary>The flows that are open through the load balancers, by their target, so that they can be ended with it. Thread-safe.</summary>
internal sealed class OpenFlows
{
    private readonly Dictionary<TargetRegistration, List<OpenFlow>> _flows = [];

    /// <summary>A flow that is open until it is disposed.</summary>
    public OpenFlow Open(TargetRegistration target, BalancerNode node, CancellationToken cancellationToken)
    {
        var flow = new OpenFlow(this, target, node, cancellationToken);
        lock (_flows)
        {
            if (!_flows.TryGetValue(target, out List<OpenFlow>? flows))
                _flows.Add(target, flows = []);
            flows.Add(flow);
        }

        return flow;
    }

    /// <summary>Ends the flows to a target: those through one zone's node, or all.</summary>
    public void End(TargetRegistration target, string? zone = null)
    {
        OpenFlow[] ended;
        lock (_flows)
            ended = _flows.TryGetValue(target, out List<OpenFlow>? flows) ? [.. flows.Where(flow => zone is null || flow.Node.ZoneName == zone)] : [];
        foreach (OpenFlow flow in ended)
            flow.End();
    }

    /// <summary>How many there are through a node.</summary>
    public int Count(BalancerNode node)
    {
        lock (_flows)
            return _flows.Values.Sum(flows => flows.Count(flow => flow.Node == node));
    }

    internal void Remove(OpenFlow flow)
    {
        lock (_flows)
        {
            if (_flows.TryGetValue(flow.Target, out List<OpenFlow>? flows) && flows.Remove(flow) && flows.Count == 0)
                _flows.Remove(flow.Target);
        }
    }
}

/// <summary>One flow to a target.</summary>
internal sealed class OpenFlow(OpenFlows owner, TargetRegistration target, BalancerNode node, CancellationToken cancellationToken) : IDisposable
{
    private readonly CancellationTokenSource _ending = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);

    public TargetRegistration Target { get; } = target;

    public BalancerNode Node { get; } = node;

    /// <summary>Cancelled when the flow has to end: by the load balancer, or with the lab.</summary>
    public CancellationToken Ended => _ending.Token;

    public void End()
    {
        try
        {
            _ending.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It ended by itself meanwhile.
        }
    }

    public void Dispose()
    {
        owner.Remove(this);
        _ending.Dispose();
    }
}
