using System.Collections.Concurrent;
using TlsPathTools.Aws.Credentials;
using TlsPathTools.Aws.Pipeline;

namespace TlsPathTools.Aws;

/// <summary>One account and region of AWS, open for requests. Nothing is asked before the first request.</summary>
public sealed class AwsConnection : IDisposable
{
    private readonly AwsHttp _http;
    private readonly AwsPipeline _pipeline;
    private readonly CredentialCache _credentials;
    private readonly AwsSettings _settings;
    private readonly TimeProvider _time;
    private readonly ConcurrentDictionary<string, EksTokenSource> _tokens = new(StringComparer.Ordinal);

    private AwsConnection(AwsCredentialOptions options, AwsEnvironment environment, TimeProvider time, Func<AwsSettings, AwsSettings>? adjust)
    {
        _time = time;
        AwsFiles files = AwsFiles.Read(environment);
        (string name, bool isNamed) = CredentialChain.ProfileOf(options, environment);
        AwsProfile? profile = isNamed && options.AccessKeyId is null ? files.Get(name) : files.Find(name);
        ProfileName = profile?.Name;
        _settings = AwsSettingsReader.Read(options, environment, files, profile);
        if (adjust is not null)
            _settings = adjust(_settings);
        _ = _settings.EndpointOf(AwsService.Sts);
        _http = new AwsHttp(_settings);
        try
        {
            _credentials = new CredentialCache(new CredentialChain(options, environment, files, new LoginClients(_settings, _http), time).Find(), time);
        }
        catch
        {
            _http.Dispose();
            throw;
        }

        CredentialsFrom = _credentials.Source.Description;
        _pipeline = new AwsPipeline(_settings, _credentials, _http);
    }

    /// <summary>The region that is asked.</summary>
    public string Region => _settings.Region;

    /// <summary>The profile that settings came from; null where there is none.</summary>
    public string? ProfileName { get; }

    /// <summary>Where the credentials come from, in words.</summary>
    public string CredentialsFrom { get; }

    /// <summary>The pipeline.</summary>
    internal IAwsPipeline Pipeline => _pipeline;

    /// <summary>Opens one: files are read, nothing is sent.</summary>
    /// <exception cref="AwsConnectionException">There is no region, there are no credentials, or what names them is wrong.</exception>
    public static AwsConnection Open(AwsCredentialOptions options) => Open(options, AwsEnvironment.OfProcess());

    /// <summary>The same in another environment.</summary>
    internal static AwsConnection Open(AwsCredentialOptions options, AwsEnvironment environment, TimeProvider? time = null, Func<AwsSettings, AwsSettings>? adjust = null)
    {
        try
        {
            return new AwsConnection(options, environment, time ?? TimeProvider.System, adjust);
        }
        catch (AwsRefusal refusal)
        {
            throw new AwsConnectionException(AwsFailure.Of(refusal));
        }
    }

    /// <summary>A bearer token of an EKS cluster, and when another is needed. It is kept until then.</summary>
    /// <param name="clusterName">The cluster's name in this account and region.</param>
    /// <param name="cancellationToken">Ends the wait for credentials.</param>
    /// <exception cref="AwsConnectionException">There are no credentials to make it with.</exception>
    public async Task<(string Token, DateTimeOffset Expires)> GetEksTokenAsync(string clusterName, CancellationToken cancellationToken)
    {
        try
        {
            return await _tokens.GetOrAdd(clusterName, name => new EksTokenSource(_credentials, _settings, name, _time, () => _pipeline.ClockOffset))
                .GetAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            throw new AwsConnectionException(AwsFailure.Of(exception));
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _pipeline.Dispose();
        _http.Dispose();
        _credentials.Dispose();
    }

    /// <inheritdoc/>
    public override string ToString() => $"AWS {Region}{(ProfileName is null ? "" : $", profile {SafeText.Escape(ProfileName, 80)}")}";
}

/// <summary>AWS cannot be asked: the message says why, in words that are safe to show.</summary>
public sealed class AwsConnectionException : Exception
{
    // No inner exception: what AWS answers to a wrong signature holds what was signed.
    internal AwsConnectionException(AwsFailure failure)
        : base(failure.Reason)
    {
        Kind = failure.Kind;
        Advice = failure.Advice;
    }

    /// <summary>The kind of failure.</summary>
    public GapKind Kind { get; }

    /// <summary>What to do; null where nobody can say.</summary>
    public string? Advice { get; }
}
