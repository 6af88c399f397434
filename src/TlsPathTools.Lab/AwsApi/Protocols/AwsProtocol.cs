namespace TlsPathTools.Lab.AwsApi.Protocols;

/// <summary>How a request and its answer are written.</summary>
internal enum AwsProtocol
{
    /// <summary>EC2's dialect of the query protocol: lists of item, its own errors.</summary>
    Ec2,

    /// <summary>Query: a form in, XML out, lists of member.</summary>
    Query,

    /// <summary>REST with JSON (EKS).</summary>
    RestJson,

    /// <summary>JSON 1.0 and 1.1: the operation in X-Amz-Target.</summary>
    Json,

    /// <summary>Smithy RPC v2 with CBOR: the operation in the path. What newer clients speak with CloudWatch.</summary>
    Cbor,
}
