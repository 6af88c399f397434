namespace TlsPathTools.Lab.Cluster;

/// <summary>A kind of Kubernetes resource, as discovery describes it.</summary>
/// <param name="Group">Empty for the core group.</param>
/// <param name="Version">v1, v1beta1, ….</param>
/// <param name="Plural">The name in paths.</param>
/// <param name="Kind">The name in objects.</param>
/// <param name="Namespaced">Whether its objects live in namespaces.</param>
/// <param name="ShortNames">po, svc, ….</param>
internal sealed record ResourceKind(string Group, string Version, string Plural, string Kind, bool Namespaced, params string[] ShortNames)
{
    /// <summary>v1, or group/version.</summary>
    public string ApiVersion => Group.Length == 0 ? Version : $"{Group}/{Version}";

    /// <summary>The name in messages: pods, deployments.apps.</summary>
    public string GroupResource => Group.Length == 0 ? Plural : $"{Plural}.{Group}";

    /// <summary>Whether a CustomResourceDefinition made it: its answers differ in places from those of Kubernetes' own kinds.</summary>
    public bool IsCustom => Group.Contains("cert-manager.io", StringComparison.Ordinal) || Group == "elbv2.k8s.aws";

    public bool Equals(ResourceKind? other) => other is not null && Group == other.Group && Plural == other.Plural;

    public override int GetHashCode() => HashCode.Combine(Group, Plural);
}

/// <summary>The kinds that the lab's cluster knows.</summary>
internal static class ResourceKinds
{
    public static ResourceKind Namespaces { get; } = new("", "v1", "namespaces", "Namespace", false, "ns");

    public static ResourceKind Nodes { get; } = new("", "v1", "nodes", "Node", false, "no");

    public static ResourceKind Pods { get; } = new("", "v1", "pods", "Pod", true, "po");

    public static ResourceKind Services { get; } = new("", "v1", "services", "Service", true, "svc");

    public static ResourceKind Endpoints { get; } = new("", "v1", "endpoints", "Endpoints", true, "ep");

    public static ResourceKind Events { get; } = new("", "v1", "events", "Event", true, "ev");

    public static ResourceKind ConfigMaps { get; } = new("", "v1", "configmaps", "ConfigMap", true, "cm");

    public static ResourceKind Secrets { get; } = new("", "v1", "secrets", "Secret", true);

    public static ResourceKind ServiceAccounts { get; } = new("", "v1", "serviceaccounts", "ServiceAccount", true, "sa");

    public static ResourceKind EndpointSlices { get; } = new("discovery.k8s.io", "v1", "endpointslices", "EndpointSlice", true);

    public static ResourceKind Deployments { get; } = new("apps", "v1", "deployments", "Deployment", true, "deploy");

    public static ResourceKind ReplicaSets { get; } = new("apps", "v1", "replicasets", "ReplicaSet", true, "rs");

    public static ResourceKind DaemonSets { get; } = new("apps", "v1", "daemonsets", "DaemonSet", true, "ds");

    public static ResourceKind ControllerRevisions { get; } = new("apps", "v1", "controllerrevisions", "ControllerRevision", true);

    public static ResourceKind Ingresses { get; } = new("networking.k8s.io", "v1", "ingresses", "Ingress", true, "ing");

    public static ResourceKind IngressClasses { get; } = new("networking.k8s.io", "v1", "ingressclasses", "IngressClass", false);

    public static ResourceKind NetworkPolicies { get; } = new("networking.k8s.io", "v1", "networkpolicies", "NetworkPolicy", true, "netpol");

    public static ResourceKind PodDisruptionBudgets { get; } = new("policy", "v1", "poddisruptionbudgets", "PodDisruptionBudget", true, "pdb");

    public static ResourceKind Leases { get; } = new("coordination.k8s.io", "v1", "leases", "Lease", true);

    public static ResourceKind TargetGroupBindings { get; } = new("elbv2.k8s.aws", "v1beta1", "targetgroupbindings", "TargetGroupBinding", true);

    public static ResourceKind Certificates { get; } = new("cert-manager.io", "v1", "certificates", "Certificate", true, "cert", "certs");

    public static ResourceKind CertificateRequests { get; } = new("cert-manager.io", "v1", "certificaterequests", "CertificateRequest", true, "cr", "crs");

    public static ResourceKind Issuers { get; } = new("cert-manager.io", "v1", "issuers", "Issuer", true);

    public static ResourceKind ClusterIssuers { get; } = new("cert-manager.io", "v1", "clusterissuers", "ClusterIssuer", false);

    public static ResourceKind Orders { get; } = new("acme.cert-manager.io", "v1", "orders", "Order", true);

    public static ResourceKind Challenges { get; } = new("acme.cert-manager.io", "v1", "challenges", "Challenge", true);

    /// <summary>All of them.</summary>
    public static IReadOnlyList<ResourceKind> All { get; } =
    [
        Namespaces, Nodes, Pods, Services, Endpoints, Events, ConfigMaps, Secrets, ServiceAccounts, EndpointSlices, Deployments, ReplicaSets, DaemonSets,
        ControllerRevisions, Ingresses, IngressClasses, NetworkPolicies, PodDisruptionBudgets, Leases, TargetGroupBindings,
        Certificates, CertificateRequests, Issuers, ClusterIssuers, Orders, Challenges,
    ];

    /// <summary>The kind of an object by its apiVersion and kind, or null.</summary>
    public static ResourceKind? Of(string apiVersion, string kind) => All.FirstOrDefault(known => known.ApiVersion == apiVersion && known.Kind == kind);
}
