namespace TlsPathTools.Topology.Map;

/// <summary>What a health check goes through, and so what "healthy" can mean.</summary>
public enum HealthCheckScope
{
    /// <summary>Not known.</summary>
    Unknown,

    /// <summary>There is no check: every target counts as healthy.</summary>
    None,

    /// <summary>A TCP connect to the traffic port: a SYN and its answer, no byte of TLS or HTTP, small packets only.</summary>
    TcpConnect,

    /// <summary>A request to the traffic port: one pod somewhere, not necessarily on this node; the balancer accepts any certificate.</summary>
    OnePodSomewhere,

    /// <summary>A request to the pod itself (a target of type ip).</summary>
    ThePod,

    /// <summary>A process of the host (kube-proxy's :10256, healthCheckNodePort, the kubelet): no NodePort translation, no pod.</summary>
    HostProcess,

    /// <summary>Another port than that of the traffic: whatever listens there.</summary>
    OtherPort,
}
