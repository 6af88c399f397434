namespace TlsPathTools.Kubernetes;

/// <summary>What a token for an EKS cluster is made for: the arguments of <c>aws eks get-token</c> or <c>aws-iam-authenticator token</c>.</summary>
public sealed record EksTokenRequest
{
    /// <summary>The cluster's name (or its id, for a local cluster on Outposts): it is signed into the token.</summary>
    public required string ClusterName { get; init; }

    /// <summary>The region whose STS is asked; null for the default.</summary>
    public string? Region { get; init; }

    /// <summary>The profile of the credentials; null for the default.</summary>
    public string? ProfileName { get; init; }

    /// <summary>The role to take on first; null for none.</summary>
    public string? RoleArn { get; init; }

    /// <summary>Names of further variables that the kubeconfig sets for the program, and which the token is made without.</summary>
    public IReadOnlyList<string> EnvironmentNames { get; init; } = [];

    /// <inheritdoc/>
    public override string ToString() => ClusterName;
}

/// <summary>A bearer token. Its text is in no ToString.</summary>
/// <param name="value">The token.</param>
/// <param name="expires">Until when it is good.</param>
/// <param name="caller">Whose it is (an ARN); null where that is not known.</param>
public sealed class BearerToken(string value, DateTimeOffset expires, string? caller = null)
{
    /// <summary>The token.</summary>
    public string Value { get; } = value;

    /// <summary>Until when it is good.</summary>
    public DateTimeOffset Expires { get; } = expires;

    /// <summary>Whose it is (an ARN); null where that is not known.</summary>
    public string? Caller { get; } = caller;
}

/// <summary>Makes tokens for EKS clusters.</summary>
/// <param name="request">For which.</param>
/// <param name="cancellationToken">Ends the wait.</param>
/// <returns>The token. A <see cref="KubernetesException"/> says why there is none, in words that are shown; of any other exception only the type is.</returns>
public delegate Task<BearerToken> EksTokenProvider(EksTokenRequest request, CancellationToken cancellationToken);
