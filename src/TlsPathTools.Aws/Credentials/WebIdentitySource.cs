using Amazon.SecurityToken.Model;
using TlsPathTools.Aws.Pipeline;

namespace TlsPathTools.Aws.Credentials;

/// <summary>A role's keys, issued by STS for a token of an identity provider: service accounts of EKS (IRSA), managed identities of Azure, CI.</summary>
internal sealed class WebIdentitySource(AwsRole role, Func<CancellationToken, Task<string>> token, string tokenOrigin, LoginClients clients) : CredentialSource
{
    private const int MaxTokenBytes = 64 << 10;

    /// <inheritdoc/>
    public override string Description => $"the role {SafeText.Escape(role.Arn)} with a web identity token {tokenOrigin}";

    /// <summary>Reads the token from a file each time: whoever put it there replaces it.</summary>
    public static Func<CancellationToken, Task<string>> FromFile(string path) => async cancellationToken =>
    {
        try
        {
            if (new FileInfo(path) is { Exists: true, Length: > MaxTokenBytes })
                throw new AwsRefusal(GapKind.TooLarge, $"The web identity token file {SafeText.Escape(path)} is too large to be one.");
            return await File.ReadAllTextAsync(path, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            throw new AwsRefusal(GapKind.NoCredentials, $"The web identity token file {SafeText.Escape(path)} cannot be read: {exception.GetType().Name}.",
                "Check AWS_WEB_IDENTITY_TOKEN_FILE, or the service account's annotation.", exception);
        }
    };

    /// <inheritdoc/>
    public override async Task<AwsKeys> FetchAsync(CancellationToken cancellationToken)
    {
        string identity = (await TokenAsync(cancellationToken).ConfigureAwait(false)).Trim();
        if (identity.Length == 0)
            throw new AwsRefusal(GapKind.NoCredentials, $"The web identity token {tokenOrigin} is empty.");
        using var sts = clients.Sts(keys: null);
        var request = new AssumeRoleWithWebIdentityRequest
        {
            RoleArn = role.Arn, RoleSessionName = role.SessionName, WebIdentityToken = identity, DurationSeconds = role.DurationSeconds,
        };
        return await RoleSource.IssuedAsync(
            async () => (await sts.AssumeRoleWithWebIdentityAsync(request, cancellationToken).ConfigureAwait(false)).Credentials, Description, "sts:AssumeRoleWithWebIdentity", cancellationToken)
            .ConfigureAwait(false);
    }

    private async Task<string> TokenAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await token(cancellationToken).WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        // Whoever provides tokens is not ours: what its exception says may hold anything.
        catch (Exception exception) when (exception is not (OperationCanceledException or AwsRefusal))
        {
            throw new AwsRefusal(GapKind.NoCredentials, $"The web identity token {tokenOrigin} could not be had: {exception.GetType().Name}.");
        }
    }
}
