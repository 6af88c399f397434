namespace TlsPathTools.Connections;

/// <summary>How an account and a cluster are reached. What is not said comes from environment, profile and kubeconfig, as their own programs take it.</summary>
public sealed record AccessOptions
{
    /// <summary>Leave AWS out.</summary>
    public bool NoAws { get; init; }

    /// <summary>A profile of the shared configuration.</summary>
    public string? ProfileName { get; init; }

    /// <summary>The region.</summary>
    public string? Region { get; init; }

    /// <summary>An access key, instead of the credentials that are found.</summary>
    public string? AccessKeyId { get; init; }

    /// <summary>Its secret.</summary>
    public string? SecretAccessKey { get; init; }

    /// <summary>The token of temporary credentials.</summary>
    public string? SessionToken { get; init; }

    /// <summary>A role to assume.</summary>
    public string? RoleArn { get; init; }

    /// <summary>The external id that the role asks for.</summary>
    public string? ExternalId { get; init; }

    /// <summary>A token of an identity provider to assume the role with, for example of an Azure managed identity.</summary>
    public string? WebIdentityToken { get; init; }

    /// <summary>An endpoint for every service.</summary>
    public string? EndpointUrl { get; init; }

    /// <summary>FIPS endpoints.</summary>
    public bool UseFips { get; init; }

    /// <summary>Dual-stack endpoints.</summary>
    public bool UseDualStack { get; init; }

    /// <summary>Leave Kubernetes out.</summary>
    public bool NoKubernetes { get; init; }

    /// <summary>An EKS cluster: endpoint and authority come from DescribeCluster, the token from the AWS credentials.</summary>
    public string? ClusterName { get; init; }

    /// <summary>A kubeconfig file; those of KUBECONFIG or ~/.kube/config otherwise.</summary>
    public string? KubeConfigPath { get; init; }

    /// <summary>A context of it; the current one otherwise.</summary>
    public string? KubeContext { get; init; }

    // A record prints its properties, and these hold secrets.
    private bool PrintMembers(System.Text.StringBuilder builder)
    {
        builder.Append("Region = ").Append(Region).Append(", ClusterName = ").Append(ClusterName);
        return true;
    }
}
