using TlsPathTools.Lab.World;

namespace TlsPathTools.Lab.AwsApi;

/// <summary>The AWS API of a world: EC2, Elastic Load Balancing v2, Auto Scaling, EKS, STS, CloudWatch and CloudTrail at one endpoint.</summary>
internal sealed class AwsApiServer : IAsyncDisposable
{
    /// <summary>Starts it at the plan's address.</summary>
    public static AwsApiServer Start(LabWorld world) => throw new NotSupportedException("Follows.");

    /// <summary>http://127.x.254.1:PORT.</summary>
    public Uri Endpoint => throw new NotSupportedException("Follows.");

    public ValueTask DisposeAsync() => throw new NotSupportedException("Follows.");
}
