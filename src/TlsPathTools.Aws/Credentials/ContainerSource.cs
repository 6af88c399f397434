using System.Net;
using TlsPathTools.Aws.Pipeline;

namespace TlsPathTools.Aws.Credentials;

/// <summary>Keys of the task or pod that this runs in: ECS, EKS Pod Identity, CloudShell.</summary>
internal sealed class ContainerSource(Uri uri, AwsEnvironment environment) : CredentialSource
{
    private const int Attempts = 3;

    private static readonly TimeSpan s_timeout = TimeSpan.FromSeconds(2);

    // Where a token may go unencrypted: this machine, ECS, EKS Pod Identity.
    private static readonly IPAddress[] s_trusted = [IPAddress.Parse("169.254.170.2"), IPAddress.Parse("169.254.170.23"), IPAddress.Parse("fd00:ec2::23")];

    /// <inheritdoc/>
    public override string Description => $"the container's credentials at {SafeText.Escape(uri.Authority, 80)}";

    /// <summary>The source that the environment names; null where it names none.</summary>
    /// <exception cref="AwsRefusal">It names a place that keys must not come from.</exception>
    public static ContainerSource? Find(AwsEnvironment environment)
    {
        string? url = environment["AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"] is { } path ? "http://169.254.170.2" + path : environment["AWS_CONTAINER_CREDENTIALS_FULL_URI"];
        if (url is null)
            return null;
        if (!Uri.TryCreate(url, UriKind.Absolute, out Uri? uri) || !IsAllowed(uri))
        {
            throw new AwsRefusal(GapKind.NoCredentials, "AWS_CONTAINER_CREDENTIALS_FULL_URI is neither an https URL nor an address of this machine, ECS or EKS.",
                "Check who set it: a token would be sent there.");
        }

        return new ContainerSource(uri, environment);
    }

    /// <inheritdoc/>
    public override async Task<AwsKeys> FetchAsync(CancellationToken cancellationToken)
    {
        string? token = await TokenAsync(cancellationToken).ConfigureAwait(false);
        using var http = new LocalHttp(s_timeout);
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                (HttpStatusCode status, byte[] body) = await http.SendAsync(HttpMethod.Get, uri, token is null ? null : ("Authorization", token), cancellationToken).ConfigureAwait(false);
                if (status == HttpStatusCode.OK)
                    return KeysJson.Read(body, "The container's credential service");
                if ((int)status < 500 || attempt == Attempts)
                    throw new AwsRefusal(GapKind.NoCredentials, $"The container's credential service answered HTTP {(int)status}.", "Check the role of the task, or the pod identity association.");
            }
            catch (Exception exception) when (exception is HttpRequestException or TimeoutException)
            {
                if (attempt == Attempts)
                    throw CredentialFailure.Of(exception, "The container's credential service");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(200 * attempt), cancellationToken).ConfigureAwait(false);
        }
    }

    private static bool IsAllowed(Uri uri) => uri.Scheme == "https"
        || (uri.Scheme == "http" && (uri.IsLoopback || (IPAddress.TryParse(uri.DnsSafeHost, out IPAddress? address) && s_trusted.Contains(address))));

    // The file is replaced every hour or so.
    private async Task<string?> TokenAsync(CancellationToken cancellationToken)
    {
        string? token = environment["AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE"] is { } file
            ? (await WebIdentitySource.FromFile(file)(cancellationToken).ConfigureAwait(false)).Trim()
            : environment["AWS_CONTAINER_AUTHORIZATION_TOKEN"];
        return token?.AsSpan().IndexOfAny('\r', '\n') >= 0
            ? throw new AwsRefusal(GapKind.NoCredentials, "The container's authorization token has more than one line.")
            : token;
    }
}
