namespace TlsPathTools.Probing;

/// <summary>What a record tells of a server's certificate, and how it was judged.</summary>
internal sealed record CertificateFacts
{
    internal string? Subject { get; init; }

    internal string? Issuer { get; init; }

    internal string[] Names { get; init; } = [];

    internal string? Sha256 { get; init; }

    internal string? Serial { get; init; }

    internal DateTime? NotBefore { get; init; }

    internal DateTime? NotAfter { get; init; }

    internal CertificateProblems Problems { get; init; }

    /// <summary>The problems in words; null when there are none.</summary>
    internal string? ProblemText { get; init; }
}
