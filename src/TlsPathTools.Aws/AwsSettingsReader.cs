using System.Globalization;
using TlsPathTools.Aws.Credentials;
using TlsPathTools.Aws.Pipeline;

namespace TlsPathTools.Aws;

/// <summary>Settles region, endpoints and the rest: what was given goes before the environment, and that before the profile.</summary>
internal static class AwsSettingsReader
{
    /// <summary>Reads them.</summary>
    /// <exception cref="AwsRefusal">There is no region, or something cannot be understood.</exception>
    public static AwsSettings Read(AwsCredentialOptions options, AwsEnvironment environment, AwsFiles files, AwsProfile? profile)
    {
        string region = options.Region is { Length: > 0 } given ? given : environment["AWS_REGION"] ?? environment["AWS_DEFAULT_REGION"] ?? profile?["region"]
            ?? throw new AwsRefusal(GapKind.Other, "No AWS region is known.", profile is null
                ? "Give -Region, set AWS_REGION, or name a profile that has a region."
                : $"Give -Region, set AWS_REGION, or run: aws configure set region REGION --profile {SafeText.Escape(profile.Name, 80)}");
        return new AwsSettings
        {
            Region = region.Trim().ToLowerInvariant(),
            ConfiguredEndpoint = Endpoints(options, environment, files, profile),
            UseFips = options.UseFips ?? environment.Flag("AWS_USE_FIPS_ENDPOINT") ?? Flag(profile?["use_fips_endpoint"]),
            UseDualStack = options.UseDualStack ?? environment.Flag("AWS_USE_DUALSTACK_ENDPOINT") ?? Flag(profile?["use_dualstack_endpoint"]),
            MaxAttempts = Attempts(environment["AWS_MAX_ATTEMPTS"] ?? profile?["max_attempts"]),
            Proxy = options.Proxy,
        };
    }

    // AWS's "Service-specific endpoints": the service's variable, the variable for all, the service's setting, the profile's.
    private static Func<string, Uri?> Endpoints(AwsCredentialOptions options, AwsEnvironment environment, AwsFiles files, AwsProfile? profile) => serviceId =>
    {
        if (options.EndpointUrl is { } given)
            return given;
        if (environment.Flag("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS") ?? Flag(profile?["ignore_configured_endpoint_urls"]))
            return null;
        string name = serviceId.Replace(' ', '_');
        string? url = environment["AWS_ENDPOINT_URL_" + name.ToUpperInvariant()] ?? environment["AWS_ENDPOINT_URL"]
            ?? (profile?["services"] is { } services ? files.Section("services", services)?.GetValueOrDefault(name.ToLowerInvariant() + ".endpoint_url") : null)
            ?? profile?["endpoint_url"];
        if (url is null)
            return null;
        return Uri.TryCreate(url, UriKind.Absolute, out Uri? uri) && uri.Scheme is "http" or "https"
            ? uri
            : throw new AwsRefusal(GapKind.Other, $"The configured endpoint URL of {serviceId} is not an http or https URL.", "Look at AWS_ENDPOINT_URL and at endpoint_url of the profile.");
    };

    private static bool Flag(string? value) => string.Equals(value, "true", StringComparison.OrdinalIgnoreCase);

    private static int Attempts(string? value) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int attempts) ? Math.Clamp(attempts, 1, 10) : 3;
}
