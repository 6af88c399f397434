using System.Collections.Concurrent;
using Amazon.Runtime;
using TlsPathTools.Aws.Credentials;

namespace TlsPathTools.Aws.Pipeline;

/// <summary>The pipeline: one client a service, made when it is first asked, over connections and credentials that all share.</summary>
internal sealed class AwsPipeline(AwsSettings settings, CredentialCache credentials, AwsHttp http) : IAwsPipeline, IDisposable
{
    private readonly ConcurrentDictionary<AwsService, Lazy<CoreClient>> _clients = new();

    /// <inheritdoc/>
    public string Region => settings.Region;

    /// <summary>How far this machine's clock is off by what AWS's answers said: what the SDK corrects signatures by.</summary>
    public TimeSpan ClockOffset => _clients.Keys
        .Select(service => CorrectClockSkew.GetClockCorrectionForEndpoint(CoreConfig.Url(settings, service))).OrderByDescending(offset => offset.Duration()).FirstOrDefault();

    /// <inheritdoc/>
    public async Task<T> InvokeAsync<T>(AwsCall<T> call, CancellationToken cancellationToken)
    {
        using var bound = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        bound.CancelAfter(settings.CallTimeout);
        try
        {
            // Fetched here, where it can be cancelled; the pipeline asks for them without a token, and finds them ready.
            await credentials.GetAsync(bound.Token).ConfigureAwait(false);
            return await Client(call.Service).InvokeAsync(call, bound.Token).WaitAsync(bound.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException exception) when (!cancellationToken.IsCancellationRequested)
        {
            throw new AwsRefusal(GapKind.TimedOut, FormattableString.Invariant($"There was no answer within {settings.CallTimeout.TotalSeconds:0.#} s."), inner: exception);
        }
        // Cancellation must look like it, whatever the pipeline made of it on the way.
        catch (Exception exception) when (cancellationToken.IsCancellationRequested && exception is not OperationCanceledException)
        {
            throw new OperationCanceledException("The request was cancelled.", exception, cancellationToken);
        }
        catch (Exception exception) when (exception is not (AmazonServiceException or AmazonClientException or OperationCanceledException))
        {
            throw new AmazonClientException("The request could not be made.", exception);
        }
    }

    public void Dispose()
    {
        foreach (Lazy<CoreClient> client in _clients.Values.Where(client => client.IsValueCreated))
            client.Value.Dispose();
    }

    private CoreClient Client(AwsService service) => _clients.GetOrAdd(
        service, key => new Lazy<CoreClient>(() => new CoreClient(credentials, new CoreConfig(key, settings, http)))).Value;
}
