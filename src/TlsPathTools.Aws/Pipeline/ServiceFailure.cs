using System.Collections.Frozen;
using System.Net;
using Amazon.Runtime;

namespace TlsPathTools.Aws.Pipeline;

/// <summary>What AWS's error codes mean. The same error has several: each protocol, and EC2, spells it in its own way.</summary>
internal static class ServiceFailure
{
    private const string LogIn = "Log in again, or give other keys; 'aws sts get-caller-identity' tries them.";

    private const string Clock = "Set this machine's clock (NTP): AWS takes no request that is more than 5 minutes off.";

    private static readonly string[] s_signed = ["The Canonical String", "The String-to-Sign", "AWS4-HMAC", "Authorization header", "Signature=", "X-Amz-"];

    private static readonly FrozenDictionary<string, GapKind> s_kinds = Kinds(
        (GapKind.Denied, "AccessDenied UnauthorizedOperation NotAuthorized AuthorizationError Forbidden"),
        (GapKind.BadCredentials, "ExpiredToken RequestExpired InvalidClientTokenId UnrecognizedClient SignatureDoesNotMatch InvalidSignature IncompleteSignature MissingAuthenticationToken "
            + "AuthFailure InvalidAccessKeyId InvalidIdentityToken IDPRejectedClaim ExpiredTokenId Unauthorized InvalidGrant InvalidClient ExpiredRequest"),
        (GapKind.ClockSkew, "RequestTimeTooSkewed RequestInTheFuture"),
        (GapKind.Throttled, "Throttling Throttled ThrottlingException RequestThrottled RequestLimitExceeded TooManyRequests SlowDown BandwidthLimitExceeded PriorRequestNotComplete"),
        (GapKind.NotFound, "ResourceNotFound NotFound NoSuchEntity"),
        (GapKind.NotSupported, "InvalidAction UnknownOperation UnsupportedOperation OptInRequired RegionDisabled NoSuchVersion NotImplemented OperationNotSupported"),
        (GapKind.ServiceFailed, "InternalError InternalFailure InternalServerError ServiceUnavailable Unavailable ServerException ServiceFailure"));

    /// <summary>The failure; null for an exception that is no service's refusal.</summary>
    public static AwsFailure? Of(Exception exception, string? permission)
    {
        if (exception is not AmazonServiceException refused)
            return null;
        string? code = refused.ErrorCode is { Length: > 0 } given ? given[(given.LastIndexOf('#') + 1)..] : null;
        string plain = code?.EndsWith("Exception", StringComparison.Ordinal) == true ? code[..^9] : code ?? "";
        string message = refused.Message ?? "";
        GapKind kind = KindOf(plain, refused.StatusCode);
        if (kind == GapKind.BadCredentials && (message.Contains("Signature expired", StringComparison.Ordinal) || message.Contains("not yet current", StringComparison.Ordinal)))
            kind = GapKind.ClockSkew;
        if (kind == GapKind.BadCredentials && message.Contains("scoped to a valid region", StringComparison.Ordinal))
            return new AwsFailure(GapKind.Other, code, "The endpoint belongs to another region than the one that the request was signed for.", "Give the endpoint's region with -Region.");
        return kind switch
        {
            GapKind.Denied => new AwsFailure(kind, code, Words(message) ?? "The caller may not do this.", DeniedAdvice(message, permission)),
            GapKind.BadCredentials => new AwsFailure(kind, code, CredentialReason(plain), CredentialAdvice(plain)),
            GapKind.ClockSkew => new AwsFailure(kind, code, "AWS does not take the request's time: this machine's clock is off.", Clock),
            GapKind.Throttled => new AwsFailure(kind, code, "AWS asked for fewer requests, and repeating it did not help.",
                "Try again in a minute; other tools of this account and region share its limit."),
            GapKind.NotSupported => new AwsFailure(kind, code, Words(message) ?? "The service does not know this request.", plain is "OptInRequired" or "RegionDisabled"
                ? "The region has to be enabled for the account." : "Check that the endpoint is AWS's, and that the region has this service."),
            GapKind.ServiceFailed => new AwsFailure(kind, code, $"The service failed (HTTP {(int)refused.StatusCode}){(Words(message) is { } words ? ": " + words : ".")}",
                "Try again; health.aws.amazon.com tells of wider trouble."),
            _ => new AwsFailure(kind, code, Words(message) ?? $"The service refused (HTTP {(int)refused.StatusCode}).", Advice: null),
        };
    }

