namespace TlsPathTools;

/// <summary>An open connection to an AWS account, a Kubernetes cluster, or both. It holds no secret.</summary>
public sealed record TlsPathConnection : TlsPathRecord
{
    /// <summary>Its number in this session, from 1.</summary>
    public required int ConnectionId { get; init; }

    /// <summary>Whether cmdlets use it when none is named.</summary>
    public bool IsDefault { get; init; }

    /// <summary>The AWS account; null without AWS, or where it could not be told.</summary>
    public string? AccountId { get; init; }

    /// <summary>The caller's ARN.</summary>
    public string? Caller { get; init; }

    /// <summary>The region.</summary>
    public string? Region { get; init; }

    /// <summary>The profile of the credentials; null for those of parameters, environment or machine.</summary>
    public string? ProfileName { get; init; }

    /// <summary>The endpoint that replaces AWS's own; null for AWS's own.</summary>
    public string? EndpointUrl { get; init; }

    /// <summary>The EKS cluster.</summary>
    public string? ClusterName { get; init; }

    /// <summary>The context of the kubeconfig.</summary>
    public string? KubeContext { get; init; }

    /// <summary>The API server.</summary>
    public string? KubeServer { get; init; }

    /// <summary>Its version.</summary>
    public string? KubeVersion { get; init; }

    /// <summary>The user that the cluster takes the caller for.</summary>
    public string? KubeUser { get; init; }

    /// <summary>What is not in order: no AWS, no cluster, an insecure context, ….</summary>
    public string[] Notes { get; init => field = value ?? []; } = [];

    /// <summary>When it was opened, in UTC.</summary>
    public required DateTime OpenedUtc { get; init; }

    /// <inheritdoc/>
    public bool Equals(TlsPathConnection? other) => RecordValues.Same(this, other);

    /// <inheritdoc/>
    public override int GetHashCode() => RecordValues.Hash(this);

    /// <inheritdoc/>
    public override string ToString()
    {
        // What comes back from a job has empty texts where there were none.
        string? cluster = new[] { ClusterName, KubeContext, KubeServer }.FirstOrDefault(name => !string.IsNullOrEmpty(name));
        return $"Connection {ConnectionId}: {string.Join(", ", new[] { string.IsNullOrEmpty(AccountId) ? null : $"{AccountId}/{Region}", cluster }.OfType<string>())}";
    }
}
