using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using TlsPathTools.Lab.World;

namespace TlsPathTools.Lab.AwsApi.Signing;

/// <summary>Why a signature is not accepted.</summary>
internal enum SignatureFailure
{
    /// <summary>It is accepted.</summary>
    None,

    /// <summary>The request carries none.</summary>
    Missing,

    /// <summary>A part of it is missing or unreadable.</summary>
    Incomplete,

    /// <summary>The access key or the session token is not one of this lab.</summary>
    UnknownKey,

    /// <summary>The temporary credentials have expired.</summary>
    ExpiredToken,

    /// <summary>It was signed too long ago, or in the future.</summary>
    Skewed,

    /// <summary>It is signed with another secret, for another scope, or something was changed on the way.</summary>
    Mismatch,
}

/// <summary>What became of a signature.</summary>
/// <param name="Caller">Who signed; null when it is not accepted.</param>
/// <param name="Failure">Why it is not.</param>
/// <param name="Reason">The same in AWS's words.</param>
/// <param name="Service">The service that it was signed for; null when it cannot be read.</param>
internal readonly record struct SignatureVerdict(CallerIdentity? Caller, SignatureFailure Failure, string Reason, string? Service);

/// <summary>Verifies version 4 signatures against the keys of one lab.</summary>
internal sealed class SignatureVerifier(LabCredentials lab, string accountId, string region)
{
    private const string DateFormat = "yyyyMMdd'T'HHmmss'Z'";

    // The window of AWS's own message: "Signature expired: … (… - 5 min.)".
    private static readonly TimeSpan s_skew = TimeSpan.FromMinutes(5);

    // STS takes a presigned URL for a quarter of an hour whatever X-Amz-Expires says (aws-iam-authenticator, pkg/token/token.go).
    private static readonly TimeSpan s_presignedSts = TimeSpan.FromMinutes(15);

    /// <summary>Verifies a request's signature at a time.</summary>
    public SignatureVerdict Verify(SignedMessage message, DateTimeOffset now)
    {
        if (!RequestSignature.IsPresent(message))
            return Refuse(SignatureFailure.Missing, "Request is missing Authentication Token");
        try
        {
            var signature = RequestSignature.Read(message);
            return Verify(message, signature, now) with { Service = signature.Service };
        }
        catch (FormatException exception)
        {
            return Refuse(SignatureFailure.Incomplete, exception.Message);
        }
    }

    private SignatureVerdict Verify(SignedMessage message, RequestSignature signature, DateTimeOffset now)
    {
        if (KeyOf(signature) is not (var caller, var secret, var expiration))
            return Refuse(SignatureFailure.UnknownKey, "The security token included in the request is invalid.");
        if (expiration <= now)
            return Refuse(SignatureFailure.ExpiredToken, "The security token included in the request is expired");
        if (TimeProblem(signature, now) is { } late)
            return Refuse(SignatureFailure.Skewed, late);
        if (ScopeProblem(message, signature) is { } wrong)
            return Refuse(SignatureFailure.Mismatch, wrong);

        string canonical = CanonicalRequest.Build(message, signature.SignedHeaders);
        string toSign = CanonicalRequest.StringToSign(canonical, signature.AmzDate, signature.Scope);
        string expected = CanonicalRequest.Hex(HMACSHA256.HashData(SigningKey(secret, signature), Encoding.UTF8.GetBytes(toSign)));
        return CryptographicOperations.FixedTimeEquals(Encoding.ASCII.GetBytes(expected), Encoding.UTF8.GetBytes(signature.Signature))
            ? new SignatureVerdict(caller, SignatureFailure.None, "", Service: null)
            : Refuse(SignatureFailure.Mismatch,
                "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. "
                + "Consult the service documentation for details."
                + $"\n\nThe Canonical String for this request should have been\n'{canonical}'\n\nThe String-to-Sign should have been\n'{toSign}'\n");
    }

    private (CallerIdentity Caller, string Secret, DateTimeOffset Expiration)? KeyOf(RequestSignature signature)
    {
        if (signature.SessionToken is { } token)
            return TemporaryCredentials.Open(lab, signature.AccessKeyId, token);
        return signature.AccessKeyId == lab.AccessKeyId
            ? (CallerIdentity.Owner(accountId, lab.UserName, lab.AccessKeyId), lab.SecretAccessKey, DateTimeOffset.MaxValue)
            : null;
    }

    private static string? TimeProblem(RequestSignature signature, DateTimeOffset now)
    {
        if (signature.Time > now + s_skew)
            return $"Signature not yet current: {signature.AmzDate} is still later than {Text(now + s_skew)} ({Text(now)} + 5 min.)";
        TimeSpan lifetime = (signature.Expires, signature.Service) switch
        {
            (null, _) => s_skew,
            (_, "sts") => s_presignedSts,
            var (expires, _) => expires.Value,
        };
        return signature.Time < now - lifetime
            ? string.Create(CultureInfo.InvariantCulture,
                $"Signature expired: {signature.AmzDate} is now earlier than {Text(now - lifetime)} ({Text(now)} - {lifetime.TotalMinutes:0.##} min.)")
            : null;
    }

    private string? ScopeProblem(SignedMessage message, RequestSignature signature)
    {
        if (!signature.AmzDate.StartsWith(signature.ScopeDate, StringComparison.Ordinal))
        {
            return "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: "
                + $"'{signature.ScopeDate}' != '{signature.AmzDate[..8]}', from '{signature.AmzDate}'.";
        }

        // The global endpoint of STS (sts.amazonaws.com) is signed for us-east-1, wherever the client is.
        if (signature.Region != region && (signature.Service, signature.Region) != ("sts", "us-east-1"))
            return $"Credential should be scoped to a valid region, not '{signature.Region}'. ";
        if (!signature.SignedHeaders.Contains("host", StringComparer.Ordinal))
            return "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.";
        // A date or a token that is not signed could be put there by anybody.
        string[] needed = signature.Expires is not null ? [] : ["x-amz-date", "x-amz-security-token"];
        return Array.Find(needed, name => message.Header(name) is not null && !signature.SignedHeaders.Contains(name, StringComparer.Ordinal)) is { } unsigned
            ? $"'{unsigned}' must be a 'SignedHeader' in the AWS Authorization."
            : null;
    }

    private static byte[] SigningKey(string secret, RequestSignature signature)
    {
        byte[] key = Encoding.UTF8.GetBytes("AWS4" + secret);
        foreach (string part in new[] { signature.ScopeDate, signature.Region, signature.Service, "aws4_request" })
            key = HMACSHA256.HashData(key, Encoding.UTF8.GetBytes(part));
        return key;
    }

    private static string Text(DateTimeOffset time) => time.UtcDateTime.ToString(DateFormat, CultureInfo.InvariantCulture);

    private static SignatureVerdict Refuse(SignatureFailure failure, string reason) => new(null, failure, reason, null);
}
