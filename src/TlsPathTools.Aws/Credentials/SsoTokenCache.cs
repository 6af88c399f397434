using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Amazon.Runtime;
using Amazon.SSOOIDC.Model;
using TlsPathTools.Aws.Pipeline;

namespace TlsPathTools.Aws.Credentials;

/// <summary>
/// The tokens that <c>aws sso login</c> leaves in <c>~/.aws/sso/cache</c>, in files named by the SHA-1 of the session's name. One that is
/// about to expire is refreshed and written back, as the CLI does: a refresh token serves once.
/// </summary>
internal sealed class SsoTokenCache(string folder, TimeProvider time)
{
    private static readonly TimeSpan s_early = TimeSpan.FromMinutes(5);

    /// <summary>A token that serves; null where somebody has to log in.</summary>
    public async Task<string?> GetAsync(SsoLogin login, LoginClients clients, CancellationToken cancellationToken)
    {
        string path = PathOf(login.CacheKey);
        if (await ReadAsync(path, cancellationToken).ConfigureAwait(false) is not { } kept || Text(kept, "accessToken") is not { } token)
            return null;
        DateTimeOffset? expires = Time(kept, "expiresAt");
        if (expires > time.GetUtcNow() + s_early)
            return token;
        string? refreshed = await RefreshAsync(kept, path, login.Region, clients, cancellationToken).ConfigureAwait(false);
        return refreshed ?? (expires > time.GetUtcNow() ? token : null);
    }

    /// <summary>The file of a session's token.</summary>
    [System.Diagnostics.CodeAnalysis.SuppressMessage("Security", "CA5350", Justification = "The name of the CLI's file: nothing depends on its strength.")]
    public string PathOf(string cacheKey) => Path.Combine(folder, Convert.ToHexString(SHA1.HashData(Encoding.UTF8.GetBytes(cacheKey))).ToLowerInvariant() + ".json");

    private async Task<string?> RefreshAsync(JsonObject kept, string path, string region, LoginClients clients, CancellationToken cancellationToken)
    {
        if (Text(kept, "refreshToken") is not { } refresh || Text(kept, "clientId") is not { } client || Text(kept, "clientSecret") is not { } secret
            || Time(kept, "registrationExpiresAt") < time.GetUtcNow())
        {
            return null;
        }

        using var oidc = clients.SsoOidc(region);
        CreateTokenResponse issued;
        try
        {
            var request = new CreateTokenRequest { ClientId = client, ClientSecret = secret, GrantType = "refresh_token", RefreshToken = refresh };
            issued = await oidc.CreateTokenAsync(request, cancellationToken).WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (AmazonServiceException exception) when ((int)exception.StatusCode is >= 400 and < 500)
        {
            return null;
        }
        catch (Exception exception) when (exception is not (OperationCanceledException or AwsRefusal))
        {
            throw CredentialFailure.Of(exception, "The login to IAM Identity Center could not be refreshed");
        }

        if (string.IsNullOrEmpty(issued.AccessToken))
            return null;
        kept["accessToken"] = issued.AccessToken;
        kept["expiresAt"] = (time.GetUtcNow() + TimeSpan.FromSeconds(issued.ExpiresIn ?? 0)).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        if (!string.IsNullOrEmpty(issued.RefreshToken))
            kept["refreshToken"] = issued.RefreshToken;
        Write(path, kept);
        return issued.AccessToken;
    }

    private static async Task<JsonObject?> ReadAsync(string path, CancellationToken cancellationToken)
    {
        try
        {
            return JsonNode.Parse(await File.ReadAllTextAsync(path, cancellationToken).ConfigureAwait(false)) as JsonObject;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or JsonException)
        {
            return null;
        }
    }

    // Beside it, for this user alone, and then in its place: the CLI may be reading. Where it cannot be written, this login still serves.
    private static void Write(string path, JsonObject kept)
    {
        string beside = $"{path}.{Guid.NewGuid():N}";
        try
        {
            var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
            if (!OperatingSystem.IsWindows())
                options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
            using (var stream = new FileStream(beside, options))
            using (var writer = new Utf8JsonWriter(stream))
                kept.WriteTo(writer);
            File.Move(beside, path, overwrite: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            File.Delete(beside);
        }
    }

    private static string? Text(JsonObject kept, string name) =>
        kept[name] is JsonValue value && value.TryGetValue(out string? text) && text.Length > 0 ? text : null;

    // The CLI has written 2020-06-17T10:02:08UTC, too.
    private static DateTimeOffset? Time(JsonObject kept, string name) =>
        DateTimeOffset.TryParse(Text(kept, name)?.Replace("UTC", "Z", StringComparison.Ordinal), CultureInfo.InvariantCulture,
            DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out DateTimeOffset time) ? time : null;
}
