using Amazon.Runtime;
using Amazon.SecurityToken.Model;
using TlsPathTools.Aws.Pipeline;

namespace TlsPathTools.Aws.Credentials;

/// <summary>A role to assume.</summary>
/// <param name="Arn">Its ARN.</param>
internal sealed record AwsRole(string Arn)
{
    private const string DefaultSession = "tlspathtools";

    public string? ExternalId { get; init; }

    /// <summary>What CloudTrail shows.</summary>
    public string SessionName { get; init => field = string.IsNullOrEmpty(value) ? DefaultSession : value; } = DefaultSession;

    public int? DurationSeconds { get; init; }
}

/// <summary>A role's keys, issued by STS to whoever may assume it.</summary>
internal sealed class RoleSource(AwsRole role, CredentialCache caller, LoginClients clients) : CredentialSource
{
    /// <inheritdoc/>
    public override string Description => $"the role {SafeText.Escape(role.Arn)}";

    /// <inheritdoc/>
    public override async Task<AwsKeys> FetchAsync(CancellationToken cancellationToken)
    {
        AwsKeys keys = await caller.GetAsync(cancellationToken).ConfigureAwait(false);
        using var sts = clients.Sts(keys);
        var request = new AssumeRoleRequest
        {
            RoleArn = role.Arn, RoleSessionName = role.SessionName, ExternalId = role.ExternalId, DurationSeconds = role.DurationSeconds,
        };
        return await IssuedAsync(async () => (await sts.AssumeRoleAsync(request, cancellationToken).ConfigureAwait(false)).Credentials, Description, "sts:AssumeRole", cancellationToken)
            .ConfigureAwait(false);
    }

    /// <summary>Keys that STS issues, or why it does not.</summary>
    public static async Task<AwsKeys> IssuedAsync(
        Func<Task<Amazon.SecurityToken.Model.Credentials?>> ask, string what, string permission, CancellationToken cancellationToken)
    {
        try
        {
            Amazon.SecurityToken.Model.Credentials? issued = await ask().WaitAsync(cancellationToken).ConfigureAwait(false);
            return issued is { AccessKeyId.Length: > 0, SecretAccessKey.Length: > 0, SessionToken.Length: > 0, Expiration: { } expiration }
                ? new AwsKeys(issued.AccessKeyId, issued.SecretAccessKey, issued.SessionToken, new DateTimeOffset(expiration.ToUniversalTime()))
                : throw new AwsRefusal(GapKind.Malformed, $"STS answered without credentials for {what}.");
        }
        catch (Exception exception) when (exception is not (OperationCanceledException or AwsRefusal))
        {
            throw CredentialFailure.Of(exception, $"No credentials for {what}", permission);
        }
    }
}
