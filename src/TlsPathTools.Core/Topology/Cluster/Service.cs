namespace TlsPathTools.Topology.Cluster;

/// <summary>A service.</summary>
public sealed record Service
{
    public ObjectMeta? Metadata { get; init; }

    public ServiceSpec? Spec { get; init; }

    public ServiceStatus? Status { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Metadata}";
}

/// <summary>What a service is meant to be.</summary>
public sealed record ServiceSpec
{
    private static readonly IReadOnlyDictionary<string, string> s_none = new Dictionary<string, string>(StringComparer.Ordinal);

    public string? Type { get; init; }

    public string? ClusterIP { get; init; }

    public string? LoadBalancerClass { get; init; }

    public string? ExternalTrafficPolicy { get; init; }

    public string? InternalTrafficPolicy { get; init; }

    public string? TrafficDistribution { get; init; }

    public int? HealthCheckNodePort { get; init; }

    public string? SessionAffinity { get; init; }

    public SessionAffinityConfig? SessionAffinityConfig { get; init; }

    public bool? PublishNotReadyAddresses { get; init; }

    public bool? AllocateLoadBalancerNodePorts { get; init; }

    public IReadOnlyDictionary<string, string> Selector { get; init => field = value ?? s_none; } = s_none;

    public ServicePort[] Ports { get; init => field = value ?? []; } = [];

    public string[] LoadBalancerSourceRanges { get; init => field = value ?? []; } = [];
}

/// <summary>A port of a service. TargetPort is a number or a name.</summary>
public sealed record ServicePort
{
    public string? Name { get; init; }

    public string? Protocol { get; init; }

    public string? AppProtocol { get; init; }

    public int? Port { get; init; }

    public int? NodePort { get; init; }

    public string? TargetPort { get; init; }
}

/// <summary>How long a client stays with an endpoint.</summary>
public sealed record SessionAffinityConfig
{
    public ClientIPConfig? ClientIP { get; init; }
}

/// <summary>How long a client stays with an endpoint.</summary>
public sealed record ClientIPConfig
{
    public int? TimeoutSeconds { get; init; }
}

/// <summary>What a service is.</summary>
public sealed record ServiceStatus
{
    public LoadBalancerStatus? LoadBalancer { get; init; }

    public Condition[] Conditions { get; init => field = value ?? []; } = [];
}

/// <summary>How a service or ingress is reached.</summary>
public sealed record LoadBalancerStatus
{
    public LoadBalancerIngress[] Ingress { get; init => field = value ?? []; } = [];
}

/// <summary>A name or address at which a service or ingress is reached.</summary>
public sealed record LoadBalancerIngress
{
    public string? Hostname { get; init; }

    public string? Ip { get; init; }
}
