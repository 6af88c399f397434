namespace TlsPathTools.Topology.Collecting;

/// <summary>Which parts of cloud and cluster are read: a question that needs few costs few requests.</summary>
[Flags]
public enum SnapshotParts
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>Interfaces of the addresses, load balancers with settings, listeners and DNS names.</summary>
    FrontEnd = 1,

    /// <summary>Rules, target groups with settings and tags, targets with health.</summary>
    Targets = 2,

    /// <summary>Instances with their Auto Scaling groups; nodes.</summary>
    Nodes = 4,

    /// <summary>Services, endpoint slices, pods, target group bindings.</summary>
    Services = 8,

    /// <summary>What each kube-proxy says of itself: two requests a node.</summary>
    KubeProxies = 16,

    /// <summary>Subnets, security groups, network ACLs, route tables and the prefix lists that they name, all interfaces, types and status checks of the instances, scaling activities; network policies, and the network plugin's pods.</summary>
    Network = 32,

    /// <summary>Every load balancer of the account, events, ingresses.</summary>
    Conflicts = 64,

    /// <summary>cert-manager's objects, and which secrets exist.</summary>
    Certificates = 128,

    /// <summary>What the target-node map needs.</summary>
    Map = FrontEnd | Targets | Nodes | Services,

    /// <summary>Everything.</summary>
    All = Map | KubeProxies | Network | Conflicts | Certificates,
}
