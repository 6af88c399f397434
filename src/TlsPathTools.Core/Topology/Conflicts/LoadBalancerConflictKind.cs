namespace TlsPathTools.Topology.Conflicts;

/// <summary>What is fought over, or what keeps a controller from having its way.</summary>
public enum LoadBalancerConflictKind
{
    /// <summary>A controller wants a listener on a port where the load balancer has one already.</summary>
    DuplicateListener,

    /// <summary>Two controllers work on one service, each with a load balancer of its own.</summary>
    TwoControllers,

    /// <summary>Two objects want a load balancer of one name.</summary>
    LoadBalancerName,

    /// <summary>Two members of an ingress group want one host and path.</summary>
    HostRule,

    /// <summary>A rule of a listener can never apply, because an earlier one takes all that it would.</summary>
    ShadowedRule,

    /// <summary>Two bindings keep one target group in step with different things.</summary>
    TargetGroup,

    /// <summary>A NodePort is also a host port of a pod.</summary>
    NodePort,

    /// <summary>An ingress names one class by annotation and another by its spec.</summary>
    IngressClass,

    /// <summary>A binding names a service or port that is not there.</summary>
    BackendNotFound,

    /// <summary>A controller cannot make the load balancer as it is wanted, for another reason.</summary>
    ReconcileFailed,
}
