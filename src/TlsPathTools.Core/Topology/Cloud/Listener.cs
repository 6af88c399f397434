namespace TlsPathTools.Topology.Cloud;

/// <summary>A listener: what a load balancer does with connections to a port.</summary>
public sealed record Listener
{
    public string? ListenerArn { get; init; }

    public string? LoadBalancerArn { get; init; }

    public int? Port { get; init; }

    public string? Protocol { get; init; }

    public string? SslPolicy { get; init; }

    public MutualAuthenticationAttributes? MutualAuthentication { get; init; }

    public Certificate[] Certificates { get; init => field = value ?? []; } = [];

    public ListenerAction[] DefaultActions { get; init => field = value ?? []; } = [];

    public string[] AlpnPolicy { get; init => field = value ?? []; } = [];

    /// <inheritdoc/>
    public override string ToString() => $"{Protocol}:{Port}";
}

/// <summary>A certificate of a listener.</summary>
public sealed record Certificate
{
    public string? CertificateArn { get; init; }

    public bool? IsDefault { get; init; }
}

/// <summary>Whether clients must show a certificate.</summary>
public sealed record MutualAuthenticationAttributes
{
    public string? Mode { get; init; }

    public string? TrustStoreArn { get; init; }

    public bool? IgnoreClientCertificateExpiry { get; init; }

    public string? TrustStoreAssociationStatus { get; init; }
}

/// <summary>What a listener or a rule does (<c>Action</c> in the API, which is System's name for another thing here).</summary>
public sealed record ListenerAction
{
    public string? Type { get; init; }

    public int? Order { get; init; }

    public string? TargetGroupArn { get; init; }

    public ForwardActionConfig? ForwardConfig { get; init; }

    public RedirectActionConfig? RedirectConfig { get; init; }

    public FixedResponseActionConfig? FixedResponseConfig { get; init; }
}

/// <summary>To which target groups, by weight.</summary>
public sealed record ForwardActionConfig
{
    public TargetGroupTuple[] TargetGroups { get; init => field = value ?? []; } = [];

    public TargetGroupStickinessConfig? TargetGroupStickinessConfig { get; init; }
}

/// <summary>A target group and its weight, 0 to 999.</summary>
public sealed record TargetGroupTuple
{
    public string? TargetGroupArn { get; init; }

    public int? Weight { get; init; }
}

/// <summary>Whether a client stays with a target group.</summary>
public sealed record TargetGroupStickinessConfig
{
    public bool? Enabled { get; init; }

    public int? DurationSeconds { get; init; }
}

/// <summary>Where a client is sent.</summary>
public sealed record RedirectActionConfig
{
    public string? Protocol { get; init; }

    public string? Port { get; init; }

    public string? Host { get; init; }

    public string? Path { get; init; }

    public string? Query { get; init; }

    public string? StatusCode { get; init; }
}

/// <summary>What a client is answered.</summary>
public sealed record FixedResponseActionConfig
{
    public string? StatusCode { get; init; }

    public string? ContentType { get; init; }

    public string? MessageBody { get; init; }
}
