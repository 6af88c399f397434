namespace TlsPathTools.Topology.Cluster;

/// <summary>An ingress.</summary>
public sealed record Ingress
{
    public ObjectMeta? Metadata { get; init; }

    public IngressSpec? Spec { get; init; }

    public IngressStatus? Status { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Metadata}";
}

/// <summary>What an ingress is meant to be.</summary>
public sealed record IngressSpec
{
    public string? IngressClassName { get; init; }

    public IngressBackend? DefaultBackend { get; init; }

    public IngressRule[] Rules { get; init => field = value ?? []; } = [];

    public IngressTls[] Tls { get; init => field = value ?? []; } = [];
}

/// <summary>The paths of a host.</summary>
public sealed record IngressRule
{
    public string? Host { get; init; }

    public HttpIngressRuleValue? Http { get; init; }
}

/// <summary>Paths.</summary>
public sealed record HttpIngressRuleValue
{
    public HttpIngressPath[] Paths { get; init => field = value ?? []; } = [];
}

/// <summary>A path and what answers it.</summary>
public sealed record HttpIngressPath
{
    public string? Path { get; init; }

    public string? PathType { get; init; }

    public IngressBackend? Backend { get; init; }
}

/// <summary>What answers.</summary>
public sealed record IngressBackend
{
    public IngressServiceBackend? Service { get; init; }
}

/// <summary>A service that answers.</summary>
public sealed record IngressServiceBackend
{
    public string? Name { get; init; }

    public ServiceBackendPort? Port { get; init; }
}

/// <summary>A port by name or number.</summary>
public sealed record ServiceBackendPort
{
    public string? Name { get; init; }

    public int? Number { get; init; }
}

/// <summary>A secret with the certificate of hosts.</summary>
public sealed record IngressTls
{
    public string[] Hosts { get; init => field = value ?? []; } = [];

    public string? SecretName { get; init; }
}

/// <summary>What an ingress is.</summary>
public sealed record IngressStatus
{
    public LoadBalancerStatus? LoadBalancer { get; init; }
}
