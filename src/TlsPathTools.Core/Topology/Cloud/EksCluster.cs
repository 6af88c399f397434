namespace TlsPathTools.Topology.Cloud;

/// <summary>An EKS cluster (<c>Cluster</c> in the API).</summary>
public sealed record EksCluster
{
    private static readonly IReadOnlyDictionary<string, string> s_none = new Dictionary<string, string>(StringComparer.Ordinal);

    public string? Name { get; init; }

    public string? Arn { get; init; }

    public string? Endpoint { get; init; }

    public string? Version { get; init; }

    public string? PlatformVersion { get; init; }

    public string? Status { get; init; }

    public DateTime? CreatedAt { get; init; }

    public string? RoleArn { get; init; }

    public EksCertificate? CertificateAuthority { get; init; }

    public VpcConfigResponse? ResourcesVpcConfig { get; init; }

    public KubernetesNetworkConfigResponse? KubernetesNetworkConfig { get; init; }

    public AccessConfigResponse? AccessConfig { get; init; }

    public ComputeConfigResponse? ComputeConfig { get; init; }

    public IReadOnlyDictionary<string, string> Tags { get; init => field = value ?? s_none; } = s_none;

    /// <inheritdoc/>
    public override string ToString() => $"{Name} {Version}";
}

/// <summary>The authority of the API server, base64 of PEM (<c>Certificate</c> in the API).</summary>
public sealed record EksCertificate
{
    public string? Data { get; init; }
}

/// <summary>Where a cluster's endpoint is.</summary>
public sealed record VpcConfigResponse
{
    public string? VpcId { get; init; }

    public string? ClusterSecurityGroupId { get; init; }

    public bool? EndpointPublicAccess { get; init; }

    public bool? EndpointPrivateAccess { get; init; }

    public string[] SubnetIds { get; init => field = value ?? []; } = [];

    public string[] SecurityGroupIds { get; init => field = value ?? []; } = [];

    public string[] PublicAccessCidrs { get; init => field = value ?? []; } = [];
}

/// <summary>The addresses of services.</summary>
public sealed record KubernetesNetworkConfigResponse
{
    public string? ServiceIpv4Cidr { get; init; }

    public string? ServiceIpv6Cidr { get; init; }

    public string? IpFamily { get; init; }
}

/// <summary>How callers become users.</summary>
public sealed record AccessConfigResponse
{
    public string? AuthenticationMode { get; init; }

    public bool? BootstrapClusterCreatorAdminPermissions { get; init; }
}

/// <summary>EKS Auto Mode.</summary>
public sealed record ComputeConfigResponse
{
    public bool? Enabled { get; init; }

    public string? NodeRoleArn { get; init; }

    public string[] NodePools { get; init => field = value ?? []; } = [];
}