    private static GapKind KindOf(string code, HttpStatusCode status) => code switch
    {
        _ when s_kinds.TryGetValue(code, out GapKind kind) => kind,
        // InvalidInstanceID.NotFound, LoadBalancerNotFound, InvalidGroup.NotFound
        _ when code.EndsWith("NotFound", StringComparison.Ordinal) => GapKind.NotFound,
        _ when status == HttpStatusCode.TooManyRequests => GapKind.Throttled,
        _ when (int)status >= 500 => GapKind.ServiceFailed,
        "" when status == HttpStatusCode.NotFound => GapKind.NotFound,
        "" when status is HttpStatusCode.Forbidden or HttpStatusCode.Unauthorized => GapKind.Denied,
        _ => GapKind.Other,
    };

    private static string DeniedAdvice(string message, string? permission)
    {
        string what = permission is null ? "the permission" : permission;
        if (message.Contains("explicit deny", StringComparison.OrdinalIgnoreCase))
        {
            return message.Contains("service control policy", StringComparison.OrdinalIgnoreCase)
                ? $"A policy of the organization denies {what}: allowing it in the account does not help."
                : $"A policy denies {what} explicitly: that statement has to go, allowing it elsewhere does not help.";
        }

        return $"Allow {what} to this caller, or use a role that has it.";
    }

    // What AWS writes of credentials can hold what was signed (SignatureDoesNotMatch) or the header (IncompleteSignature): none of it is shown.
    private static string CredentialReason(string code) => code switch
    {
        "ExpiredToken" or "ExpiredTokenId" => "The credentials have expired.",
        "RequestExpired" or "ExpiredRequest" => "AWS says that the request has expired: the credentials have, or this machine's clock is off.",
        "InvalidClientTokenId" or "UnrecognizedClient" or "InvalidAccessKeyId" => "AWS does not know the access key, or not its session token.",
        "AuthFailure" => "AWS could not validate the credentials.",
        "SignatureDoesNotMatch" or "InvalidSignature" => "The secret access key does not belong to the access key.",
        "MissingAuthenticationToken" or "IncompleteSignature" => "AWS found no complete signature: something on the way may have changed the request.",
        "InvalidIdentityToken" or "IDPRejectedClaim" => "The web identity token was not accepted.",
        _ => "AWS does not accept the credentials.",
    };

    private static string CredentialAdvice(string code) => code switch
    {
        "InvalidClientTokenId" or "UnrecognizedClient" or "AuthFailure" => LogIn + " Keys of another partition and a region that is not enabled look the same.",
        "RequestExpired" or "ExpiredRequest" => LogIn + " Keys that last do not expire: then look at the clock.",
        "SignatureDoesNotMatch" or "InvalidSignature" => "Check the secret access key for a missing or an extra character.",
        "MissingAuthenticationToken" or "IncompleteSignature" => "Look for a proxy that changes requests.",
        "InvalidIdentityToken" or "IDPRejectedClaim" => "Check the token's issuer and audience against the identity provider and the role's trust policy.",
        _ => LogIn,
    };

    /// <summary>A service's message up to where it repeats what was signed: headers, session token and all.</summary>
    public static string WithoutSecrets(string? message)
    {
        string text = message ?? "";
        int end = s_signed.Select(words => text.IndexOf(words, StringComparison.OrdinalIgnoreCase)).Where(index => index >= 0).DefaultIfEmpty(text.Length).Min();
        return text[..end].TrimEnd();
    }

    // AWS's own words, without what only AWS can read.
    private static string? Words(string message)
    {
        string words = WithoutSecrets(message);
        int encoded = words.IndexOf("Encoded authorization failure message", StringComparison.OrdinalIgnoreCase);
        words = (encoded < 0 ? words : words[..encoded]).Trim();
        return words.Length == 0 ? null : SafeText.Escape(words, 500);
    }

    private static FrozenDictionary<string, GapKind> Kinds(params (GapKind Kind, string Codes)[] rows) =>
        rows.SelectMany(row => row.Codes.Split(' ').Select(code => KeyValuePair.Create(code, row.Kind))).ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);
}
