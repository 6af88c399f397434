namespace TlsPathTools.Topology.Cluster;

/// <summary>A certificate that cert-manager keeps (cert-manager.io/v1 <c>Certificate</c>).</summary>
public sealed record CertificateResource
{
    public ObjectMeta? Metadata { get; init; }

    public CertificateSpec? Spec { get; init; }

    public CertificateStatus? Status { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Metadata}";
}

/// <summary>What is wanted.</summary>
public sealed record CertificateSpec
{
    public string? SecretName { get; init; }

    public string? CommonName { get; init; }

    public string? Duration { get; init; }

    public string? RenewBefore { get; init; }

    public IssuerReference? IssuerRef { get; init; }

    public string[] DnsNames { get; init => field = value ?? []; } = [];
}

/// <summary>An Issuer of the namespace, or a ClusterIssuer.</summary>
public sealed record IssuerReference
{
    public string? Kind { get; init; }

    public string? Name { get; init; }

    public string? Group { get; init; }
}

/// <summary>What there is.</summary>
public sealed record CertificateStatus
{
    public DateTime? NotBefore { get; init; }

    public DateTime? NotAfter { get; init; }

    public DateTime? RenewalTime { get; init; }

    public DateTime? LastFailureTime { get; init; }

    public int? FailedIssuanceAttempts { get; init; }

    public int? Revision { get; init; }

    public string? NextPrivateKeySecretName { get; init; }

    public Condition[] Conditions { get; init => field = value ?? []; } = [];
}

/// <summary>One attempt to get a certificate.</summary>
public sealed record CertificateRequest
{
    public ObjectMeta? Metadata { get; init; }

    public CertificateRequestSpec? Spec { get; init; }

    public CertificateRequestStatus? Status { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Metadata}";
}

/// <summary>Whom it asks.</summary>
public sealed record CertificateRequestSpec
{
    public IssuerReference? IssuerRef { get; init; }
}

/// <summary>How far it got.</summary>
public sealed record CertificateRequestStatus
{
    public DateTime? FailureTime { get; init; }

    public Condition[] Conditions { get; init => field = value ?? []; } = [];
}

/// <summary>An order at an ACME authority (acme.cert-manager.io/v1 <c>Order</c>).</summary>
public sealed record AcmeOrder
{
    public ObjectMeta? Metadata { get; init; }

    public AcmeOrderSpec? Spec { get; init; }

    public AcmeOrderStatus? Status { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Metadata}";
}

/// <summary>What is ordered, and where.</summary>
public sealed record AcmeOrderSpec
{
    public string? CommonName { get; init; }

    public IssuerReference? IssuerRef { get; init; }

    public string[] DnsNames { get; init => field = value ?? []; } = [];
}

/// <summary>pending, ready, processing, valid, invalid, expired or errored.</summary>
public sealed record AcmeOrderStatus
{
    public string? State { get; init; }

    public string? Reason { get; init; }

    public string? Url { get; init; }

    public DateTime? FailureTime { get; init; }
}

/// <summary>A proof that the ACME authority asks for (acme.cert-manager.io/v1 <c>Challenge</c>).</summary>
public sealed record AcmeChallenge
{
    public ObjectMeta? Metadata { get; init; }

    public AcmeChallengeSpec? Spec { get; init; }

    public AcmeChallengeStatus? Status { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Metadata}";
}

/// <summary>What is to be proved: type HTTP-01 or DNS-01.</summary>
public sealed record AcmeChallengeSpec
{
    public string? Type { get; init; }

    public string? DnsName { get; init; }

    public bool? Wildcard { get; init; }

    public string? Url { get; init; }

    public IssuerReference? IssuerRef { get; init; }
}

/// <summary>How far it got.</summary>
public sealed record AcmeChallengeStatus
{
    public string? State { get; init; }

    public string? Reason { get; init; }

    public bool? Presented { get; init; }

    public bool? Processing { get; init; }
}

/// <summary>An Issuer or ClusterIssuer of cert-manager.</summary>
public sealed record IssuerResource
{
    public ObjectMeta? Metadata { get; init; }

    public IssuerSpec? Spec { get; init; }

    public IssuerStatus? Status { get; init; }

    /// <inheritdoc/>
    public override string ToString() => $"{Metadata}";
}

/// <summary>Where certificates come from.</summary>
public sealed record IssuerSpec
{
    public AcmeIssuer? Acme { get; init; }
}

/// <summary>An ACME authority. Solvers' own settings are not read, but for the names of the secrets they need.</summary>
public sealed record AcmeIssuer
{
    public string? Server { get; init; }

    public string? Email { get; init; }

    public SecretKeyReference? PrivateKeySecretRef { get; init; }

    public AcmeSolver[] Solvers { get; init => field = value ?? []; } = [];
}

/// <summary>How a challenge is met.</summary>
public sealed record AcmeSolver
{
    public Dns01Solver? Dns01 { get; init; }

    public Http01Solver? Http01 { get; init; }
}

/// <summary>By a DNS record.</summary>
public sealed record Dns01Solver
{
    public CloudflareSolver? Cloudflare { get; init; }

    public Route53Solver? Route53 { get; init; }
}

/// <summary>At Cloudflare.</summary>
public sealed record CloudflareSolver
{
    public string? Email { get; init; }

    public SecretKeyReference? ApiTokenSecretRef { get; init; }

    public SecretKeyReference? ApiKeySecretRef { get; init; }
}

/// <summary>At Route 53.</summary>
public sealed record Route53Solver
{
    public string? Region { get; init; }

    public string? HostedZoneID { get; init; }

    public string? Role { get; init; }

    public SecretKeyReference? SecretAccessKeySecretRef { get; init; }
}

/// <summary>By an answer over HTTP.</summary>
public sealed record Http01Solver
{
    public Http01Ingress? Ingress { get; init; }
}

/// <summary>Through this class.</summary>
public sealed record Http01Ingress
{
    public string? Class { get; init; }

    public string? IngressClassName { get; init; }
}

/// <summary>A key of a secret.</summary>
public sealed record SecretKeyReference
{
    public string? Name { get; init; }

    public string? Key { get; init; }
}

/// <summary>Whether an issuer can be used.</summary>
public sealed record IssuerStatus
{
    public Condition[] Conditions { get; init => field = value ?? []; } = [];
}
