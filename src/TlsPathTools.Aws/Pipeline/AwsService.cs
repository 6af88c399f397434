namespace TlsPathTools.Aws.Pipeline;

/// <summary>What differs between the services; everything else of the pipeline is shared.</summary>
/// <param name="ServiceId">The name in <c>AWS_ENDPOINT_URL_…</c>, in profiles and in the user agent.</param>
/// <param name="EndpointPrefix">The first label of its host.</param>
/// <param name="SigningName">The service in the signature.</param>
/// <param name="ApiVersion">The version of its API.</param>
/// <param name="Protocol">How a request is written.</param>
/// <param name="JsonTarget">For JSON 1.1: what stands before the operation in <c>X-Amz-Target</c>.</param>
internal sealed record AwsService(string ServiceId, string EndpointPrefix, string SigningName, string ApiVersion, AwsProtocol Protocol, string? JsonTarget = null)
{
    public static AwsService Ec2 { get; } = new("EC2", "ec2", "ec2", "2016-11-15", AwsProtocol.Query);

    public static AwsService Elbv2 { get; } = new("Elastic Load Balancing v2", "elasticloadbalancing", "elasticloadbalancing", "2015-12-01", AwsProtocol.Query);

    public static AwsService AutoScaling { get; } = new("Auto Scaling", "autoscaling", "autoscaling", "2011-01-01", AwsProtocol.Query);

    public static AwsService Eks { get; } = new("EKS", "eks", "eks", "2017-11-01", AwsProtocol.RestJson);

    public static AwsService Sts { get; } = new("STS", "sts", "sts", "2011-06-15", AwsProtocol.Query);

    public static AwsService CloudWatch { get; } = new("CloudWatch", "monitoring", "monitoring", "2010-08-01", AwsProtocol.Query);

    public static AwsService CloudTrail { get; } = new("CloudTrail", "cloudtrail", "cloudtrail", "2013-11-01", AwsProtocol.Json11, "com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101");
}

/// <summary>How a request is written; each answer is read by its operation.</summary>
internal enum AwsProtocol
{
    /// <summary>Form parameters; XML comes back (both dialects: EC2's, and that of the others).</summary>
    Query,

    /// <summary>A path and a query string; JSON comes back.</summary>
    RestJson,

    /// <summary>A JSON body and <c>X-Amz-Target</c>; JSON comes back.</summary>
    Json11,
}
