using TlsPathTools.Topology.Cluster;

namespace TlsPathTools.Topology;

/// <summary>What was read of one Kubernetes cluster. What a list does not hold was not found or not asked for; the gaps say what could not be read.</summary>
public sealed record ClusterState
{
    /// <summary>The name that it goes by: the EKS cluster, or the context.</summary>
    public required string Name { get; init; }

    /// <summary>The API server's URL.</summary>
    public required string Server { get; init; }

    /// <summary>Its version; null where it could not be told.</summary>
    public string? Version { get; init; }

    /// <summary>The user that the cluster took the caller for; null where it could not be told.</summary>
    public string? Caller { get; init; }

    /// <summary>When reading began, in UTC.</summary>
    public required DateTime BeganUtc { get; init; }

    /// <summary>When reading ended, in UTC.</summary>
    public required DateTime EndedUtc { get; init; }

    /// <summary>Nodes.</summary>
    public Node[] Nodes { get; init => field = value ?? []; } = [];

    /// <summary>Pods: of the services of the path, kube-proxy's, and those of network plugins.</summary>
    public Pod[] Pods { get; init => field = value ?? []; } = [];

    /// <summary>Services.</summary>
    public Service[] Services { get; init => field = value ?? []; } = [];

    /// <summary>Endpoint slices of the services of the path.</summary>
    public EndpointSlice[] EndpointSlices { get; init => field = value ?? []; } = [];

    /// <summary>Ingresses.</summary>
    public Ingress[] Ingresses { get; init => field = value ?? []; } = [];

    /// <summary>Network policies of the namespaces of the path.</summary>
    public NetworkPolicy[] NetworkPolicies { get; init => field = value ?? []; } = [];

    /// <summary>The namespaces whose network policies were read whole: no policy of another one is known, and none of these is missing.</summary>
    public string[] NetworkPolicyNamespaces { get; init => field = value ?? []; } = [];

    /// <summary>Namespaces with their labels, where a network policy selects by them.</summary>
    public NamespaceMetadata[] Namespaces { get; init => field = value ?? []; } = [];

    /// <summary>Events.</summary>
    public KubeEvent[] Events { get; init => field = value ?? []; } = [];

    /// <summary>Daemon sets of kube-system: kube-proxy's, and those of network plugins.</summary>
    public DaemonSet[] DaemonSets { get; init => field = value ?? []; } = [];

    /// <summary>Deployments.</summary>
    public Deployment[] Deployments { get; init => field = value ?? []; } = [];

    /// <summary>Disruption budgets.</summary>
    public PodDisruptionBudget[] PodDisruptionBudgets { get; init => field = value ?? []; } = [];

    /// <summary>The nodes' heartbeats.</summary>
    public Lease[] Leases { get; init => field = value ?? []; } = [];

    /// <summary>Config maps: kube-proxy's, and the VPC CNI plugin's.</summary>
    public ConfigMap[] ConfigMaps { get; init => field = value ?? []; } = [];

    /// <summary>Target group bindings.</summary>
    public TargetGroupBinding[] TargetGroupBindings { get; init => field = value ?? []; } = [];

    /// <summary>What each kube-proxy said of itself.</summary>
    public KubeProxyObservation[] KubeProxies { get; init => field = value ?? []; } = [];

    /// <summary>Certificates of cert-manager.</summary>
    public CertificateResource[] Certificates { get; init => field = value ?? []; } = [];

    /// <summary>Certificate requests.</summary>
    public CertificateRequest[] CertificateRequests { get; init => field = value ?? []; } = [];

    /// <summary>ACME orders.</summary>
    public AcmeOrder[] Orders { get; init => field = value ?? []; } = [];

    /// <summary>ACME challenges.</summary>
    public AcmeChallenge[] Challenges { get; init => field = value ?? []; } = [];

    /// <summary>Issuers; a cluster issuer has no namespace.</summary>
    public IssuerResource[] Issuers { get; init => field = value ?? []; } = [];

    /// <summary>Secrets that exist, of the namespaces of certificates and issuers: metadata alone.</summary>
    public SecretMetadata[] Secrets { get; init => field = value ?? []; } = [];

    /// <inheritdoc/>
    public override string ToString() => $"{Name} {Version}";
}
