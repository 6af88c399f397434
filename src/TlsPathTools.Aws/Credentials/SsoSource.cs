using Amazon.Runtime;
using Amazon.SSO.Model;
using TlsPathTools.Aws.Pipeline;

namespace TlsPathTools.Aws.Credentials;

/// <summary>Where somebody logs in with IAM Identity Center.</summary>
/// <param name="CacheKey">What the token's file is named after: the session's name, or in profiles of the older form the start URL.</param>
/// <param name="Region">The region of the Identity Center.</param>
/// <param name="AccountId">The account.</param>
/// <param name="RoleName">The permission set.</param>
internal sealed record SsoLogin(string CacheKey, string Region, string AccountId, string RoleName);

/// <summary>Keys for which the AWS CLI's login is shown (<c>aws sso login</c>).</summary>
internal sealed class SsoSource(string profile, SsoLogin login, SsoTokenCache tokens, LoginClients clients) : CredentialSource
{
    /// <inheritdoc/>
    public override string Description => $"the login of profile '{SafeText.Escape(profile, 80)}' (IAM Identity Center)";

    private string Advice => $"Run: aws sso login --profile {SafeText.Escape(profile, 80)}";

    /// <inheritdoc/>
    public override async Task<AwsKeys> FetchAsync(CancellationToken cancellationToken)
    {
        string token = await tokens.GetAsync(login, clients, cancellationToken).ConfigureAwait(false)
            ?? throw new AwsRefusal(GapKind.BadCredentials, $"There is no login for profile '{SafeText.Escape(profile, 80)}', or it has expired.", Advice);
        using var portal = clients.Sso(login.Region);
        try
        {
            var request = new GetRoleCredentialsRequest { AccessToken = token, AccountId = login.AccountId, RoleName = login.RoleName };
            GetRoleCredentialsResponse response = await portal.GetRoleCredentialsAsync(request, cancellationToken).WaitAsync(cancellationToken).ConfigureAwait(false);
            return response.RoleCredentials is { AccessKeyId.Length: > 0, SecretAccessKey.Length: > 0, Expiration: { } milliseconds } keys
                ? new AwsKeys(keys.AccessKeyId, keys.SecretAccessKey, keys.SessionToken, DateTimeOffset.FromUnixTimeMilliseconds(milliseconds))
                : throw new AwsRefusal(GapKind.Malformed, "IAM Identity Center answered without credentials.");
        }
        catch (Amazon.SSO.Model.UnauthorizedException)
        {
            throw new AwsRefusal(GapKind.BadCredentials, $"The login of profile '{SafeText.Escape(profile, 80)}' is no longer accepted.", Advice);
        }
        catch (AmazonServiceException exception) when ((int)exception.StatusCode == 403)
        {
            throw new AwsRefusal(GapKind.Denied, $"IAM Identity Center gives this user no credentials for role {SafeText.Escape(login.RoleName, 80)} in account {SafeText.Escape(login.AccountId, 20)}.",
                "Check sso_account_id and sso_role_name of the profile, and the user's assignments.");
        }
        catch (Exception exception) when (exception is not (OperationCanceledException or AwsRefusal))
        {
            throw CredentialFailure.Of(exception, $"No credentials from {Description}");
        }
    }
}
