namespace TlsPathTools.Reachability;

/// <summary>A part of the way that rules decide about.</summary>
public enum ReachabilityHop
{
    /// <summary>From the client to the listener, and back.</summary>
    ClientToLoadBalancer,

    /// <summary>From the load balancer's node behind the address to the target: a NodePort, or a pod.</summary>
    LoadBalancerToTarget,

    /// <summary>The same for the health check: another port as a rule, and always from the load balancer's own address.</summary>
    HealthCheck,

    /// <summary>From the node that a flow enters at to the pods of the service, at their own port.</summary>
    NodeToPod,
}
