using TlsPathTools.Topology.Cluster;
using TlsPathTools.Topology.Map;

namespace TlsPathTools.Topology.Conflicts;

/// <summary>Which controller acts: three have to do with load balancers, and they know nothing of each other.</summary>
internal static class Controllers
{
    /// <summary>The service controller of the cloud provider (in-tree, or the AWS cloud controller manager).</summary>
    public const string CloudProvider = "cloud provider (service-controller)";

    /// <summary>The AWS Load Balancer Controller.</summary>
    public const string Aws = "AWS Load Balancer Controller";

    /// <summary>EKS Auto Mode.</summary>
    public const string AutoMode = "EKS Auto Mode";

    /// <summary>The annotation by which a service chooses.</summary>
    public const string TypeAnnotation = "service.beta.kubernetes.io/aws-load-balancer-type";

    /// <summary>By the source that signs an event. SyncLoadBalancerFailed and its like are the cloud provider's own words, whoever signs.</summary>
    public static string? OfEvent(KubeEvent e) => ClusterEvents.SourceOf(e) switch
    {
        "service-controller" => CloudProvider,
        "ingress" or "service" or "targetGroupBinding" or "gateway" => Aws,
        _ => e.Reason switch
        {
            "SyncLoadBalancerFailed" or "EnsuringLoadBalancer" or "EnsuredLoadBalancer" or "UpdatedLoadBalancer" or "DeletingLoadBalancer" or "UnAvailableLoadBalancer" => CloudProvider,
            "FailedBuildModel" or "FailedDeployModel" or "ConflictingIngressClass" or "FailedLoadGroupID" or "BackendNotFound" => Aws,
            _ => null,
        },
    };

    /// <summary>By what a service of type LoadBalancer asks for; null for other services, and for a class of somebody else.</summary>
    public static string? OfService(Service service)
    {
        if (service.Spec?.Type != "LoadBalancer")
            return null;
        if (service.Spec.LoadBalancerClass is { } wanted)
            return wanted switch { "service.k8s.aws/nlb" => Aws, "eks.amazonaws.com/nlb" => AutoMode, _ => null };
        return service.Metadata?.Annotations.GetValueOrDefault(TypeAnnotation) is "external" or "nlb-ip" ? Aws : CloudProvider;
    }

    /// <summary>By the tags of what it made.</summary>
    public static string OfTags(ControllerTags tags) => tags.Controller switch
    {
        ResourceController.EksAutoMode => AutoMode,
        ResourceController.CloudProvider => CloudProvider,
        _ => Aws,
    };
}
