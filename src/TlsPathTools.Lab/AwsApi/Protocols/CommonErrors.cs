using TlsPathTools.Lab.AwsApi.Signing;

namespace TlsPathTools.Lab.AwsApi.Protocols;

/// <summary>The errors that every service has, under the code and with the status that each protocol gives them.</summary>
internal static class CommonErrors
{
    /// <summary>The signature is not accepted.</summary>
    public static AwsException Signature(AwsProtocol protocol, SignatureVerdict verdict) => (protocol, verdict.Failure) switch
    {
        (AwsProtocol.Ec2, SignatureFailure.UnknownKey) => new("AuthFailure", "AWS was not able to validate the provided access credentials", 401),
        (AwsProtocol.Ec2, SignatureFailure.ExpiredToken or SignatureFailure.Skewed) => new("RequestExpired", "Request has expired.", 400),
        (AwsProtocol.Ec2 or AwsProtocol.Query, SignatureFailure.Missing) => new("MissingAuthenticationToken", verdict.Reason, 403),
        (AwsProtocol.Ec2 or AwsProtocol.Query, SignatureFailure.Incomplete) => new("IncompleteSignature", verdict.Reason, 400),
        (AwsProtocol.Query, SignatureFailure.UnknownKey) => new("InvalidClientTokenId", verdict.Reason, 403),
        (AwsProtocol.Query, SignatureFailure.ExpiredToken) => new("ExpiredToken", verdict.Reason, 403),
        (AwsProtocol.Ec2 or AwsProtocol.Query, _) => new("SignatureDoesNotMatch", verdict.Reason, 403),
        (_, SignatureFailure.Missing) => new("MissingAuthenticationTokenException", "Missing Authentication Token", Status(protocol)),
        (_, SignatureFailure.Incomplete) => new("IncompleteSignatureException", verdict.Reason, Status(protocol)),
        (_, SignatureFailure.UnknownKey) => new("UnrecognizedClientException", verdict.Reason, Status(protocol)),
        (_, SignatureFailure.ExpiredToken) => new("ExpiredTokenException", verdict.Reason, Status(protocol)),
        _ => new("InvalidSignatureException", verdict.Reason, Status(protocol)),
    };

    /// <summary>IAM does not allow it.</summary>
    /// <param name="protocol">The protocol.</param>
    /// <param name="caller">Who asks.</param>
    /// <param name="action">IAM's name of the action.</param>
    /// <param name="changes">Whether it would change something: EC2 then adds an encoded message (sts:DecodeAuthorizationMessage).</param>
    public static AwsException Denied(AwsProtocol protocol, CallerIdentity caller, string action, bool changes)
    {
        string why = $"User: {caller.Arn} is not authorized to perform: {action} because no identity-based policy allows the {action} action";
        if (protocol != AwsProtocol.Ec2)
            return new(protocol == AwsProtocol.Query ? "AccessDenied" : "AccessDeniedException", why, protocol == AwsProtocol.Query ? 403 : Status(protocol));
        string encoded = changes ? ". Encoded authorization failure message: " + Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes($"lab:{action}")) : "";
        return new("UnauthorizedOperation", $"You are not authorized to perform this operation. {why}{encoded}", 403);
    }

    /// <summary>Too many requests.</summary>
    public static AwsException Throttled(AwsProtocol protocol) => protocol switch
    {
        AwsProtocol.Ec2 => new("RequestLimitExceeded", "Request limit exceeded.", 503),
        AwsProtocol.Query => new("Throttling", "Rate exceeded", 400),
        AwsProtocol.RestJson => new("TooManyRequestsException", "Too Many Requests", 429),
        _ => new("ThrottlingException", "Rate exceeded", 400),
    };

    /// <summary>No such operation, in AWS or in the lab.</summary>
    public static AwsException UnknownOperation(AwsProtocol protocol, AwsService? service, string operation) => protocol switch
    {
        AwsProtocol.Ec2 => new("InvalidAction", $"The action {operation} is not valid for this web service."),
        AwsProtocol.Query => new("InvalidAction", $"Could not find operation {operation} for version {service?.Version ?? "NO_VERSION_SPECIFIED"}"),
        _ => new("UnknownOperationException", $"The lab does not answer {operation}.", protocol == AwsProtocol.RestJson ? 404 : 400),
    };

    /// <summary>The lab itself failed.</summary>
    public static AwsException Internal(AwsProtocol protocol, Exception exception) =>
        new(protocol == AwsProtocol.Ec2 ? "InternalError" : "InternalFailure", $"The lab failed: {exception.GetType().Name}: {exception.Message}", 500);

    // REST refuses with 403; the JSON protocols answer 400 to everything that the caller did wrong.
    private static int Status(AwsProtocol protocol) => protocol == AwsProtocol.RestJson ? 403 : 400;
}
