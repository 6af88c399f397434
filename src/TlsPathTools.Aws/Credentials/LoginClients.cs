using Amazon.Runtime;
using Amazon.SecurityToken;
using Amazon.SSO;
using Amazon.SSOOIDC;
using TlsPathTools.Aws.Pipeline;

namespace TlsPathTools.Aws.Credentials;

/// <summary>
/// The clients of the services that issue keys, bound when this is compiled. The SDK would look their assemblies up by name over all load
/// contexts of the process, and find those of another module, or none.
/// </summary>
internal sealed class LoginClients(AwsSettings settings, AwsHttp http)
{
    /// <summary>The region that STS is asked in.</summary>
    public string Region => settings.Region;

    /// <summary>STS, asked with keys, or by nobody.</summary>
    public AmazonSecurityTokenServiceClient Sts(AwsKeys? keys) =>
        new(keys is null ? new AnonymousAWSCredentials() : Plain(keys), Configured(new AmazonSecurityTokenServiceConfig(), settings.EndpointOf(AwsService.Sts), settings.Region));

    /// <summary>The portal of IAM Identity Center.</summary>
    public AmazonSSOClient Sso(string region) => new(new AnonymousAWSCredentials(), Configured(new AmazonSSOConfig(), Endpoint("SSO", "portal.sso", region), region));

    /// <summary>Its token service.</summary>
    public AmazonSSOOIDCClient SsoOidc(string region) => new(new AnonymousAWSCredentials(), Configured(new AmazonSSOOIDCConfig(), Endpoint("SSO OIDC", "oidc", region), region));

    private static AWSCredentials Plain(AwsKeys keys) =>
        keys.SessionToken is { } token ? new SessionAWSCredentials(keys.AccessKeyId, keys.SecretAccessKey, token) : new BasicAWSCredentials(keys.AccessKeyId, keys.SecretAccessKey);

    private Uri Endpoint(string serviceId, string prefix, string region) =>
        settings.ConfiguredEndpoint(serviceId) ?? AwsEndpoints.Of(prefix, region, settings.UseFips, settings.UseDualStack);

    private T Configured<T>(T config, Uri endpoint, string region)
        where T : ClientConfig
    {
        settings.Apply(config, http);
        config.ServiceURL = endpoint.AbsoluteUri.TrimEnd('/');
        config.AuthenticationRegion = region;
        return config;
    }
}
