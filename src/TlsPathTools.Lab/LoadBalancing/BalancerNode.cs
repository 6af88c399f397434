using TlsPathTools.Lab.Cloud;
using TlsPathTools.Lab.Network;
using TlsPathTools.Lab.Scenarios;
using TlsPathTools.Lab.World;

namespace TlsPathTools.Lab.LoadBalancing;

/// <summary>The node of a load balancer in one zone, with what its listeners share.</summary>
internal sealed class BalancerNode(Fabric fabric, LoadBalancer balancer, LoadBalancerZone zone, BalancerMetrics metrics, OpenFlows flows) : IDisposable
{
    /// <summary>How long an application load balancer keeps a connection that is silent.</summary>
    public const int DefaultIdleSeconds = 60;

    public Fabric Fabric { get; } = fabric;

    public LabWorld World => Fabric.World;

    public LoadBalancer Balancer { get; } = balancer;

    public LoadBalancerZone Zone { get; } = zone;

    public string ZoneName => Zone.ZoneName;

    public OpenFlows Flows { get; } = flows;

    /// <summary>Its connections to targets that wait for the next request.</summary>
    public UpstreamPool Pool { get; } = new(fabric.World.Time);

    /// <summary>The name that faults and traffic know it by.</summary>
    public string Component { get; } = $"lb:{balancer.Name}/{zone.ZoneName}";

    /// <summary>The faults here that meet a flow.</summary>
    public IReadOnlyList<FaultSpec> FaultsFor(Flow flow) => Fabric.Faults.Choose(World.Faults.At(Component), flow);

    /// <summary>What the faults here make of SYNs like this one.</summary>
    public SynOdds FaultOdds(Flow flow) => Fabric.Faults.Odds(World.Faults.At(Component), flow);

    /// <summary>Counts something for CloudWatch.</summary>
    public void Count(string metric, double value = 1, TargetGroup? group = null) => metrics.Count(metric, ZoneName, value, group);

    /// <summary>Counts the flows that are open.</summary>
    public void CountActive() => Count(Balancer.IsNetwork ? "ActiveFlowCount" : "ActiveConnectionCount", Flows.Count(this));

    /// <summary>Closes connections to targets that waited for too long, or have ended.</summary>
    public void SweepPool() => Pool.Sweep(TimeSpan.FromSeconds(Balancer.Attributes.Number("idle_timeout.timeout_seconds", DefaultIdleSeconds)));

    public void Dispose() => Pool.Dispose();
}
