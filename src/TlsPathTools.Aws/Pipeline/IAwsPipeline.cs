using Amazon.Runtime;

namespace TlsPathTools.Aws.Pipeline;

/// <summary>Signs, sends, retries and reads requests of one account and region.</summary>
internal interface IAwsPipeline
{
    /// <summary>The region that requests go to.</summary>
    string Region { get; }

    /// <summary>Makes a request.</summary>
    /// <exception cref="AmazonServiceException">The service refused.</exception>
    /// <exception cref="AmazonClientException">It could not be asked: no credentials, no region, no connection.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    Task<T> InvokeAsync<T>(AwsCall<T> call, CancellationToken cancellationToken);
}
