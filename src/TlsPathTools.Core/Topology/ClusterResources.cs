using TlsPathTools.Topology.Cluster;

namespace TlsPathTools.Topology;

/// <summary>The kinds that are read.</summary>
public static class ClusterResources
{
    /// <summary>Nodes.</summary>
    public static ClusterResource<Node> Nodes { get; } = new("", ["v1"], "nodes", Namespaced: false);

    /// <summary>Nodes with their images.</summary>
    public static ClusterResource<NodeImages> NodeImages { get; } = new("", ["v1"], "nodes", Namespaced: false);

    /// <summary>Pods.</summary>
    public static ClusterResource<Pod> Pods { get; } = new("", ["v1"], "pods");

    /// <summary>Services.</summary>
    public static ClusterResource<Service> Services { get; } = new("", ["v1"], "services");

    /// <summary>Events.</summary>
    public static ClusterResource<KubeEvent> Events { get; } = new("", ["v1"], "events");

    /// <summary>Config maps.</summary>
    public static ClusterResource<ConfigMap> ConfigMaps { get; } = new("", ["v1"], "configmaps");

    /// <summary>Secrets, metadata alone.</summary>
    public static ClusterResource<SecretMetadata> Secrets { get; } = new("", ["v1"], "secrets", MetadataOnly: true);

    /// <summary>Endpoint slices; v1beta1 before Kubernetes 1.21.</summary>
    public static ClusterResource<EndpointSlice> EndpointSlices { get; } = new("discovery.k8s.io", ["v1", "v1beta1"], "endpointslices");

    /// <summary>Ingresses.</summary>
    public static ClusterResource<Ingress> Ingresses { get; } = new("networking.k8s.io", ["v1"], "ingresses");

    /// <summary>Network policies.</summary>
    public static ClusterResource<NetworkPolicy> NetworkPolicies { get; } = new("networking.k8s.io", ["v1"], "networkpolicies");

    /// <summary>Namespaces, metadata alone.</summary>
    public static ClusterResource<NamespaceMetadata> Namespaces { get; } = new("", ["v1"], "namespaces", Namespaced: false, MetadataOnly: true);

    /// <summary>Daemon sets.</summary>
    public static ClusterResource<DaemonSet> DaemonSets { get; } = new("apps", ["v1"], "daemonsets");

    /// <summary>Deployments.</summary>
    public static ClusterResource<Deployment> Deployments { get; } = new("apps", ["v1"], "deployments");

    /// <summary>Disruption budgets; v1beta1 before Kubernetes 1.21.</summary>
    public static ClusterResource<PodDisruptionBudget> PodDisruptionBudgets { get; } = new("policy", ["v1", "v1beta1"], "poddisruptionbudgets");

    /// <summary>Leases.</summary>
    public static ClusterResource<Lease> Leases { get; } = new("coordination.k8s.io", ["v1"], "leases");

    /// <summary>Target group bindings of the AWS Load Balancer Controller.</summary>
    public static ClusterResource<TargetGroupBinding> TargetGroupBindings { get; } = new("elbv2.k8s.aws", ["v1beta1"], "targetgroupbindings");

    /// <summary>Certificates of cert-manager.</summary>
    public static ClusterResource<CertificateResource> Certificates { get; } = new("cert-manager.io", ["v1"], "certificates");

    /// <summary>Certificate requests of cert-manager.</summary>
    public static ClusterResource<CertificateRequest> CertificateRequests { get; } = new("cert-manager.io", ["v1"], "certificaterequests");

    /// <summary>Issuers of cert-manager.</summary>
    public static ClusterResource<IssuerResource> Issuers { get; } = new("cert-manager.io", ["v1"], "issuers");

    /// <summary>Cluster issuers of cert-manager.</summary>
    public static ClusterResource<IssuerResource> ClusterIssuers { get; } = new("cert-manager.io", ["v1"], "clusterissuers", Namespaced: false);

    /// <summary>ACME orders of cert-manager.</summary>
    public static ClusterResource<AcmeOrder> Orders { get; } = new("acme.cert-manager.io", ["v1"], "orders");

    /// <summary>ACME challenges of cert-manager.</summary>
    public static ClusterResource<AcmeChallenge> Challenges { get; } = new("acme.cert-manager.io", ["v1"], "challenges");
}
