using Amazon.Runtime;

namespace TlsPathTools.Aws.Pipeline;

/// <summary>How requests are sent: everything that the SDK would look up in environment and profile is settled here, once.</summary>
internal sealed record AwsSettings
{
    /// <summary>The region that requests go to and are signed for.</summary>
    public required string Region { get; init; }

    /// <summary>The URL that somebody set for a service; null for AWS's own.</summary>
    public Func<string, Uri?> ConfiguredEndpoint { get; init; } = _ => null;

    public bool UseFips { get; init; }

    public bool UseDualStack { get; init; }

    /// <summary>Attempts of one request, the first included.</summary>
    public int MaxAttempts { get; init; } = 3;

    /// <summary>How long the TCP and TLS handshakes of a connection may take.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long one attempt may take, to the answer's last byte.</summary>
    public TimeSpan AttemptTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a request may take with all its attempts and the waits between them.</summary>
    public TimeSpan CallTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The largest answer that is read. 1,000 instances are about 5 MB.</summary>
    public long MaxAnswerBytes { get; init; } = 64L << 20;

    /// <summary>The proxy; null for what the environment says (HTTPS_PROXY, NO_PROXY).</summary>
    public Uri? Proxy { get; init; }

    /// <summary>Where a service is asked.</summary>
    public Uri EndpointOf(AwsService service) => ConfiguredEndpoint(service.ServiceId) ?? AwsEndpoints.Of(service.EndpointPrefix, Region, UseFips, UseDualStack);

    /// <summary>Puts what all clients share into a client's configuration.</summary>
    public void Apply(ClientConfig config, HttpClientFactory http)
    {
        config.HttpClientFactory = http;
        config.IgnoreConfiguredEndpointUrls = true;
        config.UseFIPSEndpoint = false;
        config.UseDualstackEndpoint = false;
        config.RetryMode = RequestRetryMode.Standard;
        config.MaxErrorRetry = MaxAttempts - 1;
        // Ten more, beside the standard mode's, for connections that break: .NET renews stale ones itself.
        config.MaxStaleConnectionRetries = 0;
        // Its quota of retries is the process's: a job beside this one must not use it up.
        config.ThrottleRetries = false;
        config.DisableLogging = true;
        config.LogResponse = false;
        config.AllowAutoRedirect = false;
        config.Timeout = Timeout.InfiniteTimeSpan;
    }

    // The proxy may carry a password.
    private bool PrintMembers(System.Text.StringBuilder builder)
    {
        builder.Append("Region = ").Append(Region);
        return true;
    }
}
