using System.Globalization;
using TlsPathTools.Aws.Pipeline;

namespace TlsPathTools.Aws.Credentials;

/// <summary>
/// Finds where keys come from, in the AWS CLI's order: what was given, the environment, the profile, a web identity, the container, the
/// instance. Nothing is asked over the network yet.
/// </summary>
internal sealed class CredentialChain(AwsCredentialOptions options, AwsEnvironment environment, AwsFiles files, LoginClients clients, TimeProvider time)
{
    /// <summary>The source.</summary>
    /// <exception cref="AwsRefusal">There is none, or what names it is wrong.</exception>
    public CredentialSource Find()
    {
        if (WebIdentityToken() is { } token)
            return new WebIdentitySource(GivenRole() ?? throw new AwsRefusal(GapKind.NoCredentials, "A web identity token needs a role.", "Give the role's ARN."), token, "that was given", clients);
        CredentialSource own = Own();
        return GivenRole() is { } role ? new RoleSource(role, Cached(own), clients) : own;
    }

    /// <summary>The name of the profile that is looked at, and whether somebody named it.</summary>
    public static (string Name, bool IsNamed) ProfileOf(AwsCredentialOptions options, AwsEnvironment environment) =>
        (options.ProfileName ?? environment["AWS_PROFILE"] ?? environment["AWS_DEFAULT_PROFILE"]) is { Length: > 0 } name ? (name, true) : ("default", false);

    private CredentialSource Own()
    {
        if (options.AccessKeyId is { Length: > 0 } || options.SecretAccessKey is { Length: > 0 })
            return Keys("the keys that were given", options.AccessKeyId, options.SecretAccessKey, options.SessionToken);
        // Keys in the environment go before AWS_PROFILE, but not before a profile that was asked for.
        if (options.ProfileName is null && environment["AWS_ACCESS_KEY_ID"] is { } key)
            return Keys("the environment (AWS_ACCESS_KEY_ID)", key, environment["AWS_SECRET_ACCESS_KEY"], environment["AWS_SESSION_TOKEN"] ?? environment["AWS_SECURITY_TOKEN"]);
        (string name, bool isNamed) = ProfileOf(options, environment);
        AwsProfile? profile = isNamed ? files.Get(name) : files.Find(name);
        if (profile is not null && new ProfileCredentials(options, environment, files, clients, time).Find(profile) is { } found)
            return found;
        if (options.ProfileName is null && EnvironmentWebIdentity() is { } identity)
            return identity;
        return ContainerSource.Find(environment) ?? (CredentialSource?)InstanceSource.Find(environment)
            ?? throw InstanceSource.None("the metadata service of an instance is not to be asked (AWS_EC2_METADATA_DISABLED)");
    }

    private WebIdentitySource? EnvironmentWebIdentity()
    {
        if (environment["AWS_WEB_IDENTITY_TOKEN_FILE"] is not { } file)
            return null;
        string arn = environment["AWS_ROLE_ARN"] ?? throw new AwsRefusal(GapKind.NoCredentials, "AWS_WEB_IDENTITY_TOKEN_FILE is set and AWS_ROLE_ARN is not.");
        return new WebIdentitySource(new AwsRole(arn) { SessionName = environment["AWS_ROLE_SESSION_NAME"] ?? "" }, WebIdentitySource.FromFile(file), "of AWS_WEB_IDENTITY_TOKEN_FILE", clients);
    }

    private Func<CancellationToken, Task<string>>? WebIdentityToken() => options switch
    {
        { WebIdentityTokenProvider: { } provider } => provider,
        { WebIdentityToken: { Length: > 0 } token } => _ => Task.FromResult(token),
        { WebIdentityTokenFile: { Length: > 0 } file } => WebIdentitySource.FromFile(environment.Expand(file)),
        _ => null,
    };

    private AwsRole? GivenRole() => options.RoleArn is { Length: > 0 } arn
        ? new AwsRole(arn) { ExternalId = options.ExternalId, SessionName = options.RoleSessionName ?? "", DurationSeconds = (int?)options.RoleDuration?.TotalSeconds }
        : null;

    private CredentialCache Cached(CredentialSource source) => new(source, time);

    /// <summary>Keys that are written somewhere.</summary>
    public static GivenKeys Keys(string description, string? key, string? secret, string? token) =>
        key?.Trim() is { Length: > 0 } id && secret?.Trim() is { Length: > 0 } given
            ? new GivenKeys(description, new AwsKeys(id, given, token?.Trim() is { Length: > 0 } session ? session : null, expires: null))
            : throw new AwsRefusal(GapKind.NoCredentials, $"Of {description} one is missing: an access key needs its secret access key.", "Give both, or neither.");
}
