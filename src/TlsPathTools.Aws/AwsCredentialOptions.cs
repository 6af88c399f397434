using System.Text;

namespace TlsPathTools.Aws;

/// <summary>
/// Who asks AWS, and where. Whatever is null is looked up where the AWS CLI looks it up: environment, profiles, web identity, container,
/// instance metadata. Keys are never written out by <see cref="object.ToString"/>.
/// </summary>
public sealed record AwsCredentialOptions
{
    /// <summary>The profile; null for AWS_PROFILE or "default". A profile named here is used even where the environment holds keys.</summary>
    public string? ProfileName { get; init; }

    /// <summary>The region; null for AWS_REGION, AWS_DEFAULT_REGION or the profile's.</summary>
    public string? Region { get; init; }

    /// <summary>An access key.</summary>
    public string? AccessKeyId { get; init; }

    /// <summary>Its secret.</summary>
    public string? SecretAccessKey { get; init; }

    /// <summary>With temporary keys, their token.</summary>
    public string? SessionToken { get; init; }

    /// <summary>A role to assume with what is found otherwise.</summary>
    public string? RoleArn { get; init; }

    /// <summary>The external id that the role asks for.</summary>
    public string? ExternalId { get; init; }

    /// <summary>The session's name, which CloudTrail shows; null for one of our own.</summary>
    public string? RoleSessionName { get; init; }

    /// <summary>How long the role's keys shall serve; null for the service's default of an hour.</summary>
    public TimeSpan? RoleDuration { get; init; }

    /// <summary>A token of an identity provider that <see cref="RoleArn"/> trusts.</summary>
    public string? WebIdentityToken { get; init; }

    /// <summary>A file that holds one, read each time that it is needed.</summary>
    public string? WebIdentityTokenFile { get; init; }

    /// <summary>Gets one each time that it is needed: a managed identity of Azure, for example.</summary>
    public Func<CancellationToken, Task<string>>? WebIdentityTokenProvider { get; init; }

    /// <summary>An endpoint for all services instead of AWS's own; null for AWS_ENDPOINT_URL, the profile's, or AWS's.</summary>
    public Uri? EndpointUrl { get; init; }

    /// <summary>Whether FIPS endpoints are used; null for AWS_USE_FIPS_ENDPOINT or the profile's setting.</summary>
    public bool? UseFips { get; init; }

    /// <summary>Whether dual-stack endpoints are used; null for AWS_USE_DUALSTACK_ENDPOINT or the profile's setting.</summary>
    public bool? UseDualStack { get; init; }

    /// <summary>The proxy, with user and password in it where it asks for them; null for HTTPS_PROXY and NO_PROXY.</summary>
    public Uri? Proxy { get; init; }

    /// <summary>Whether a profile's <c>credential_process</c> may be started. Sandboxes such as Azure Automation's cannot start any.</summary>
    public bool AllowProcesses { get; init; } = true;

    private bool PrintMembers(StringBuilder builder)
    {
        builder.Append("ProfileName = ").Append(ProfileName).Append(", Region = ").Append(Region).Append(", RoleArn = ").Append(RoleArn)
            .Append(", Keys = ").Append(AccessKeyId is null ? "none" : "given");
        return true;
    }
}
