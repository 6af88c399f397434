using System.Text;
using Amazon;
using Amazon.Runtime;
using Amazon.Runtime.Signing;
using TlsPathTools.Aws.Pipeline;

namespace TlsPathTools.Aws.Credentials;

/// <summary>
/// A bearer token of an EKS cluster: <c>k8s-aws-v1.</c> and a presigned GetCallerIdentity, whose signature covers the cluster's name
/// (aws-iam-authenticator, pkg/token/token.go).
/// </summary>
/// <param name="Token">The token.</param>
/// <param name="Expires">When another is needed.</param>
internal sealed record EksToken(string Token, DateTimeOffset Expires)
{
    private const string ClusterHeader = "x-k8s-aws-id";

    // Of the URL; the cluster takes the token for 15 minutes whatever stands there, and other tools write 60.
    private static readonly TimeSpan s_presigned = TimeSpan.FromSeconds(60);

    // A minute before the cluster's 15, as aws-iam-authenticator has it.
    private static readonly TimeSpan s_lifetime = TimeSpan.FromMinutes(14);

    /// <summary>Makes one; nothing is sent.</summary>
    /// <param name="keys">The caller's keys.</param>
    /// <param name="region">The region whose STS is named.</param>
    /// <param name="clusterName">The cluster.</param>
    /// <param name="time">When it is signed.</param>
    /// <param name="sts">The endpoint of STS; null for AWS's in this region.</param>
    public static EksToken Make(AwsKeys keys, string region, string clusterName, DateTimeOffset time, Uri? sts = null)
    {
        sts ??= AwsEndpoints.Of("sts", region);
        AWSCredentials credentials = keys.SessionToken is { } session
            ? new SessionAWSCredentials(keys.AccessKeyId, keys.SecretAccessKey, session)
            : new BasicAWSCredentials(keys.AccessKeyId, keys.SecretAccessKey);
        var request = new AWSSigningRequest
        {
            HttpMethod = HttpMethod.Get,
            RequestUri = new Uri(sts, "/?Action=GetCallerIdentity&Version=2011-06-15"),
            Headers = { [ClusterHeader] = clusterName },
        };
        var parameters = new AWSSigV4Parameters { Credentials = credentials, Region = RegionEndpoint.GetBySystemName(region), Service = "sts", SignedAt = time.UtcDateTime };
        string url = AWSSigV4Signer.Presign(request, parameters, s_presigned).Uri.AbsoluteUri;
        string text = Convert.ToBase64String(Encoding.UTF8.GetBytes(url)).TrimEnd('=').Replace('+', '-').Replace('/', '_');
        DateTimeOffset expires = time + s_lifetime;
        return new EksToken("k8s-aws-v1." + text, keys.Expires < expires ? keys.Expires.Value : expires);
    }

    /// <inheritdoc/>
    public override string ToString() => FormattableString.Invariant($"EKS token until {Expires:u}");
}

/// <summary>Tokens of one cluster, each kept until it is about to expire.</summary>
internal sealed class EksTokenSource(CredentialCache credentials, AwsSettings settings, string clusterName, TimeProvider time, Func<TimeSpan>? clockOffset = null)
{
    // A request that begins now may take a while to get there.
    private static readonly TimeSpan s_early = TimeSpan.FromSeconds(30);

    private volatile EksToken? _kept;

    /// <summary>A token that serves.</summary>
    public async Task<(string Token, DateTimeOffset Expires)> GetAsync(CancellationToken cancellationToken)
    {
        if (_kept is not { } token || time.GetUtcNow() + s_early >= token.Expires)
        {
            AwsKeys keys = await credentials.GetAsync(cancellationToken).ConfigureAwait(false);
            // The SDK corrects its requests by what AWS says of the time; a cluster would refuse a token that is signed by a wrong clock.
            TimeSpan offset = clockOffset?.Invoke() ?? TimeSpan.Zero;
            token = EksToken.Make(keys, settings.Region, clusterName, time.GetUtcNow() + offset, StsOf(settings));
            _kept = token = token with { Expires = token.Expires - offset };
        }

        return (token.Token, token.Expires);
    }

    // A cluster takes STS's public names alone; those of VPC endpoints it calls unexpected. A URL that was given otherwise is a lab's, which does.
    private static Uri StsOf(AwsSettings settings) => settings.ConfiguredEndpoint(AwsService.Sts.ServiceId) is { } given && !given.Host.Contains(".vpce.", StringComparison.OrdinalIgnoreCase)
        ? given
        : AwsEndpoints.Of(AwsService.Sts.EndpointPrefix, settings.Region, settings.UseFips, settings.UseDualStack);
}
