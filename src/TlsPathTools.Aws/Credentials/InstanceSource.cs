using System.Globalization;
using System.Net;
using System.Text;
using TlsPathTools.Aws.Pipeline;

namespace TlsPathTools.Aws.Credentials;

/// <summary>
/// Keys of the instance that this runs on, from its metadata service, version 2. Elsewhere nothing answers at its address: so it is asked
/// once, and briefly.
/// </summary>
internal sealed class InstanceSource(Uri service, TimeSpan timeout) : CredentialSource
{
    private const string Roles = "latest/meta-data/iam/security-credentials/";

    /// <inheritdoc/>
    public override string Description => "the instance's role";

    /// <summary>The source; null where the environment forbids it.</summary>
    public static InstanceSource? Find(AwsEnvironment environment)
    {
        if (environment.Flag("AWS_EC2_METADATA_DISABLED") == true)
            return null;
        bool overIPv6 = string.Equals(environment["AWS_EC2_METADATA_SERVICE_ENDPOINT_MODE"], "IPv6", StringComparison.OrdinalIgnoreCase);
        string url = environment["AWS_EC2_METADATA_SERVICE_ENDPOINT"] ?? (overIPv6 ? "http://[fd00:ec2::254]" : "http://169.254.169.254");
        int seconds = int.TryParse(environment["AWS_METADATA_SERVICE_TIMEOUT"], NumberStyles.None, CultureInfo.InvariantCulture, out int given) ? Math.Clamp(given, 1, 30) : 1;
        return Uri.TryCreate(url.TrimEnd('/') + "/", UriKind.Absolute, out Uri? service) && service.Scheme is "http" or "https"
            ? new InstanceSource(service, TimeSpan.FromSeconds(seconds))
            : throw new AwsRefusal(GapKind.Other, "AWS_EC2_METADATA_SERVICE_ENDPOINT is not a URL.");
    }

    /// <inheritdoc/>
    public override async Task<AwsKeys> FetchAsync(CancellationToken cancellationToken)
    {
        using var http = new LocalHttp(timeout);
        try
        {
            string token = await AskAsync(http, HttpMethod.Put, "latest/api/token", ("X-aws-ec2-metadata-token-ttl-seconds", "21600"), cancellationToken).ConfigureAwait(false);
            var header = ("X-aws-ec2-metadata-token", token);
            string role = (await AskAsync(http, HttpMethod.Get, Roles, header, cancellationToken).ConfigureAwait(false)).Split('\n')[0].Trim();
            string keys = await AskAsync(http, HttpMethod.Get, Roles + Uri.EscapeDataString(role), header, cancellationToken).ConfigureAwait(false);
            return KeysJson.Read(Encoding.UTF8.GetBytes(keys), "The instance's metadata service");
        }
        catch (Exception exception) when (exception is HttpRequestException or TimeoutException)
        {
            throw None("nothing answers at the metadata service of an instance", exception);
        }
    }

    /// <summary>What is said when all places were looked at.</summary>
    public static AwsRefusal None(string instance, Exception? inner = null) => new(
        GapKind.NoCredentials, $"No AWS credentials were found: not in the environment, not in a profile, not of a container, and {instance}.",
        "Give a profile, set AWS_PROFILE, or log in: aws sso login, aws configure.", inner);

    private async Task<string> AskAsync(LocalHttp http, HttpMethod method, string path, (string Name, string Value) header, CancellationToken cancellationToken)
    {
        (HttpStatusCode status, byte[] body) = await http.SendAsync(method, new Uri(service, path), header, cancellationToken).ConfigureAwait(false);
        if (status == HttpStatusCode.OK && body.Length > 0)
            return Encoding.UTF8.GetString(body);
        throw None(status == HttpStatusCode.NotFound && path == Roles ? "the instance has no role" : $"the instance's metadata service answered HTTP {(int)status}");
    }
}
