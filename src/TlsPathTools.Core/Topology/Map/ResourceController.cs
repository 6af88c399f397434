namespace TlsPathTools.Topology.Map;

/// <summary>What makes load balancers and target groups for a cluster.</summary>
internal enum ResourceController
{
    /// <summary>The AWS Load Balancer Controller.</summary>
    LoadBalancerController,

    /// <summary>EKS Auto Mode, whose controller writes the same tags in names of its own.</summary>
    EksAutoMode,

    /// <summary>The service controller of the cloud provider (in-tree, or the AWS cloud controller manager).</summary>
    CloudProvider,
}
