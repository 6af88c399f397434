namespace TlsPathTools.Topology.Certificates;

/// <summary>A certificate that cert-manager keeps, from the certificate to the secret of its issuer: where its renewal is stuck, and whether that explains what clients see.</summary>
public sealed record CertificateRenewal : TlsPathRecord
{
    /// <summary>The certificate's namespace.</summary>
    public string? Namespace { get; init; }

    /// <summary>The certificate.</summary>
    public required string CertificateName { get; init; }

    /// <summary>The name that it was asked about, or the first that it covers.</summary>
    public string? HostName { get; init; }

    /// <summary>All names that it is to cover.</summary>
    public string[] DnsNames { get; init => field = value ?? []; } = [];

    /// <summary>The secret that it is kept in.</summary>
    public string? SecretName { get; init; }

    /// <summary>Whether that is there; null where secrets could not be read.</summary>
    public bool? SecretExists { get; init; }

    /// <summary>Issuer or ClusterIssuer.</summary>
    public string? IssuerKind { get; init; }

    /// <summary>Its name.</summary>
    public string? IssuerName { get; init; }

    /// <summary>Whether it says that it is ready. An ACME issuer looks at its account alone: it is ready without the secrets of its solvers.</summary>
    public bool? IssuerReady { get; init; }

    /// <summary>Whether the certificate says that it is ready: it does until its end date, whatever becomes of the renewal.</summary>
    public bool? Ready { get; init; }

    /// <summary>Whether one is being issued.</summary>
    public bool? Issuing { get; init; }

    /// <summary>The end date of the one in the secret, in UTC.</summary>
    public DateTime? NotAfter { get; init; }

    /// <summary>When renewal was or is due, in UTC.</summary>
    public DateTime? RenewalTime { get; init; }

    /// <summary>The request under way.</summary>
    public string? RequestName { get; init; }

    /// <summary>Its order.</summary>
    public string? OrderName { get; init; }

    /// <summary>pending, ready, processing, valid, invalid, expired or errored.</summary>
    public string? OrderState { get; init; }

    /// <summary>The challenge of it that is open.</summary>
    public string? ChallengeName { get; init; }

    /// <summary>HTTP-01 or DNS-01.</summary>
    public string? ChallengeType { get; init; }

    /// <summary>pending, processing, valid, invalid, expired or errored.</summary>
    public string? ChallengeState { get; init; }

    /// <summary>Where it is stuck.</summary>
    public required CertificateStage StuckAt { get; init; }

    /// <summary>Since when, in UTC.</summary>
    public DateTime? StuckSinceUtc { get; init; }

    /// <summary>Why, in the words of the resource where it is stuck.</summary>
    public string? Reason { get; init; }

    /// <summary>What is missing: "Secret hutch/cloudflare-issuer-api-token".</summary>
    public string? MissingObject { get; init; }

    /// <summary>How that is known: from the list of secrets, from what the challenge says, or both.</summary>
    public string? MissingBecause { get; init; }

    /// <summary>Attempts that failed in a row.</summary>
    public int? FailedAttempts { get; init; }

    /// <summary>When the last one failed, in UTC.</summary>
    public DateTime? LastFailureUtc { get; init; }

    /// <summary>When the next one may begin, in UTC: an hour after the first failure, twice that after each further one, 32 hours at most.</summary>
    public DateTime? NextAttemptUtc { get; init; }

    /// <summary>Warnings about any part of it.</summary>
    public int Warnings { get; init; }

    /// <summary>When the last one came, in UTC.</summary>
    public DateTime? LastWarningUtc { get; init; }

    /// <summary>The addresses at which a certificate was seen.</summary>
    public string[] ServedAddresses { get; init => field = value ?? []; } = [];

    /// <summary>The earliest end date of the certificates that were seen, in UTC.</summary>
    public DateTime? ServedNotAfter { get; init; }

    /// <summary>Whether every certificate that was seen is within its dates; null where none was seen.</summary>
    public bool? ServedStillValid { get; init; }

    /// <summary>Whether what was seen is the one in the secret, by the end dates; null where that is not known.</summary>
    public bool? ServedIsTheSecrets { get; init; }

    /// <summary>Whether this renewal explains what clients see; null where no certificate was seen.</summary>
    public bool? ExplainsSymptom { get; init; }

    /// <summary>The same in words.</summary>
    public required string Detail { get; init; }

    /// <summary>What a reader should know: parts that could not be read, doubts.</summary>
    public string[] Notes { get; init => field = value ?? []; } = [];

    /// <inheritdoc/>
    public bool Equals(CertificateRenewal? other) => RecordValues.Same(this, other);

    /// <inheritdoc/>
    public override int GetHashCode() => RecordValues.Hash(this);

    /// <inheritdoc/>
    public override string ToString() => $"{Namespace}/{CertificateName}: {(StuckAt == CertificateStage.None ? "not stuck" : $"stuck at {StuckAt}")}";
}
